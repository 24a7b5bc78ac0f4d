"""Columns of a table or a domain, with nothing that could grow while rows come in.

A generated column, a check or a default is the author's program, run for each row. What
is not harmless is taken out of the definition, and listed; the rows are the same.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from files.sql.reader import Reader
from files.sql.tokens import Token
from restore.sql.functions import check_copies, count_copies, is_harmless_default
from restore.sql.reasons import NO_CONSTANT
from restore.sql.refusals import UnsafeDefinition

# A word that begins what may follow a column's type.
CLAUSES = (
    *("constraint", "check", "unique", "primary", "foreign", "exclude"),
    *("collate", "default", "not", "null", "generated", "references"),
    *("storage", "compression", "deferrable", "initially"),
)
# After these it begins nothing: BY DEFAULT, SET NULL, NOT NULL, NULLS NOT DISTINCT.
_WITHIN = ("by", "set", "not", "nulls")
Check = Callable[[Sequence[Token]], object]


@dataclass(frozen=True)
class Dropped:
    """A part of a definition that is not loaded."""

    what: str
    name: str  # of the column or the constraint
    why: str


@dataclass
class Rewriting:
    """Keeps what `check` accepts."""

    check: Check
    dropped: list[Dropped] = field(default_factory=list)
    copies: int = 0  # that what is kept makes for each row

    def constraint(self, element: Sequence[Token]) -> Sequence[Token]:
        """A table's: all of it, or nothing."""
        why = self._why_unsafe(element)
        if not why:
            return element
        self.drop("constraint", _constraint_name(element), why)
        return ()

    def clauses(self, column: str, tokens: Sequence[Token]) -> list[Token]:
        """Those after a column's type."""
        kept: list[Sequence[Token]] = []
        is_empty = False
        for clause in split_clauses(tokens):
            why = self._why_not(clause)
            if not why:
                kept.append(clause)
                continue
            what = _what(clause)
            is_empty = is_empty or what == "values of a generated column"
            self.drop(what, column, why)
        if is_empty:
            kept = [clause for clause in kept if not _forbids_null(clause)]
        return [token for clause in kept for token in clause]

    def drop(self, what: str, name: str, why: str) -> None:
        self.dropped.append(Dropped(what, name, why))

    def _why_not(self, clause: Sequence[Token]) -> str:
        if _begins(clause).is_word("default"):
            return "" if is_harmless_default(_after_name(clause)[1:]) else NO_CONSTANT
        return self._why_unsafe(clause)

    def _why_unsafe(self, clause: Sequence[Token]) -> str:
        copies = self.copies
        if _begins(clause).is_word("check", "generated"):
            copies += count_copies(clause)
        try:
            self.check(clause)
            check_copies(copies)
        except UnsafeDefinition as unsafe:
            return unsafe.why
        self.copies = copies
        return ""


def split_clauses(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """CONSTRAINT a CHECK (b) | DEFAULT 1 | NOT NULL"""
    clause: list[Token] = []
    reader = Reader(tokens)
    while not reader.ended:
        if clause and _starts(clause, reader.left[0]):
            yield clause
            clause = []
        if reader.left[0].is_symbol("("):
            start = reader.at
            reader.brackets()
            clause += tokens[start : reader.at]
        else:
            clause.append(reader.left[0])
            reader.at += 1
    if clause:
        yield clause


def _starts(clause: Sequence[Token], token: Token) -> bool:
    before = clause[-1]
    is_named = len(clause) <= 2 and clause[0].is_word("constraint")
    is_value = before.is_word("default") and len(clause) == 1
    return token.is_word(*CLAUSES) and not (
        before.is_word(*_WITHIN) or is_named or is_value
    )


def _after_name(clause: Sequence[Token]) -> Sequence[Token]:
    return clause[2:] if clause[0].is_word("constraint") else clause


def _begins(clause: Sequence[Token]) -> Token:
    return (_after_name(clause) or clause)[0]


def _what(clause: Sequence[Token]) -> str:
    word = _begins(clause).value
    return "values of a generated column" if word == "generated" else word


def _forbids_null(clause: Sequence[Token]) -> bool:
    return _begins(clause).is_word("not", "primary")


def _constraint_name(element: Sequence[Token]) -> str:
    named = element[0].is_word("constraint") and len(element) > 1
    return element[1].value if named else ""
