"""Reads a table of a file into a pydantic model, with every fault told in this project's words."""

from __future__ import annotations

import datetime
import json
import reprlib
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from sim.errors import Faults
from sim.money import EUR, Currency, other_currency

_Model = TypeVar("_Model", bound=BaseModel)
_SHOWN = 60  # characters of a value


def read_table(
    model: type[_Model],
    given: object,
    path: str,
    problems: Faults,
    also: Sequence[str] = (),
    currency: Currency = EUR,
) -> _Model | None:
    """The model that a table fills, or None with every fault added to the problems.

    ``also`` are keys that may stand beside those of the model and are read elsewhere. Keys of amounts, and the words
    on them, are in the currency.
    """
    fields = {currency.outside(name): name for name in model.model_fields}
    if not isinstance(given, Mapping):
        needed = ", ".join(key for key, name in fields.items() if model.model_fields[name].is_required())
        start = f"{path} = {shown(given)}: must be a table" if given is not None else f"{path}: section missing"
        problems.append(f"{start}; [{path}] holds {needed or ', '.join(fields)}")
        return None
    known = (*fields, *also)
    unknown = [key for key in given if key not in fields]
    problems.extend(
        f"{_joined(path, named(key))}: unknown key"
        f"{_in_its_currency(str(key), fields, currency) or problems.nearest(str(key), known) or one_of(known)}"
        for key in unknown
    )
    try:
        read = model.model_validate(
            {fields[key]: value for key, value in given.items() if key in fields}, context={"currency": currency}
        )
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            key = str(fault["loc"][0]) if fault["loc"] else ""
            where = _joined(path, currency.outside(key))
            where += "".join(f", item {place + 1}" for place in fault["loc"][1:] if isinstance(place, int))
            problems += _sentences(where, fault, model, key, currency)
        return None
    return None if unknown else read


def _in_its_currency(key: str, fields: Mapping[str, str], currency: Currency) -> str:
    """The end of a sentence on a key that names another currency than the file's, if it does."""
    if currency != EUR and (right := currency.right_name(key, fields.values())):
        return f"; amounts of this file are in {currency.code} ([money] currency): write {right}"
    return other_currency(key, currency)


def _joined(path: str, key: str) -> str:
    return ".".join(part for part in (path, key) if part)


def _sentences(where: str, fault: Mapping[str, Any], model: type[BaseModel], key: str, currency: Currency) -> list[str]:
    """The sentences for one fault that pydantic found; none for one that only follows from another."""
    kind, given, limits = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == "missing":
        return [f"{where}: missing: {currency.unit(model.model_fields[key].description or '')}"]
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
        "date": "must be a date such as 2027-03-01",
    }
    bounds = {
        "greater_than_equal": ("at least", "ge", ""),
        "greater_than": ("above", "gt", ""),
        "less_than_equal": ("at most", "le", ""),
        "less_than": ("below", "lt", ""),
        "too_long": ("at most", "max_length", " long"),
        "string_too_long": ("at most", "max_length", " characters long"),
    }
    if kind in bounds:
        word, limit, unit = bounds[kind]
        return [f"{start}must be {word} {limits[limit]:,.16g}{unit}"]
    if kind.endswith("too_short"):
        least = limits["min_length"]
        if len(given) >= least:  # of a list that is read no further than its first wrong item
            return []
        return [f"{start}must not be empty" if least == 1 else f"{start}must be at least {least} long"]
    return [start + types.get(kind.split("_")[0], "cannot be used")]


def one_of(known: Sequence[str] | Mapping[str, Any]) -> str:
    """The end of a sentence that says what is known."""
    return f"; known are {', '.join(known)}"


class _Short(reprlib.Repr):
    """A representation that is bounded however long, deep or large a value is."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlist = self.maxtuple = self.maxdict = 8
        self.maxother = _SHOWN

    def repr_str(self, text: str, level: int) -> str:
        return repr(text[:_SHOWN])

    def repr_int(self, number: int, level: int) -> str:
        try:
            return repr(number)
        except ValueError:  # of thousands of digits
            return "a number too long to show"

    def repr_bool(self, given: bool, level: int) -> str:
        return json.dumps(given)

    def repr_date(self, given: datetime.date | datetime.time, level: int) -> str:
        return given.isoformat()

    repr_datetime = repr_time = repr_date


_SHORT = _Short()


def shown(given: object) -> str:
    """A value as a file would have it, cut short."""
    text = "null" if given is None else _SHORT.repr(given)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def named(key: object) -> str:
    """A key as a path shows it: as it stands, or quoted and cut short where it is long or cannot be seen."""
    text = str(key)
    return text if text.isprintable() and 0 < len(text) <= 64 else shown(text)


# A number is never read from text, nor from true and false.
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Whole = Annotated[int, Field(strict=True)]
Flag = Annotated[bool, Field(strict=True)]
