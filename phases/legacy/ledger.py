"""The outcome of each row: imported, already there, or refused with its reason."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from phases.legacy.values import shown
from tracker.services import sentences

IMPORTED, ALREADY_THERE, REFUSED = "imported", "already_there", "refused"


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
    refused: list[LedgerEntry] = field(default_factory=list)
    remarks: list[LedgerEntry] = field(default_factory=list)  # on imported rows

    def of(self, table: str) -> Counter[str]:
        return self.counts.setdefault(
            table, Counter({IMPORTED: 0, ALREADY_THERE: 0, REFUSED: 0})
        )

    def imported(self, table: str) -> None:
        self.of(table)[IMPORTED] += 1

    def already_there(self, table: str) -> None:
        self.of(table)[ALREADY_THERE] += 1

    def refuse(self, table: str, row_id: Any, reason: str) -> None:
        self.of(table)[REFUSED] += 1
        self.refused.append(LedgerEntry(table, shown(row_id), reason))

    def refuse_all(self, table: str, count: int, reason: str) -> None:
        self.of(table)[REFUSED] += count
        self.refused.append(LedgerEntry(table, f"all {count:,}", reason))

    def remark(self, table: str, row_id: Any, sentence: str) -> None:
        self.remarks.append(LedgerEntry(table, shown(row_id), sentence))

    def as_record(self) -> dict[str, Any]:
        return {
            "tables": {
                table: {"rows": sum(counts.values()), **counts}
                for table, counts in self.counts.items()
            },
            "refused": [vars(entry) for entry in self.refused],
            "remarks": [vars(entry) for entry in self.remarks],
        }

    def lines(self, most: int) -> Iterator[str]:
        for entries, title in ((self.refused, "Refused"), (self.remarks, "Changed")):
            for entry in entries[:most]:
                yield f"{title}: {entry.table} {entry.id}: {entry.reason}"
            if len(entries) > most:
                more = len(entries) - most
                yield f"… and {more:,} more. Use --format json to list all."
