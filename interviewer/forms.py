"""A form on the wire: the schema a model is asked to follow, and the form read out of what it sent back."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from interviewer import prompts
from interviewer.errors import ReplyUnfit
from interviewer.loose_json import values
from interviewer.prompts import Prompt

F = TypeVar("F", bound=BaseModel)

Mode = Literal["strict", "schema", "object", "text"]

MODES: tuple[Mode, ...] = ("strict", "schema", "object", "text")
"""Ways of asking for a form, the safest first. A server that refuses one is asked in the next."""


@dataclass(frozen=True)
class Dialect:
    """What an endpoint has been found to understand: a way of asking for a form, and two optional extras."""

    mode: Mode = "strict"
    temperature: bool = True
    usage: bool = True

    def plainer(self, complaint: str, *, filling: bool) -> Dialect | None:
        """What to try when the endpoint refused this, or None when nothing plainer is left."""
        if not filling:
            return replace(self, usage=False) if self.usage else None
        if self.temperature and ("temperature" in complaint or self.mode == MODES[-1]):
            return replace(self, temperature=False)
        rest = MODES[MODES.index(self.mode) + 1 :]
        return replace(self, mode=rest[0]) if rest else None


def asked(prompt: Prompt, form: type[BaseModel], dialect: Dialect) -> tuple[Prompt, dict[str, Any]]:
    """The prompt, and what goes beside it; a schema that cannot be given is told in words."""
    extras: dict[str, Any] = {"temperature": 0} if dialect.temperature else {}
    if asked_for := response_format(dialect.mode, form):
        extras["response_format"] = asked_for
    if dialect.mode in {"object", "text"}:
        told = prompts.fill("form", schema=schema_text(form)).user
        prompt = replace(prompt, system=f"{prompt.system}\n\n{told}".strip())
    return prompt, extras


def response_format(mode: Mode, form: type[BaseModel]) -> dict[str, Any] | None:
    """The `response_format` of a request, or None where the schema can only be told in words."""
    if mode == "text":
        return None
    if mode == "object":
        return {"type": "json_object"}
    described = {"name": "form", "strict": mode == "strict", "schema": schema_of(form)}
    return {"type": "json_schema", "json_schema": described}


def schema_of(form: type[BaseModel]) -> dict[str, Any]:
    """The form's JSON schema, as small as it goes: no titles, nothing by reference, every field required.

    It reads the same to a server that enforces it strictly and to one that doesn't.
    """
    whole = form.model_json_schema()
    small = _small(whole, whole.get("$defs", {}))
    assert isinstance(small, dict)
    return small


def schema_text(form: type[BaseModel]) -> str:
    """The schema as it is counted, and as it is told to a model in words."""
    return json.dumps(schema_of(form), separators=(",", ":"))


def read(reply: str, form: type[F]) -> F:
    """The form in a reply, whatever is around it; of several that fit, the last. It may come in pieces, one after the other. ReplyUnfit says what is wrong.

    >>> class Said(BaseModel): word: str
    >>> read('<think>{"word": "no"}</think> Here you are: ```json {"word": "yes"} ```', Said)
    Said(word='yes')
    """
    why, fitting = "there was no complete JSON object in it", None
    held = list(values(reply))
    for found in [held, *held] if len(held) > 1 else held:
        try:
            fitting = form.model_validate(found)
        except ValidationError as error:
            faults = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:4])
            why = "; ".join(faults)[:400]
    if fitting is None:
        raise ReplyUnfit(why)
    return fitting


def _small(node: Any, defs: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_small(item, defs) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _small(defs[node["$ref"].rpartition("/")[2]], defs)
    small = {key: _small(value, defs) for key, value in node.items() if key in _KEPT}
    if "properties" in node:
        small["properties"] = {name: _small(field, defs) for name, field in node["properties"].items()}
        small |= {"required": list(node["properties"]), "additionalProperties": False}
    return small


_KEPT = {"type", "enum", "const", "items", "anyOf", "maxLength", "minLength", "maxItems", "minItems"}
_KEPT |= {"minimum", "maximum", "pattern"}
