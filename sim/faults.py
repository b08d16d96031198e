"""A table of a file into a pydantic model, with every fault told in this project's words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import nearest

_Model = TypeVar("_Model", bound=BaseModel)


def read_table(
    model: type[_Model], given: object, path: str, problems: list[str], also: Sequence[str] = ()
) -> _Model | None:
    """The model that a table fills, or None with every fault added to the problems."""
    if not isinstance(given, Mapping):
        needed = ", ".join(name for name, known in model.model_fields.items() if known.is_required())
        start = f"{path} = {shown(given)}: must be a table" if given is not None else f"{path}: section missing"
        problems.append(f"{start}; [{path}] holds {needed or ', '.join(model.model_fields)}")
        return None
    try:
        return model.model_validate(given)
    except ValidationError as error:
        known = (*model.model_fields, *also)
        for fault in error.errors(include_url=False):
            key = str(fault["loc"][0]) if fault["loc"] else ""
            where = ".".join(part for part in (path, key) if part)
            where += "".join(f", item {place + 1}" for place in fault["loc"][1:] if isinstance(place, int))
            problems += _sentences(where, fault, model, key, known)
    return None


def _sentences(
    where: str, fault: Mapping[str, Any], model: type[BaseModel], key: str, known: Sequence[str]
) -> list[str]:
    """One fault that pydantic found, in this project's words."""
    kind, given, limits = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == "extra_forbidden":
        return [f"{where}: unknown key{nearest(key, known) or one_of(known)}"]
    if kind == "missing":
        return [f"{where}: missing: {model.model_fields[key].description}"]
    start = f"{where} = {shown(given)}: " if key else f"{where}: "
    if kind == "value_error":
        cause = limits["error"]
        return [start + problem for problem in getattr(cause, "problems", (str(cause),))]
    types = {
        "int": "must be a whole number",
        "float": "must be a number",
        "bool": "must be true or false",
        "string": "must be text",
        "tuple": "must be a list",
        "dict": "must be a table",
        "finite": "must be a finite number",
    }
    bounds = {
        "greater_than_equal": ("at least", "ge", ""),
        "greater_than": ("above", "gt", ""),
        "less_than_equal": ("at most", "le", ""),
        "too_long": ("at most", "max_length", " long"),
        "string_too_long": ("at most", "max_length", " characters long"),
    }
    if kind in bounds:
        word, limit, unit = bounds[kind]
        return [f"{start}must be {word} {limits[limit]:,.16g}{unit}"]
    if kind.endswith("too_short"):
        return [f"{start}must not be empty"]
    return [start + types.get(kind.split("_")[0], fault["msg"])]


def one_of(known: Sequence[str] | Mapping[str, Any]) -> str:
    """The end of a sentence that says what is known."""
    return f"; known are {', '.join(known)}"


def shown(given: object) -> str:
    """A value as a file would have it, cut short."""
    try:
        text = json.dumps(given) if isinstance(given, bool) or given is None else repr(given)
    except ValueError:  # a number of thousands of digits
        return "a number too long to show"
    return text if len(text) <= 60 else text[:57] + "..."
