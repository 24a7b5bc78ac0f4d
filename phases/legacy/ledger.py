"""The outcome of each row: imported, merged, already there, asked about, or refused."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from phases.legacy.values import shown
from tracker.services import sentences

IMPORTED, MERGED, ALREADY_THERE = "imported", "merged", "already_there"
QUESTIONS, REFUSED = "questions", "refused"
OUTCOMES = (IMPORTED, MERGED, ALREADY_THERE, QUESTIONS, REFUSED)

LISTS = ("merged", "questions", "refused", "remarks")
IN_SUMMARY = {
    IMPORTED: "imported",
    MERGED: "merged",
    ALREADY_THERE: "already there",
    QUESTIONS: "unusual and not imported",
    REFUSED: "refused",
}


def reason_of(refused: ValidationError) -> str:
    """Its sentences, each with the column that it is about."""
    return " ".join(
        sentences(
            refused,
            lambda name: None if name == NON_FIELD_ERRORS else _in_words(name),
        )
    )


def _in_words(column: str) -> str:
    return column.replace("_", " ").capitalize()


@dataclass(frozen=True)
class LedgerEntry:
    table: str
    id: str
    reason: str


@dataclass
class Ledger:
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    merged: list[LedgerEntry] = field(default_factory=list)
    questions: list[LedgerEntry] = field(default_factory=list)
    refused: list[LedgerEntry] = field(default_factory=list)
    remarks: list[LedgerEntry] = field(default_factory=list)  # on imported rows
    unknown_types: list[str] = field(default_factory=list)

    def of(self, table: str) -> Counter[str]:
        return self.counts.setdefault(table, Counter(dict.fromkeys(OUTCOMES, 0)))

    def total(self, outcome: str) -> int:
        return sum(counts[outcome] for counts in self.counts.values())

    def imported(self, table: str) -> None:
        self.of(table)[IMPORTED] += 1

    def already_there(self, table: str) -> None:
        self.of(table)[ALREADY_THERE] += 1

    def merge(self, table: str, row_id: Any, reason: str) -> None:
        self.of(table)[MERGED] += 1
        self.merged.append(LedgerEntry(table, shown(row_id), reason))

    def ask(self, table: str, row_id: Any, question: str, *, stored: bool) -> None:
        """About unusual figures, which are stored only if that was confirmed."""
        self.of(table)[IMPORTED if stored else QUESTIONS] += 1
        self.questions.append(LedgerEntry(table, shown(row_id), question))

    def refuse(self, table: str, row_id: Any, reason: str) -> None:
        self.of(table)[REFUSED] += 1
        self.refused.append(LedgerEntry(table, shown(row_id), reason))

    def refuse_all(self, table: str, count: int, reason: str) -> None:
        self.of(table)[REFUSED] += count
        self.refused.append(LedgerEntry(table, f"all {count:,}", reason))

    def remark(self, table: str, row_id: Any, sentence: str) -> None:
        self.remarks.append(LedgerEntry(table, shown(row_id), sentence))

    @property
    def summary(self) -> str:
        counts = [
            f"{self.total(outcome):,} {words}" for outcome, words in IN_SUMMARY.items()
        ]
        rows = f"Rows: {', '.join(counts)}."
        if self.total(IMPORTED):
            return rows
        return f"{rows} This file has nothing new, so nothing was changed."

    def as_record(self, most: int | None = None) -> dict[str, Any]:
        """All of it, or as many entries of each list as are shown."""
        record = {
            "summary": self.summary,
            "tables": {
                table: {"rows": sum(counts.values()), **counts}
                for table, counts in self.counts.items()
            },
            "unknown_types": self.unknown_types,
            **{
                name: [vars(entry) for entry in getattr(self, name)[:most]]
                for name in LISTS
            },
        }
        return record if most is None else record | {"left_out": self._beyond(most)}

    def _beyond(self, most: int) -> dict[str, int]:
        """How many entries of each list are not shown."""
        lengths = {name: len(getattr(self, name)) for name in LISTS}
        return {name: max(length - most, 0) for name, length in lengths.items()}

    def lines(self, most: int) -> Iterator[str]:
        for entries, title in (
            (self.refused, "Refused"),
            (self.questions, "Unusual"),
            (self.merged, "Merged"),
            (self.remarks, "Changed"),
        ):
            for entry in entries[:most]:
                yield f"{title}: {entry.table} {entry.id}: {entry.reason}"
            if len(entries) > most:
                more = len(entries) - most
                yield f"… and {more:,} more. Use --format json to list all."
