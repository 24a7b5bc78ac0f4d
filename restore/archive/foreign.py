"""What a definition needs that came with the backup, and that is not loaded."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from files.sql.reader import Name
from files.sql.tokens import Token, shorten


class Foreign(Exception):  # noqa: N818  an entry is left out; nothing is wrong
    """This entry is left out, and why."""


def check_foreign(tokens: Sequence[Token]) -> frozenset[tuple[str, Name]]:
    """The types that it names; Foreign for functions, operators and collations."""
    for before, token in pairwise(tokens):
        if token.is_symbol(".") and before.is_symbol(")", "]"):
            raise Foreign("it takes composite types apart")
    return frozenset(_types(tokens))


def _types(tokens: Sequence[Token]) -> Iterator[tuple[str, Name]]:
    for at in range(len(tokens) - 2):
        schema, dot, name = tokens[at : at + 3]
        if not (schema.is_name and dot.is_symbol(".") and name.is_name):
            continue
        if schema.value == "pg_catalog":
            continue
        full = f"{schema.value}.{name.value}"
        if at + 3 < len(tokens) and tokens[at + 3].is_symbol("("):
            raise Foreign(f"it calls {shorten(full)}, which is left out")
        if at and tokens[at - 1].is_word("collate"):
            raise Foreign(f"it needs the collation {shorten(full)}")
        yield "type", (schema.value, name.value)
