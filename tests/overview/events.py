"""Much that happened, at chosen times: copies of one change."""

from datetime import datetime
from typing import Any

from django.db import connection


def copies(event: Any, *, first: datetime, every: str, count: int) -> None:
    """The same change `count` times, from the first on, so far apart each."""
    fields = [f.column for f in event._meta.concrete_fields if f.column != "pgh_id"]
    others = ", ".join(f'"{name}"' for name in fields if name != "pgh_created_at")
    table = event._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (pgh_created_at, {others})"
            f" SELECT %s + n * %s::interval, {others} FROM {table},"
            f" generate_series(0, %s) n WHERE pgh_id = %s",
            [first, every, count - 1, event.pgh_id],
        )
