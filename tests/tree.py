"""The program's own sources, parsed: what the tests of the architecture look at."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "pod2post"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file. `name` is dotted, `place` its path below the package, with slashes."""

    name: str
    place: str
    lines: int
    tree: ast.Module


@cache
def modules() -> tuple[Module, ...]:
    return tuple(_module(path) for path in sorted(PACKAGE.rglob("*.py")))


def _module(path: Path) -> Module:
    place = path.relative_to(PACKAGE)
    steps = [step for step in place.with_suffix("").parts if step != "__init__"]
    text = path.read_text(encoding="utf-8")
    name = ".".join(["pod2post", *steps])
    return Module(name, place.as_posix(), len(text.splitlines()), ast.parse(text))


@cache
def _names() -> set[str]:
    return {module.name for module in modules()}


def functions(module: Module) -> Iterator[Function]:
    for node in ast.walk(module.tree):
        if isinstance(node, Function):
            yield node


def parameters(function: Function) -> list[ast.arg]:
    """All parameters but `self` and `cls`, stars included."""
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    named = [one for one in named if one.arg not in ("self", "cls")]
    return [*named, *(star for star in (given.vararg, given.kwarg) if star)]


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def imported(nodes: Iterator[ast.AST]) -> set[str]:
    """Dotted names that the imports among these nodes may load."""
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= inner if inner <= _names() else {node.module, *inner}
    return names


def all_imports(module: Module) -> set[str]:
    return imported(ast.walk(module.tree))


def imports_at_load(module: Module) -> set[str]:
    """What importing this module imports: function bodies and TYPE_CHECKING aside."""
    return imported(_at_load(module.tree))


def _at_load(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.Lambda):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            yield from (inner for part in child.orelse for inner in (part, *_at_load(part)))
            continue
        yield child
        yield from _at_load(child)


def where(module: Module, node: ast.AST) -> str:
    return f"{module.place}:{getattr(node, 'lineno', 0)}"
