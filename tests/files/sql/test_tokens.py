import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.errors import Refused
from files.sql import tokens as module
from files.sql.tokens import Kind, one_statement, quote_name, render, tokenize


def values(text: str) -> list[str]:
    return [token.value for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT Name", ["select", "name"]),
        ("'it''s'", ["it's"]),
        ('"a""B"', ['a"B']),
        (r"E'a\'b\n\x41\u00e9'''", ["a'b\nA\u00e9'"]),
        (r"'a\'", ["a\\"]),
        ("$x$ $$ ; $x$", [" $$ ; "]),
        ("a$b$c", ["a$b$c"]),
        ("U&'d\\0061t'", ["dat"]),
        ("a/* ; /* ' */ */b--c;\rd", ["a", "b", "d"]),
        ("1..2", ["1", "..", "2"]),
        ("1.5e-3 0xFF $1", ["1.5e-3", "0xFF", "$1"]),
        ("a->>b<>-1", ["a", "->>", "b", "<>-", "1"]),
        ("x::text[]", ["x", "::", "text", "[", "]"]),
        ("B'01' N'x'", ["B'01'", "x"]),
        ("Éa", ["Éa"]),
    ],
)
def test_cut_as_the_server_does(text: str, expected: list[str]) -> None:
    if text.startswith("B'"):
        with pytest.raises(Refused):
            values(text)  # two strings in a row
        return
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "'open",
        '"open',
        "$$open",
        "/* open /* */",
        "E'open\\'",
        "12a",
        "E'a'\n'b\\'; select 1 --'",
        "U&'a' UESCAPE '!'",
        "E'\\xff'",
        "E'\\u12'",
        "a\0b",
        "'a\0'",
        "\\x",
        '""',
        '"' + "a" * 64 + '"',
        "\u00e9" * 32,
        "a\x0bb",
    ],
)
def test_unclear_texts_are_refused(text: str) -> None:
    with pytest.raises(Refused):
        values(text)


def test_exactly_one_statement() -> None:
    assert len(one_statement("select 1;;")) == 2
    for text in ("", ";", "-- nothing", "select 1; select 2"):
        with pytest.raises(Refused):
            one_statement(text)


def test_far_too_many_tokens_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_TOKENS", 2_000)
    assert len(values("a " * 2_000)) == 2_000
    with pytest.raises(Refused, match="too long"):
        values("a " * 2_001)


@given(st.text())
def test_any_text_is_tokens_or_refused(text: str) -> None:
    with contextlib.suppress(Refused):
        list(tokenize(text))


SQL = st.lists(
    st.sampled_from(
        [
            "'",
            "''",
            '"',
            "E'",
            "\\",
            "\\'",
            "$$",
            "$x$",
            "--",
            "/*",
            "*/",
            "\n",
            ";",
            "(",
            ")",
            "a",
            "B",
            "1",
            "1.5",
            "::",
            ".",
            "..",
            'U&"',
            "-",
            "|",
            "'a'",
            '"b"',
            "é",
            "select",
            " ",
        ]
    ),
    max_size=25,
).map("".join)


@given(SQL)
def test_what_is_written_anew_means_the_same(text: str) -> None:
    try:
        tokens = list(tokenize(text))
    except Refused:
        return
    again = list(tokenize(render(tokens)))
    assert [(t.kind, t.value) for t in again] == [(t.kind, t.value) for t in tokens]


@given(st.text(alphabet=st.characters(exclude_characters="\0"), min_size=1))
def test_any_name_can_be_quoted(name: str) -> None:
    if len(name.encode("utf-8", "replace")) > 63:
        return
    (token,) = tokenize(quote_name(name))
    assert (token.kind, token.value) == (Kind.QUOTED, name)
