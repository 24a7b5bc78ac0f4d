"""Conditions whose SQL is put together once a day.

For a page, putting together what all reasons are took longer than it takes the database
to look at ten thousand phases.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import BooleanField, Expression, F, IntegerField, Q

from phases.attention.reasons import Family, any_of
from phases.models import Reason

Condition = tuple[str, tuple[Any, ...]]
Limits = tuple[int, float]  # of the settings


def known(family: Family, reasons: Iterable[Reason], today: date) -> Q:
    """With one of these reasons."""
    return Q(Known(family, tuple(reasons), today))


class Known(Expression):
    """Whether a phase or project has one of these reasons."""

    conditional = True
    output_field: Any = BooleanField()

    def __init__(self, family: Family, reasons: tuple[Reason, ...], today: date):
        super().__init__()
        self.family, self.reasons, self.today = family, reasons, today
        # One column of each table: they say what the statement calls their tables.
        self.columns: list[Any] = [F("pk"), F(f"{family.subject}__target_date")]

    def get_source_expressions(self) -> list[Any]:
        return self.columns

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        self.columns = list(exprs)

    def as_sql(self, compiler: Any, connection: Any) -> Condition:
        limits = settings.STALE_DAYS, settings.SOURCE_MOVED_PERCENT
        text, values = self.put_together(limits)
        for column in self.columns:
            table = column.target.model._meta.db_table
            alias = compiler.quote_name_unless_alias(column.alias)
            text = text.replace(f'"{table}".', f"{alias}.")
        return text, values

    def put_together(self, limits: Limits) -> Condition:
        return condition_of(self.family, self.reasons, self.today, limits)


class KnownBits(Known):
    """All reasons of a phase or project, each as the bit of its place."""

    conditional = False
    output_field = IntegerField()

    def put_together(self, limits: Limits) -> Condition:
        return bits_of(self.family, self.reasons, self.today, limits)


@lru_cache(maxsize=200)
def condition_of(
    family: Family, reasons: tuple[Reason, ...], today: date, limits: Limits
) -> Condition:
    """With its tables called by their own names."""
    condition = any_of(family.cases[reason].when(today) for reason in reasons)
    rows = family.kept.objects.filter(condition)
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
    compiler.pre_sql_setup()
    text, values = compiler.compile(compiler.where)
    return f"({text})", tuple(values)


@lru_cache(maxsize=10)
def bits_of(
    family: Family, reasons: tuple[Reason, ...], today: date, limits: Limits
) -> Condition:
    each = [condition_of(family, (reason,), today, limits) for reason in reasons]
    cases = (
        f"CASE WHEN {text} THEN {2**n} ELSE 0 END" for n, (text, _) in enumerate(each)
    )
    return f"({' + '.join(cases)})", tuple(v for _, values in each for v in values)
