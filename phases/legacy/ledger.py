"""What became of each row: imported, already there, or refused with its reason."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from phases.legacy.values import shown
from tracker.services import sentences

IMPORTED, THERE, REFUSED = "imported", "already_there", "refused"


def refusal(refused: ValidationError) -> str:
    """What it says, with the column that each sentence is about."""
    return " ".join(
        sentences(refused, lambda name: None if name == NON_FIELD_ERRORS else name)
    )


@dataclass(frozen=True)
class Entry:
    table: str
    id: str
    reason: str


@dataclass
class Ledger:
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    refused: list[Entry] = field(default_factory=list)
    remarks: list[Entry] = field(default_factory=list)  # of rows that were imported

    def of(self, table: str) -> Counter[str]:
        return self.counts.setdefault(
            table, Counter({IMPORTED: 0, THERE: 0, REFUSED: 0})
        )

    def imported(self, table: str) -> None:
        self.of(table)[IMPORTED] += 1

    def there(self, table: str) -> None:
        self.of(table)[THERE] += 1

    def refuse(self, table: str, row_id: Any, reason: str) -> None:
        self.of(table)[REFUSED] += 1
        self.refused.append(Entry(table, shown(row_id), sentence(reason)))

    def refuse_all(self, table: str, count: int, reason: str) -> None:
        self.of(table)[REFUSED] += count
        self.refused.append(Entry(table, f"all {count:,}", sentence(reason)))

    def remark(self, table: str, row_id: Any, what: str) -> None:
        self.remarks.append(Entry(table, shown(row_id), sentence(what)))

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
                yield f"… and {more:,} more; --format json names all."


def sentence(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
