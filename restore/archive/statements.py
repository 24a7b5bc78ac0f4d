"""Is the definition of an entry exactly the one statement that pg_dump writes?

pg_restore runs a definition as it is, even if it holds several statements. So each
is read to its last word, and must create exactly the object that the entry names.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from files.errors import Refused
from files.sql.reader import Name, Reader
from files.sql.tokens import Kind, Token, render, shorten, tokenize
from restore.sql.allow import read_copy
from restore.sql.columns import Dropped, Rewriting
from restore.sql.functions import check_expressions, is_harmless_default
from restore.sql.reasons import NO_CONSTANT
from restore.sql.refusals import NOTHING_LOADED, UnsafeDefinition
from restore.sql.tables import (
    check_bounds,
    check_constraint,
    check_options,
    check_plain,
    read_body,
    read_type,
)
from restore.types import Table

from .entry import Entry
from .extras import check_extra
from .needs import SkipEntry, Thing, types_needed

# The table is complete without these, so one that calls something is only skipped.
APART = ("DEFAULT", "CONSTRAINT", "CHECK CONSTRAINT", "INDEX")


@dataclass(frozen=True)
class Checked:
    makes: Thing | None = None
    needs: frozenset[Thing] = frozenset()
    table: Table | None = None
    columns: tuple[str, ...] = ()  # of COPY
    sql: str = ""  # the definition, where it is not loaded as it is
    dropped: tuple[Dropped, ...] = ()


def check_entry(entry: Entry) -> Checked:
    """Refused when it condemns the dump, SkipEntry when only the entry is skipped."""
    if entry.has_data != (entry.desc == "TABLE DATA"):
        raise _unexpected(entry)
    try:
        statements = _statements(entry.definition)
        if entry.desc == "TABLE DATA":
            return _table_data(entry, statements)
        if not statements:
            raise _unexpected(entry)
        reader = Reader(statements[0])
        checked = _HANDLERS[entry.desc](entry, reader)
        reader.end()
        for extra in statements[1:]:
            check_extra(Reader(extra), entry.desc, _owner(checked))
    except UnsafeDefinition as unsafe:
        if entry.desc not in APART:
            raise
        raise SkipEntry(unsafe.why) from None
    except Refused as refused:
        if refused.code in ("unsafe_statement", "no_statement"):
            raise _unexpected(entry) from None
        raise
    return checked


def statements_of(entry: Entry, checked: Checked) -> list[str]:
    """What makes it, a statement each."""
    first, *more = map(render, _statements(entry.definition))
    return [checked.sql or first, *more]


def _statements(text: str) -> list[list[Token]]:
    """Cut at every semicolon."""
    statements: list[list[Token]] = [[]]
    for token in tokenize(text):
        if token.is_symbol(";"):
            statements.append([])
        else:
            statements[-1].append(token)
    return [tokens for tokens in statements if tokens]


def _unexpected(entry: Entry) -> Refused:
    name = shorten(entry.full_name)
    return Refused(
        "unexpected_definition",
        f"The definition of {shorten(entry.desc)} “{name}” in this dump is not the "
        f"single statement that pg_dump writes. {NOTHING_LOADED}",
    )


def _owner(checked: Checked) -> Name:
    """The table that further statements may change."""
    if checked.makes and checked.makes[0] == "relation" and checked.table:
        return checked.makes[1]
    tables = [name for kind, name in checked.needs if kind == "relation"]
    return tables[0] if len(tables) == 1 else ("", "")


def _same(entry: Entry, name: Name) -> Name:
    if name != (entry.schema, entry.tag):
        raise _unexpected(entry)
    return name


def _relations(*names: Name) -> frozenset[Thing]:
    return frozenset(("relation", name) for name in names)


def _schema(entry: Entry, reader: Reader) -> Checked:
    reader.expect("create", "schema")
    if reader.name() != entry.tag:
        raise _unexpected(entry)
    return Checked(("schema", ("", entry.tag)))


def _type(entry: Entry, reader: Reader) -> Checked:
    reader.expect("create", "type")
    name = _same(entry, reader.full_name())
    if not reader.accept("as", "enum"):
        raise SkipEntry("only enum and domain types are loaded")
    labels = reader.brackets()
    texts = all(token.kind is Kind.STRING for token in labels[::2])
    commas = all(token.is_symbol(",") for token in labels[1::2])
    if not texts or not commas or (labels and len(labels) % 2 == 0):
        raise _unexpected(entry)
    return Checked(("type", name))


def _domain(entry: Entry, reader: Reader) -> Checked:
    reader.expect("create", "domain")
    name = _same(entry, reader.full_name())
    reader.expect("as")
    start = reader.at
    read_type(reader)
    rewriting = Rewriting(check_constraint)
    clauses = rewriting.clauses(".".join(name), reader.left)
    tokens = [*reader.tokens[: reader.at], *clauses]
    _rest(reader)
    needs = types_needed(tokens[start:])
    return _rewritten(Checked(("type", name), needs), tokens, rewriting.dropped)


def _table(entry: Entry, reader: Reader) -> Checked:
    reader.expect("create")
    reader.accept("unlogged")
    reader.expect("table")
    name = _same(entry, reader.full_name())
    if reader.sees("of") or reader.sees("partition", "of"):
        raise SkipEntry("its columns are defined elsewhere")
    start = reader.at + 1
    body = read_body(reader.brackets())
    if any(token.is_word("references") for token in body.tokens):
        raise _unexpected(entry)
    tokens = [*reader.tokens[:start], *body.tokens, *reader.tokens[reader.at - 1 :]]
    needs = types_needed(body.tokens) | _relations(*check_options(reader))
    checked = Checked(("relation", name), needs, Table(*name, body.columns))
    return _rewritten(checked, tokens, body.dropped)


def _rewritten(
    checked: Checked, tokens: Sequence[Token], dropped: Sequence[Dropped]
) -> Checked:
    if not dropped:
        return checked
    return replace(checked, sql=render(tokens), dropped=tuple(dropped))


def _sequence(entry: Entry, reader: Reader) -> Checked:
    if reader.accept("alter", "table"):
        return _identity(entry, reader)
    reader.expect("create")
    reader.accept("unlogged")
    reader.expect("sequence")
    name = _same(entry, reader.full_name())
    check_plain(_rest(reader))
    return Checked(("relation", name))


def _identity(entry: Entry, reader: Reader) -> Checked:
    reader.accept("only")
    table = reader.full_name()
    reader.expect("alter")
    reader.accept("column")
    reader.name()
    reader.expect("add", "generated")
    if not reader.accept("always"):
        reader.expect("by", "default")
    reader.expect("as", "identity")
    options = Reader(reader.brackets())
    options.expect("sequence", "name")
    name = _same(entry, options.full_name())
    check_plain(options.left)
    return Checked(("relation", name), _relations(table))


def _owned_by(entry: Entry, reader: Reader) -> Checked:
    reader.expect("alter", "sequence")
    sequence = _same(entry, reader.full_name())
    reader.expect("owned", "by")
    table = reader.full_name()
    reader.expect_symbol(".")
    reader.name()
    return Checked(None, _relations(sequence, table))


def _default(entry: Entry, reader: Reader) -> Checked:
    table = _altered(entry, reader)
    reader.expect("alter")
    reader.accept("column")
    _tagged(entry, table, reader.name())
    reader.expect("set", "default")
    _no_comma(entry, reader.left)
    expression = _rest(reader)
    if not is_harmless_default(expression):
        raise SkipEntry(NO_CONSTANT)
    return Checked(None, types_needed(expression) | _relations(table))


def _sequence_set(entry: Entry, reader: Reader) -> Checked:
    reader.expect("select", "pg_catalog")
    reader.expect_symbol(".")
    reader.expect("setval")
    inside = Reader([token for token in reader.brackets() if token.text != "-"])
    name = Reader(list(tokenize(inside.kind(Kind.STRING))))
    sequence = _same(entry, name.full_name())
    name.end()
    inside.expect_symbol(",")
    inside.kind(Kind.NUMBER)
    inside.expect_symbol(",")
    if not inside.accept("true"):
        inside.expect("false")
    inside.end()
    return Checked(None, _relations(sequence))


def _table_data(entry: Entry, statements: Sequence[object]) -> Checked:
    if statements:
        raise _unexpected(entry)
    if not entry.copy:
        raise Refused(
            "inserts",
            f"The rows of “{shorten(entry.full_name)}” are INSERT commands in this "
            "dump. Make it again without --inserts and --column-inserts, or as plain "
            "SQL (-Fp).",
        )
    name, columns = read_copy(entry.copy)
    own = (entry.schema, entry.tag)
    if name != own and "load via partition root" not in entry.definition:
        raise _unexpected(entry)
    return Checked(("data", own), _relations(name, own), columns=tuple(columns))


def _table_attach(entry: Entry, reader: Reader) -> Checked:
    reader.expect("alter", "table")
    reader.accept("only")
    parent = reader.full_name()
    reader.expect("attach", "partition")
    child = _same(entry, reader.full_name())
    needs = types_needed(reader.left)
    _no_comma(entry, reader.left)
    check_bounds(reader)
    return Checked(None, needs | _relations(parent, child))


def _index_attach(entry: Entry, reader: Reader) -> Checked:
    reader.expect("alter", "index")
    parent = reader.full_name()
    reader.expect("attach", "partition")
    child = _same(entry, reader.full_name())
    return Checked(None, _relations(parent, child))


def _constraint(entry: Entry, reader: Reader) -> Checked:
    if entry.desc == "CHECK CONSTRAINT" and reader.sees("alter", "domain"):
        reader.expect("alter", "domain")
        owner = ("type", reader.full_name())
        if owner[1][0] != entry.schema:
            raise _unexpected(entry)
    else:
        owner = ("relation", _altered(entry, reader))
    reader.expect("add", "constraint")
    name = reader.name()
    _tagged(entry, owner[1], name)
    if not any(reader.sees(*words) for words in _CONSTRAINTS[entry.desc]):
        raise _unexpected(entry)
    is_index = reader.sees("primary") or reader.sees("unique") or reader.sees("exclude")
    _no_comma(entry, reader.left)
    needs = _constraint_needs(reader)
    makes = ("relation", (entry.schema, name)) if is_index else None
    return Checked(makes, needs | {owner})


_CONSTRAINTS = {
    "CONSTRAINT": (("primary", "key"), ("unique",), ("exclude",), ("not", "null")),
    "CHECK CONSTRAINT": (("check",), ("not", "null")),
    "FK CONSTRAINT": (("foreign", "key"),),
}


def _constraint_needs(reader: Reader) -> frozenset[Thing]:
    """The table of a foreign key, and the types in the expressions."""
    before = reader.until(lambda token: token.is_word("references"))
    needs = types_needed(before)
    check_constraint(before)
    if not reader.accept("references"):
        return needs
    needs |= _relations(reader.full_name())
    # Columns, and the ON DELETE action: names only, so nothing is called.
    for token in _rest(reader):
        if not (token.is_name or token.is_symbol("(", ")", ",")):
            raise reader.unexpected()
    return needs


def _index(entry: Entry, reader: Reader) -> Checked:
    reader.expect("create")
    reader.accept("unique")
    reader.expect("index")
    name = reader.name()
    reader.expect("on")
    reader.accept("only")
    table = reader.full_name()
    if name != entry.tag or table[0] != entry.schema:
        raise _unexpected(entry)
    reader.expect("using")
    reader.name()
    needs = types_needed(reader.left)
    check_expressions(reader.brackets())
    if reader.accept("include"):
        reader.names()
    check_expressions(_rest(reader))
    return Checked(("relation", (entry.schema, name)), needs | _relations(table))


def _altered(entry: Entry, reader: Reader) -> Name:
    reader.expect("alter", "table")
    reader.accept("only")
    table = reader.full_name()
    if table[0] != entry.schema:
        raise _unexpected(entry)
    return table


def _tagged(entry: Entry, owner: Name, name: str) -> None:
    if entry.tag != f"{owner[1]} {name}":
        raise _unexpected(entry)


def _no_comma(entry: Entry, tokens: Sequence[Token]) -> None:
    """ALTER TABLE … ADD CONSTRAINT …, DROP COLUMN … would be two actions."""
    look = Reader(tokens)
    look.until(lambda token: token.is_symbol(","))
    if not look.ended:
        raise _unexpected(entry)


def _rest(reader: Reader) -> Sequence[Token]:
    rest = reader.left
    reader.at = len(reader.tokens)
    return rest


_HANDLERS: dict[str, Callable[[Entry, Reader], Checked]] = {
    "SCHEMA": _schema,
    "TYPE": _type,
    "DOMAIN": _domain,
    "TABLE": _table,
    "SEQUENCE": _sequence,
    "SEQUENCE OWNED BY": _owned_by,
    "DEFAULT": _default,
    "SEQUENCE SET": _sequence_set,
    "TABLE ATTACH": _table_attach,
    "CONSTRAINT": _constraint,
    "CHECK CONSTRAINT": _constraint,
    "FK CONSTRAINT": _constraint,
    "INDEX": _index,
    "INDEX ATTACH": _index_attach,
}
