"""What is set aside, and what therefore still needs attention.

Only the database compares occurrences, so lists, counts and pages agree.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from phases.attention.known import KnownBits, known
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
        asked = reasons or tuple(self.family.cases)
        used = [reason for reason in asked if reason in self._in_use]
        unused = [reason for reason in asked if reason not in self._in_use]
        plain = [self._when(*unused)] if unused else []
        return any_of([*plain, *(self._when(r) & ~self._hidden(r) for r in used)])

    def aside(self, *reasons: Reason) -> Q:
        """With one of these reasons, or any, that someone set aside."""
        asked = set(reasons or self.family.cases) & self._in_use
        return any_of(self._when(reason) & self._hidden(reason) for reason in asked)

    def reasons_of(
        self, rows: QuerySet[Any], by: str
    ) -> Iterator[tuple[UUID, list[Reason]]]:
        """For each row with a reason, what `by` names, and the open ones."""
        reasons = tuple(self.family.cases)
        bits = KnownBits(self.family, reasons, self.today)
        found = rows.filter(self._when(*reasons)).annotate(bits=bits)
        hidden = self._all_hidden()
        for key, pk, has in found.values_list(by, "pk", "bits"):
            each = (reason for n, reason in enumerate(reasons) if has >> n & 1)
            yield key, [reason for reason in each if (pk, reason.value) not in hidden]

    def asides_of(self, subjects: Iterable[Any]) -> Asides:
        """Of some phases or projects, whether they still have these reasons or not."""
        subject = self.family.subject
        rows = self._unexpired.filter(**{f"{subject}__in": subjects})
        reasons = set(rows.order_by().values_list("reason", flat=True))  # mostly none
        same = any_of(self._same(Reason(reason)) for reason in reasons)
        return by_subject(rows.filter(same), subject) if reasons else {}

    def occurrence(self, subject: Any, reason: Reason) -> dict[str, Any]:
        """What a SetAside remembers, to know the same occurrence again."""
        case = self.family.cases[reason]
        rows = self.family.kept.objects.filter(pk=subject.pk)
        since = rows.values_list(case.since, flat=True).first() if case.since else None
        amount = case.amount and rows.values_list(case.amount(F), flat=True).first()
        worst = None if amount is None else float(amount) + case.leeway()
        return {"since": since, "worst": worst}

    def _when(self, *reasons: Reason) -> Q:
        return known(self.family, reasons, self.today)

    def _hidden(self, reason: Reason) -> Q:
        in_force = self._unexpired.filter(self._same(reason))
        return Q(pk__in=in_force.values(self.family.subject))

    def _all_hidden(self) -> set[tuple[UUID, str]]:
        same = any_of(self._same(reason) for reason in self._in_use)
        rows = self._unexpired.filter(same) if self._in_use else SetAside.objects.none()
        return set(rows.values_list(f"{self.family.subject}_id", "reason"))

    @cached_property
    def _in_use(self) -> set[Reason]:
        """Mostly none or few, so the question stays as short as it was."""
        used = self._unexpired.values_list("reason", flat=True).order_by().distinct()
        return {Reason(reason) for reason in used} & self.family.cases.keys()

    @property
    def _unexpired(self) -> QuerySet[SetAside]:
        rows = SetAside.objects.unexpired(self.today)
        return rows.filter(**{f"{self.family.subject}__isnull": False})

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
