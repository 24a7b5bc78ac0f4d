"""As much of JSON Schema as docs/report.schema.json uses; anything else is an error."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

SCHEMA = json.loads(
    (Path(__file__).resolve().parents[2] / "docs" / "report.schema.json").read_text()
)
TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "integer": int,
    "number": (int, float),
}
FORMATS = {
    "date": date.fromisoformat,
    "date-time": datetime.fromisoformat,
    "uuid": UUID,
}
SAID = {"description", "$schema", "title", "$defs", "required", "additionalProperties"}


def problems(value: Any, schema: dict[str, Any] = SCHEMA, at: str = "$") -> list[str]:
    return list(complaints(value, schema, at))


def complaints(value: Any, schema: dict[str, Any], at: str) -> Iterator[str]:
    for keyword, wanted in schema.items():
        if keyword not in SAID:
            yield from CHECKS[keyword](value, wanted, at, schema)


def of_type(value, wanted, at, schema):
    names = [wanted] if isinstance(wanted, str) else wanted
    if not any(is_a(value, name) for name in names):
        yield f"{at}: {value!r} is no {wanted}"


def is_a(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES[name])


def properties(value, wanted, at, schema):
    assert schema["additionalProperties"] is False
    if not isinstance(value, dict):
        return
    missing = set(schema["required"]) - value.keys()
    unknown = value.keys() - wanted.keys()
    if missing or unknown:
        yield f"{at}: lacks {missing}, has {unknown}"
    for name in wanted.keys() & value.keys():
        yield from complaints(value[name], wanted[name], f"{at}.{name}")


def items(value, wanted, at, schema):
    for number, each in enumerate(value):
        yield from complaints(each, wanted, f"{at}[{number}]")


def reference(value, wanted, at, schema):
    yield from complaints(value, SCHEMA["$defs"][wanted.rpartition("/")[2]], at)


def any_of(value, wanted, at, schema):
    found = [problems(value, each, at) for each in wanted]
    if all(found):
        yield from found[0]


def in_format(value, wanted, at, schema):
    if isinstance(value, str):
        try:
            FORMATS[wanted](value)
        except ValueError:
            yield f"{at}: {value!r} is no {wanted}"


def one_of(value, wanted, at, schema):
    if value not in wanted:
        yield f"{at}: {value!r} is none of {wanted}"


def at_least(value, wanted, at, schema):
    if value < wanted:
        yield f"{at}: {value} is below {wanted}"


def constant(value, wanted, at, schema):
    yield from one_of(value, [wanted], at, schema)


CHECKS = {
    "type": of_type,
    "properties": properties,
    "items": items,
    "$ref": reference,
    "anyOf": any_of,
    "format": in_format,
    "enum": one_of,
    "const": constant,
    "minimum": at_least,
}
