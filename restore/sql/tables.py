"""Read CREATE TABLE, and other statements made of columns and constraints."""

from collections.abc import Sequence
from dataclasses import dataclass

from files.errors import Refused
from files.sql.reader import Name, Reader, split_commas
from files.sql.tokens import Kind, Token
from restore.sql.columns import CLAUSES, Dropped, Rewriting
from restore.sql.functions import check_expressions, check_lengths
from restore.sql.refusals import NOTHING_LOADED
from restore.types import Column

MOST_COLUMNS = 1600  # PostgreSQL's own limit
_CONSTRAINTS = ("constraint", "check", "unique", "primary", "foreign", "exclude")
_COMMA = Token(Kind.SYMBOL, ",", ",")


@dataclass(frozen=True)
class Body:
    """What stands between the brackets of CREATE TABLE."""

    columns: tuple[Column, ...]
    tokens: tuple[Token, ...]  # without what was dropped
    dropped: tuple[Dropped, ...]


def read_body(tokens: Sequence[Token]) -> Body:
    """Constraints are checked, and dropped when they are not harmless."""
    columns: list[Column] = []
    kept: list[Token] = []
    rewriting = Rewriting(check_constraint)
    for element in split_commas(tokens):
        if element and element[0].is_word(*_CONSTRAINTS):
            part = rewriting.constraint(element)
        else:
            column, part = _column(element, rewriting)
            columns.append(column)
        if part:
            kept += [_COMMA, *part] if kept else part
    _check_number(columns)
    return Body(tuple(columns), tuple(kept), tuple(rewriting.dropped))


def _check_number(columns: Sequence[Column]) -> None:
    if len(columns) > MOST_COLUMNS:
        raise Refused(
            "too_many",
            f"A table in this dump has more than {MOST_COLUMNS:,} columns, which "
            f"PostgreSQL does not allow. {NOTHING_LOADED}",
        )


def _column(
    element: Sequence[Token], rewriting: Rewriting
) -> tuple[Column, list[Token]]:
    reader = Reader(element)
    if reader.sees("like"):
        raise reader.unexpected()
    column = Column(reader.name(), read_type(reader))
    clauses = rewriting.clauses(column.name, reader.left)
    return column, [*element[: reader.at], *clauses]


def read_type(reader: Reader) -> str:
    """A type, spelled as pg_dump spells it."""
    tokens = reader.until(lambda token: token.is_word(*CLAUSES))
    fits = all(
        token.is_name or token.kind is Kind.NUMBER or token.is_symbol(*"().[],")
        for token in tokens
    )
    if not fits or not tokens or not tokens[0].is_name:
        raise reader.unexpected()
    check_lengths(tokens)
    return spell(tokens)


def spell(tokens: Sequence[Token]) -> str:
    text = ""
    for token in tokens:
        glued = token.kind is Kind.SYMBOL or not text or text[-1] in ".(,["
        text += token.text if glued else " " + token.text
    return text


def check_constraint(tokens: Sequence[Token]) -> list[Name]:
    """Refuse an unsafe call; return the tables that are referred to."""
    expressions: list[Token] = []
    referred: list[Name] = []
    reader = Reader(tokens)
    while not reader.ended:
        if reader.accept("references"):
            referred.append(reader.full_name())
            if not reader.ended and reader.left[0].is_symbol("("):
                reader.names()
        elif reader.accept("constraint"):
            reader.name()
        else:
            expressions.append(reader.tokens[reader.at])
            reader.at += 1
    check_expressions(expressions)
    return referred


def check_bounds(reader: Reader) -> None:
    """DEFAULT, or FOR VALUES … of a partition."""
    if not reader.accept("default"):
        reader.expect("for", "values")
        check_expressions(reader.left)
        reader.at = len(reader.tokens)
    reader.end()


def check_options(reader: Reader) -> list[Name]:
    """The options after the columns; return the tables inherited from."""
    parents: list[Name] = []
    while not reader.ended:
        if reader.accept("inherits"):
            parents += [
                Reader(part).full_name() for part in split_commas(reader.brackets())
            ]
        elif reader.accept("partition", "by"):
            reader.name()
            check_expressions(reader.brackets())
        elif reader.accept("with"):
            check_storage(reader.brackets())
        else:
            raise reader.unexpected()
    return parents


def check_storage(tokens: Sequence[Token]) -> None:
    """fillfactor='70' and the like: nothing that could be called."""
    if any(token.is_symbol("(") for token in tokens):
        raise Reader(tokens).unexpected()


def check_plain(tokens: Sequence[Token]) -> None:
    """Words, names and numbers only, as in the options of a sequence."""
    for token in tokens:
        sign = token.kind is Kind.OPERATOR and token.value in ("-", "+")
        plain = token.is_name or token.kind is Kind.NUMBER or token.is_symbol(".")
        if not (plain or sign):
            raise Refused(
                "unsafe_statement",
                "This dump contains options of a sequence that pg_dump does not write. "
                f"{NOTHING_LOADED}",
            )
