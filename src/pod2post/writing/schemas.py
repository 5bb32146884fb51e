"""JSON schemas in the few words that every server understands. Pure."""

from typing import Any


def lean(node: Any) -> Any:
    """A schema of type, properties, required, items, enum, anyOf, $defs, $ref and
    additionalProperties alone: lengths and counts are checked here, afterwards.
    """
    if isinstance(node, list):
        return [lean(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {}
    for key, item in node.items():
        if key in ("properties", "$defs"):
            made[key] = {name: lean(child) for name, child in item.items()}
        elif key not in ("title", "description", "default"):
            made[key] = lean(item)
    return made
