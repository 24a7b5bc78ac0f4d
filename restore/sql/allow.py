"""Decide what is done with a statement: only those listed here are ever run."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice

from files.errors import Refused
from files.sql.reader import Name, Reader, is_of_the_system
from files.sql.tokens import Kind, Token, one_statement, render, shorten, tokenize
from restore.sql.columns import Rewriting
from restore.sql.decision import Action, Decision
from restore.sql.functions import check_expressions, is_harmless_default
from restore.sql.reasons import BINARY, CLEARING, CODE, NO_CONSTANT, OWNERS, UNNEEDED
from restore.sql.refusals import (
    AS_CUSTOM,
    NOTHING_LOADED,
    UnsafeDefinition,
    old_strings,
)
from restore.sql.skipped import find_skipped
from restore.sql.tables import (
    Body,
    check_bounds,
    check_constraint,
    check_options,
    check_plain,
    read_body,
    read_type,
)
from restore.types import Table

_BEGINNING = 12  # tokens, enough to recognise a statement

# The worker has its own deadlines, and the loader its own settings.
_IGNORED_SETTINGS = frozenset(
    """
    statement_timeout lock_timeout idle_in_transaction_session_timeout
    transaction_timeout check_function_bodies xmloption client_min_messages
    row_security default_tablespace default_table_access_method
    escape_string_warning default_with_oids default_transaction_read_only
    """.split()  # noqa: SIM905
)


def decide(text: str) -> Decision:
    """The decision for this statement; Refused when it condemns the dump."""
    beginning = list(islice(tokenize(text), _BEGINNING))
    skipped = find_skipped(beginning)
    if skipped:
        return skipped
    first = " ".join(token.value for token in beginning[:1])
    handler = _HANDLERS.get(first)
    if handler is None or not beginning[0].is_name:
        raise _unknown(text)
    reader = Reader(one_statement(text))
    try:
        return handler(reader)
    except UnsafeDefinition as unsafe:
        apart = _apart(Reader(reader.tokens))
        if apart is None:
            raise
        return replace(apart, why=unsafe.why)


def _apart(reader: Reader) -> Decision | None:
    """An index or a constraint: without it, the rows are the same."""
    if reader.accept("alter"):
        what = reader.name()
        reader.accept("if", "exists")
        reader.accept("only")
        name = _full(reader.full_name())
        return Decision(Action.SKIP, "constraint", name) if what != "type" else None
    reader.expect("create")
    reader.accept("unique")
    if not reader.accept("index"):
        return None
    reader.until(lambda token: token.is_word("on"))
    reader.expect("on")
    reader.accept("only")
    return Decision(Action.SKIP, "index", _full(reader.full_name()))


def _unknown(text: str) -> Refused:
    return Refused(
        "unsafe_statement",
        f"This dump would run “{shorten(text)}”, which no backup needs. "
        f"{NOTHING_LOADED}",
    )


def _run(action: Action, what: str, name: str, reader: Reader) -> Decision:
    return Decision(action, what, name, sql=render(reader.tokens))


def _make(what: str, name: Name, reader: Reader) -> Decision:
    return replace(_run(Action.FIRST, what, _full(name), reader), schema=name[0])


def _full(name: Name) -> str:
    return ".".join(name)


def _set(reader: Reader) -> Decision:
    reader.expect("set")
    parameter = reader.name()
    if not reader.symbol("="):
        if reader.ended or reader.left[0].text != "=":
            reader.expect("to")
        else:
            reader.at += 1
    if len(reader.left) != 1:
        raise reader.unexpected()
    value = reader.left[0].value
    if parameter == "client_encoding":
        return Decision(Action.IGNORE, "setting", parameter, encoding=value)
    if parameter == "standard_conforming_strings" and value != "on":
        raise old_strings()
    if parameter in _IGNORED_SETTINGS or parameter == "standard_conforming_strings":
        return Decision(Action.IGNORE, "setting", parameter)
    if parameter == "search_path":
        raise Refused(
            "unqualified_name",
            "This dump sets a search path, as pg_dump before 10.3 did. Make it again "
            "with a newer pg_dump.",
        )
    raise reader.unexpected()


def _select(reader: Reader) -> Decision:
    reader.expect("select")
    if reader.left and reader.left[0].text == "*":
        return _statistics(reader)
    reader.expect("pg_catalog")
    reader.expect_symbol(".")
    function = reader.name()
    if function.startswith("lo_") or function in ("lowrite", "loread"):
        return Decision(Action.SKIP, "large object", why=BINARY)
    arguments = [token for token in reader.brackets() if token.text != "-"]
    reader.end()
    values = [token.value for token in arguments[::2]]
    commas = all(token.is_symbol(",") for token in arguments[1::2])
    kinds = [token.kind for token in arguments[::2]]
    if function == "set_config" and commas and values == ["search_path", "", "false"]:
        return Decision(Action.IGNORE, "setting", "search_path")
    literal = kinds[:2] == [Kind.STRING, Kind.NUMBER]
    truth = len(values) == 2 or (len(values) == 3 and values[2] in ("true", "false"))
    if function == "setval" and commas and literal and truth:
        return _run(Action.FIRST, "sequence value", values[0], reader)
    raise reader.unexpected()


def _statistics(reader: Reader) -> Decision:
    """SELECT * FROM pg_catalog.pg_restore_…_stats(…), of pg_dump 18."""
    reader.at += 1
    reader.expect("from", "pg_catalog")
    reader.expect_symbol(".")
    if not reader.name().startswith("pg_restore_"):
        raise reader.unexpected()
    return Decision(Action.SKIP, "statistics", why=UNNEEDED)


def _create(reader: Reader) -> Decision:
    reader.expect("create")
    unlogged = reader.accept("unlogged")
    if reader.accept("table"):
        return _create_table(reader)
    if reader.accept("sequence"):
        reader.accept("if", "not", "exists")
        name = reader.full_name()
        check_plain(reader.left)
        return _make("sequence", name, reader)
    if unlogged:
        raise reader.unexpected()
    unique = reader.accept("unique")
    if reader.accept("index"):
        return _create_index(reader)
    if unique:
        raise reader.unexpected()
    if reader.accept("type"):
        return _create_type(reader)
    if reader.accept("domain"):
        return _create_domain(reader)
    reader.expect("schema")
    return _create_schema(reader)


def _create_schema(reader: Reader) -> Decision:
    reader.accept("if", "not", "exists")
    name = reader.name()
    if reader.accept("authorization"):
        reader.name()
    reader.end()
    if is_of_the_system(name):
        raise reader.unexpected()
    return Decision(Action.FIRST, "schema", name, schema=name)


def _create_table(reader: Reader) -> Decision:
    reader.accept("if", "not", "exists")
    schema, name = reader.full_name()
    if reader.sees("of"):
        raise _typed(schema, name)
    if reader.accept("partition", "of"):
        reader.full_name()
        if reader.left and reader.left[0].is_symbol("("):
            read_body(reader.brackets())
        check_expressions(reader.left)
        return _table(reader.tokens, Body((), (), ()), (schema, name))
    start = reader.at + 1
    body = read_body(reader.brackets())
    rest = reader.tokens[reader.at - 1 :]
    check_options(reader)
    tokens = [*reader.tokens[:start], *body.tokens, *rest]
    return _table(tokens, body, (schema, name))


def _table(tokens: Sequence[Token], body: Body, name: Name) -> Decision:
    table = Table(*name, body.columns)
    return Decision(
        Action.FIRST,
        "table",
        table.full_name,
        schema=table.schema,
        sql=render(tokens),
        table=table,
        dropped=body.dropped,
    )


def _typed(*table: str) -> Refused:
    return Refused(
        "unsafe_statement",
        f"The columns of {shorten('.'.join(table))} in this dump are those of a type, "
        f"which is skipped. Nothing was loaded. {AS_CUSTOM}",
    )


def _create_index(reader: Reader) -> Decision:
    reader.accept("if", "not", "exists")
    reader.name()
    reader.expect("on")
    reader.accept("only")
    table = reader.full_name()
    if reader.accept("using"):
        reader.name()
    check_expressions(reader.brackets())
    if reader.accept("include"):
        reader.names()
    check_expressions(reader.left)
    return _run(Action.LATER, "index", _full(table), reader)


def _create_type(reader: Reader) -> Decision:
    name = reader.full_name()
    if not reader.accept("as", "enum"):
        return Decision(Action.SKIP, "type", _full(name), why=CODE)
    labels = reader.brackets()
    reader.end()
    strings = all(token.kind is Kind.STRING for token in labels[::2])
    if not strings or not all(token.is_symbol(",") for token in labels[1::2]):
        raise reader.unexpected()
    return _make("enum", name, reader)


def _create_domain(reader: Reader) -> Decision:
    name = reader.full_name()
    reader.expect("as")
    read_type(reader)
    rewriting = Rewriting(check_constraint)
    clauses = rewriting.clauses(_full(name), reader.left)
    kept = Reader([*reader.tokens[: reader.at], *clauses])
    return replace(_make("domain", name, kept), dropped=tuple(rewriting.dropped))


def _alter(reader: Reader) -> Decision:
    reader.expect("alter")
    if reader.accept("table"):
        reader.accept("if", "exists")
        reader.accept("only")
        return _alter_table(reader, reader.full_name())
    kind = reader.name()
    if kind not in ("sequence", "index", "domain", "type"):
        raise reader.unexpected()
    reader.accept("if", "exists")
    name = reader.full_name()
    if reader.accept("owner", "to"):
        return Decision(Action.SKIP, "ownership", _full(name), why=OWNERS)
    if kind == "sequence" and reader.accept("owned", "by"):
        check_plain(reader.left)
        return _run(Action.FIRST, "sequence", _full(name), reader)
    if kind == "index" and reader.accept("attach", "partition"):
        reader.full_name()
        reader.end()
        return _run(Action.LATER, "index partition", _full(name), reader)
    if kind == "domain" and reader.accept("add"):
        check_constraint(reader.left)
        return _run(Action.LATER, "domain", _full(name), reader)
    if (kind != "type" and reader.sees("set")) or reader.sees("alter", "column"):
        return Decision(Action.SKIP, "tuning", _full(name), why=UNNEEDED)
    raise reader.unexpected()


# The words after ALTER TABLE name → what it is called, and why it is skipped.
_TABLE_SKIPS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("owner", "to"), "ownership", OWNERS),
    (("enable", "row"), "policy", CODE),
    (("disable", "row"), "policy", CODE),
    (("force", "row"), "policy", CODE),
    (("no", "force"), "policy", CODE),
    (("enable",), "trigger", CODE),
    (("disable",), "trigger", CODE),
    (("replica", "identity"), "replica identity", UNNEEDED),
    (("cluster", "on"), "tuning", UNNEEDED),
    (("set",), "tuning", UNNEEDED),
    (("drop", "constraint"), "drop", CLEARING),
)


def _alter_table(reader: Reader, table: Name) -> Decision:
    name = _full(table)
    for words, what, why in _TABLE_SKIPS:
        if reader.sees(*words):
            return Decision(Action.SKIP, what, name, why=why)
    if reader.accept("add", "constraint"):
        reader.name()
        _no_second_action(reader)
        refers = check_constraint(reader.left)
        decision = _run(Action.LATER, "constraint", name, reader)
        return replace(decision, refers=_full(refers[0]) if refers else "")
    if reader.accept("validate", "constraint"):
        reader.name()
        reader.end()
        return _run(Action.LATER, "constraint", name, reader)
    if reader.accept("attach", "partition"):
        reader.full_name()
        check_bounds(reader)
        return _run(Action.FIRST, "partition", name, reader)
    reader.expect("alter")
    reader.accept("column")
    reader.name()
    return _alter_column(reader, name)


def _alter_column(reader: Reader, table: str) -> Decision:
    if reader.accept("set", "default"):
        _no_second_action(reader)
        if not is_harmless_default(reader.left):
            return Decision(Action.SKIP, "default", table, why=NO_CONSTANT)
        return _run(Action.FIRST, "default", table, reader)
    if reader.accept("set", "not", "null"):
        reader.end()
        return _run(Action.FIRST, "default", table, reader)
    if reader.accept("add", "generated"):
        if not reader.accept("always"):
            reader.expect("by", "default")
        reader.expect("as", "identity")
        if not reader.ended:
            check_plain(reader.brackets())
        reader.end()
        return _run(Action.FIRST, "identity", table, reader)
    if reader.accept("drop", "default"):
        return Decision(Action.SKIP, "drop", table, why=CLEARING)
    reader.expect("set")
    return Decision(Action.SKIP, "tuning", table, why=UNNEEDED)


def _no_second_action(reader: Reader) -> None:
    """ALTER TABLE … ADD CONSTRAINT …, DROP COLUMN … would be two actions."""
    rest = Reader(reader.left)
    rest.until(lambda token: token.is_symbol(","))
    rest.end()


_HANDLERS: dict[str, Callable[[Reader], Decision]] = {
    "set": _set,
    "select": _select,
    "create": _create,
    "alter": _alter,
}


def read_copy(text: str) -> tuple[Name, list[str]]:
    """COPY schema.table (columns) FROM stdin; any other COPY is refused."""
    reader = Reader(one_statement(text))
    reader.expect("copy")
    name = reader.full_name()
    sees_columns = bool(reader.left) and reader.left[0].is_symbol("(")
    columns = reader.names() if sees_columns else []
    reader.expect("from", "stdin")
    reader.end()
    return name, columns
