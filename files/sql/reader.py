"""Read a statement's tokens from left to right; refuse any that is unexpected."""

from collections.abc import Callable, Sequence

from files.errors import Refused
from files.sql.refusals import unlike_pg_dump
from files.sql.tokens import Kind, Token, shorten

Name = tuple[str, str]  # schema and name


class Reader:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def left(self) -> Sequence[Token]:
        return self.tokens[self.at :]

    @property
    def ended(self) -> bool:
        return self.at >= len(self.tokens)

    def sees(self, *words: str) -> bool:
        tokens = self.tokens[self.at : self.at + len(words)]
        return len(tokens) == len(words) and all(
            token.is_word(word) for token, word in zip(tokens, words, strict=True)
        )

    def accept(self, *words: str) -> bool:
        """Go past these words if they come next, one after the other."""
        accepted = self.sees(*words)
        if accepted:
            self.at += len(words)
        return accepted

    def expect(self, *words: str) -> None:
        if not self.accept(*words):
            raise self.unexpected()

    def symbol(self, symbol: str) -> bool:
        accepted = not self.ended and self.tokens[self.at].is_symbol(symbol)
        self.at += accepted
        return accepted

    def expect_symbol(self, symbol: str) -> None:
        if not self.symbol(symbol):
            raise self.unexpected()

    def name(self) -> str:
        if self.ended or not self.tokens[self.at].is_name:
            raise self.unexpected()
        self.at += 1
        return self.tokens[self.at - 1].value

    def full_name(self) -> Name:
        """schema.name; pg_dump since 10.3 always writes both."""
        schema = self.name()
        if not self.symbol("."):
            raise Refused(
                "unqualified_name",
                f"This file names {shorten(schema)} without its schema, as pg_dump "
                "before 10.3 did. Make the dump again with a newer pg_dump.",
            )
        if is_of_the_system(schema):
            raise self.unexpected()
        return schema, self.name()

    def kind(self, kind: Kind) -> str:
        if self.ended or self.tokens[self.at].kind is not kind:
            raise self.unexpected()
        self.at += 1
        return self.tokens[self.at - 1].value

    def brackets(self) -> list[Token]:
        """The tokens between this bracket and its partner."""
        self.expect_symbol("(")
        start, depth = self.at, 1
        while depth:
            if self.ended:
                raise self.unexpected()
            depth += self.tokens[self.at].is_symbol("(")
            depth -= self.tokens[self.at].is_symbol(")")
            self.at += 1
        return list(self.tokens[start : self.at - 1])

    def names(self) -> list[str]:
        """A list of names in brackets."""
        inside = Reader(self.brackets())
        names = [inside.name()]
        while inside.symbol(","):
            names.append(inside.name())
        inside.end()
        return names

    def until(self, stop: Callable[[Token], bool]) -> list[Token]:
        """The tokens before the first one outside brackets for which `stop` is true."""
        start, depth = self.at, 0
        while not self.ended:
            token = self.tokens[self.at]
            if not depth and stop(token):
                break
            depth += token.is_symbol("(", "[")
            depth -= token.is_symbol(")", "]")
            self.at += 1
        return list(self.tokens[start : self.at])

    def end(self) -> None:
        if not self.ended:
            raise self.unexpected()

    def unexpected(self) -> Refused:
        before = self.tokens[max(0, self.at - 8) : self.at + 1]
        near = shorten(" ".join(token.text[:40] for token in before))
        return unlike_pg_dump(near)


def is_of_the_system(schema: str) -> bool:
    """No dump creates anything there, and the loader has no rights there."""
    return schema.startswith("pg_") or schema == "information_schema"


def split_commas(tokens: Sequence[Token]) -> list[list[Token]]:
    """Cut at the commas outside brackets."""
    reader = Reader(tokens)
    parts = []
    while not reader.ended:
        parts.append(reader.until(lambda token: token.is_symbol(",")))
        if reader.symbol(",") and reader.ended:
            raise reader.unexpected()
    return parts
