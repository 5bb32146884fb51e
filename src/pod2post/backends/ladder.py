"""The forms in which a reply can be asked for, best first, and which an endpoint takes.

    json_schema   the server holds the reply to the schema, or says that it does
    json_object   the server holds it to JSON; the schema is told in the prompt
    text          nothing but the prompt

What comes back is validated in the same way whatever the form, so the form is no part of
a reply's identity. The first request of all is the probe: it is refused without cost, or
it is answered. What an endpoint takes is kept in the store, and forgotten when refused.
"""

import json
import re
from collections.abc import Callable
from typing import Any, Literal

from pod2post import codec
from pod2post.errors import NoForm
from pod2post.ports import Reply, Request, Shelf

Form = Literal["json_schema", "json_object", "text"]

FORMS: tuple[Form, ...] = ("json_schema", "json_object", "text")


def body(request: Request, form: Form) -> dict[str, Any]:
    """What a request's body says about messages and form."""
    messages = [{"role": m.role, "content": m.content} for m in request.messages]
    if form == "json_schema":
        name = re.sub(r"[^A-Za-z0-9_-]", "_", request.task)[:64] or "reply"
        schema = {"name": name, "strict": True, "schema": json.loads(request.schema)}
        return {
            "messages": messages,
            "response_format": {"type": "json_schema", "json_schema": schema},
        }
    # At the end, so that the beginning stays the same bytes, and providers charge less for it.
    messages[-1]["content"] += f"\n\n{request.shape or request.schema}"
    if form == "json_object":
        return {"messages": messages, "response_format": {"type": "json_object"}}
    return {"messages": messages}


def climb(place: str, shelf: Shelf, call: Callable[[Form], Reply]) -> Reply:
    """The reply in the best form that the endpoint takes; `place` names endpoint and model.

    While none is known, calls go one by one, so that one of them finds out for all.

    Raises:
        NoForm: it takes none; and whatever `call` raises.
    """
    key = codec.digest(["form", place])
    refused = set[str]()
    if (known := _kept(shelf, key)) is not None:
        try:
            return call(known)
        except NoForm:
            refused.add(known)
    with shelf.lock(f"form-{key.removeprefix('sha256:')}"):
        found = _kept(shelf, key)  # by another call, while this one waited
        order = [form for form in (found, *FORMS) if form is not None and form not in refused]
        trouble: NoForm | None = None
        for form in dict.fromkeys(order):
            try:
                reply = call(form)
            except NoForm as error:
                trouble = error
                continue
            if form != found and reply.finish != "unreadable":
                shelf.keep("form", key, form)
            return reply
        shelf.keep("form", key, "")
        raise trouble or NoForm(f"{place} takes no form of reply", "Choose another model.")


def _kept(shelf: Shelf, key: str) -> Form | None:
    kept = shelf.recall("form", key, str)
    return next((form for form in FORMS if form == kept), None)
