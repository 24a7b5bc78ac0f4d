"""Other objects in the backup that a definition needs, and that may be skipped."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from files.sql.reader import Name
from files.sql.tokens import Token, shorten

# The kind of object and its name; tables, sequences and indexes share their names.
Thing = tuple[str, Name]


class SkipEntry(Exception):  # noqa: N818  nothing is wrong with the dump
    """An entry is skipped; the text says why."""


def types_needed(tokens: Sequence[Token]) -> frozenset[Thing]:
    """The types that it names; SkipEntry for functions, operators and collations."""
    for before, token in pairwise(tokens):
        if token.is_symbol(".") and before.is_symbol(")", "]"):
            raise SkipEntry("uses parts of composite types")
    return frozenset(_types(tokens))


def _types(tokens: Sequence[Token]) -> Iterator[Thing]:
    for at in range(len(tokens) - 2):
        schema, dot, name = tokens[at : at + 3]
        if not (schema.is_name and dot.is_symbol(".") and name.is_name):
            continue
        if schema.value == "pg_catalog":
            continue
        full = f"{schema.value}.{name.value}"
        if at + 3 < len(tokens) and tokens[at + 3].is_symbol("("):
            raise SkipEntry(f"calls {shorten(full)}, which is skipped")
        if at and tokens[at - 1].is_word("collate"):
            raise SkipEntry(f"needs the collation {shorten(full)}, which is skipped")
        yield "type", (schema.value, name.value)
