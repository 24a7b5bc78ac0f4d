"""Dictionaries of rows, as commands' `--format json` and the API give them."""

from typing import Any

from django.db.models import Model

from tracker.health import Check


def record(row: Model, **more: Any) -> dict[str, Any]:
    """A row's fields; for what it belongs to, the name and the id."""
    values: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.is_relation:
            values[field.name] = value and str(getattr(row, field.name))
        values[field.attname] = value
    return {**values, **more}


def check_record(check: Check) -> dict[str, str]:
    return {"name": check.name, "state": check.state, "detail": check.detail}
