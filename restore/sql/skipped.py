"""Statements of pg_dump that are skipped, and why."""

from collections.abc import Sequence

from files.sql.tokens import Token
from restore.sql.decision import Action, Decision
from restore.sql.reasons import BINARY, CLEARING, CODE, OUTSIDE, OWNERS, UNNEEDED

# First words → what the object is called, and why it is skipped.
_SKIPPED: dict[str, tuple[str, str]] = {
    "alter access method": ("access method", CODE),
    "alter aggregate": ("ownership", OWNERS),
    "alter collation": ("ownership", OWNERS),
    "alter conversion": ("ownership", OWNERS),
    "alter database": ("database setting", OUTSIDE),
    "alter default privileges": ("grant", OWNERS),
    "alter event trigger": ("event trigger", CODE),
    "alter extension": ("extension", CODE),
    "alter foreign": ("foreign thing", OUTSIDE),
    "alter function": ("ownership", OWNERS),
    "alter group": ("role", OWNERS),
    "alter language": ("ownership", OWNERS),
    "alter large object": ("large object", BINARY),
    "alter materialized view": ("materialized view", CODE),
    "alter operator": ("ownership", OWNERS),
    "alter policy": ("policy", CODE),
    "alter procedural language": ("ownership", OWNERS),
    "alter procedure": ("ownership", OWNERS),
    "alter publication": ("publication", OUTSIDE),
    "alter role": ("role", OWNERS),
    "alter routine": ("ownership", OWNERS),
    "alter schema": ("ownership", OWNERS),
    "alter server": ("foreign thing", OUTSIDE),
    "alter statistics": ("statistics", UNNEEDED),
    "alter subscription": ("subscription", OUTSIDE),
    "alter tablespace": ("tablespace", OUTSIDE),
    "alter text search": ("text search", CODE),
    "alter trigger": ("trigger", CODE),
    "alter user": ("role", OWNERS),
    "alter view": ("view", CODE),
    "begin": ("transaction", UNNEEDED),
    "comment on": ("comment", UNNEEDED),
    "commit": ("transaction", UNNEEDED),
    "create access method": ("access method", CODE),
    "create aggregate": ("aggregate", CODE),
    "create cast": ("cast", CODE),
    "create collation": ("collation", CODE),
    "create constraint trigger": ("trigger", CODE),
    "create conversion": ("conversion", CODE),
    "create database": ("database", OUTSIDE),
    "create default conversion": ("conversion", CODE),
    "create event trigger": ("event trigger", CODE),
    "create extension": ("extension", CODE),
    "create foreign data wrapper": ("foreign thing", OUTSIDE),
    "create foreign table": ("foreign table", OUTSIDE),
    "create function": ("function", CODE),
    "create group": ("role", OWNERS),
    "create language": ("language", CODE),
    "create materialized view": ("materialized view", CODE),
    "create operator": ("operator", CODE),
    "create policy": ("policy", CODE),
    "create procedural language": ("language", CODE),
    "create procedure": ("function", CODE),
    "create publication": ("publication", OUTSIDE),
    "create recursive view": ("view", CODE),
    "create role": ("role", OWNERS),
    "create rule": ("rule", CODE),
    "create server": ("foreign thing", OUTSIDE),
    "create statistics": ("statistics", UNNEEDED),
    "create subscription": ("subscription", OUTSIDE),
    "create tablespace": ("tablespace", OUTSIDE),
    "create text search": ("text search", CODE),
    "create transform": ("transform", CODE),
    "create trigger": ("trigger", CODE),
    "create trusted language": ("language", CODE),
    "create trusted procedural language": ("language", CODE),
    "create user mapping": ("foreign thing", OUTSIDE),
    "create user": ("role", OWNERS),
    "create view": ("view", CODE),
    "drop": ("drop", CLEARING),
    "grant": ("grant", OWNERS),
    "refresh materialized view": ("materialized view", CODE),
    "reset role": ("change of role", OWNERS),
    "reset session authorization": ("change of role", OWNERS),
    "revoke": ("grant", OWNERS),
    "security label": ("security label", OWNERS),
    "set role": ("change of role", OWNERS),
    "set session authorization": ("change of role", OWNERS),
}
_LONGEST = max(len(words.split()) for words in _SKIPPED)
_BETWEEN = frozenset({"or", "replace", "if", "not", "exists", "only", "concurrently"})
RELATIONS = frozenset({"view", "materialized view", "foreign table"})


def find_skipped(beginning: Sequence[Token]) -> Decision | None:
    """The decision to skip a statement, by its first words."""
    start = [token for token in beginning[:10] if not token.is_word(*_BETWEEN)]
    for length in range(_LONGEST, 0, -1):
        words = " ".join(token.value for token in start[:length])
        if words in _SKIPPED:
            what, why = _SKIPPED[words]
            return Decision(Action.SKIP, what, _name(start[length:]), why=why)
    return None


def _name(tokens: Sequence[Token]) -> str:
    """The name that follows, as far as these tokens show it."""
    parts: list[str] = []
    for token in tokens:
        if token.is_name if len(parts) % 2 == 0 else token.is_symbol("."):
            parts.append(token.value)
        else:
            break
    return "".join(parts)
