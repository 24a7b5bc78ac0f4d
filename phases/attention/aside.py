"""What is set aside, and what therefore still needs attention.

Only the database compares occurrences, so lists, counts and pages agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from phases.attention.reasons import Family, any_of
from phases.models import Reason, SetAside

Asides = dict[tuple[UUID, str], SetAside]  # by what they are about, and the reason


@dataclass(frozen=True)
class Outstanding:
    """Of phases or of projects: which reasons are set aside, and which are not."""

    family: Family
    today: date

    def open(self, *reasons: Reason) -> Q:
        """With one of these reasons, or any, that no one set aside."""
        return any_of(self._open(reason) for reason in reasons or self.family.cases)

    def aside(self, *reasons: Reason) -> Q:
        """With one of these reasons, or any, that someone set aside."""
        asked = set(reasons or self.family.cases) & self._in_use
        return any_of(self._when(reason) & self._hidden(reason) for reason in asked)

    def asides_of(self, subjects: Iterable[Any]) -> Asides:
        """Of some phases or projects, whether they still have these reasons or not."""
        subject = self.family.subject
        rows = self._in_force(*self.family.cases).filter(**{f"{subject}__in": subjects})
        return by_subject(rows, subject)

    def occurrence(self, subject: Any, reason: Reason) -> dict[str, Any]:
        """What a SetAside remembers, to know the same occurrence again."""
        case = self.family.cases[reason]
        rows = self.family.kept.objects.filter(pk=subject.pk)
        since = rows.values_list(case.since, flat=True).first() if case.since else None
        amount = case.amount and rows.values_list(case.amount(F), flat=True).first()
        worst = None if amount is None else float(amount) + case.leeway()
        return {"since": since, "worst": worst}

    def _open(self, reason: Reason) -> Q:
        when = self._when(reason)
        return when & ~self._hidden(reason) if reason in self._in_use else when

    def _when(self, reason: Reason) -> Q:
        return self.family.cases[reason].when(self.today)

    def _hidden(self, reason: Reason) -> Q:
        return Q(pk__in=self._in_force(reason).values(self.family.subject))

    @cached_property
    def _in_use(self) -> set[Reason]:
        """Mostly none or few, so the question stays as short as it was."""
        used = self._unexpired.values_list("reason", flat=True).order_by().distinct()
        return {Reason(reason) for reason in used} & self.family.cases.keys()

    @property
    def _unexpired(self) -> QuerySet[SetAside]:
        rows = SetAside.objects.unexpired(self.today)
        return rows.filter(**{f"{self.family.subject}__isnull": False})

    def _in_force(self, *reasons: Reason) -> QuerySet[SetAside]:
        return self._unexpired.filter(any_of(map(self._same, reasons)))

    def _same(self, reason: Reason) -> Q:
        """The occurrence is the same, and not worse."""
        case, way = self.family.cases[reason], self.family.way
        same = Q(reason=reason)
        if case.since:
            same &= Q(since=F(way + case.since))
        if case.amount:
            amount = case.amount(lambda field: F(way + field))
            same &= Q(worst=None) | Q(worst__gte=amount)
        return same


def asides_of_jobs(jobs: Iterable[Any], today: date) -> Asides:
    rows = SetAside.objects.unexpired(today).filter(job__in=jobs)
    return by_subject(rows, "job")


def by_subject(rows: QuerySet[SetAside], subject: str) -> Asides:
    found = rows.select_related("set_by")
    return {(getattr(row, f"{subject}_id"), row.reason): row for row in found}
