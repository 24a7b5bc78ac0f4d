import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.errors import Refused
from files.sql import split as module
from files.sql.pieces import Command, Copy, Remark, Statement
from files.sql.split import split
from files.sql.tokens import one_statement


class Dribble(io.RawIOBase):
    """Gives at most a few bytes at a time."""

    def __init__(self, data: bytes, sizes: list[int]) -> None:
        self.data = data
        self.sizes = sizes or [1]
        self.turn = 0

    def read(self, size: int = -1, /) -> bytes:
        step = self.sizes[self.turn % len(self.sizes)]
        self.turn += 1
        part, self.data = self.data[: min(size, step)], self.data[min(size, step) :]
        return part


def ignore(_: int) -> None:
    pass


def pieces(data: bytes, stream: io.RawIOBase | None = None) -> list[tuple]:
    contents: list[tuple] = []
    for piece in split(stream or io.BytesIO(data), ignore):
        match piece:
            case Statement(text, line):
                contents.append(("statement", text.decode("latin-1"), line))
            case Copy(text, line):
                content = b"".join(piece.blocks)
                contents.append(("copy", text, line, content, piece.rows))
            case Command(name, rest, line):
                contents.append(("command", name, rest, line))
            case Remark(text, line):
                contents.append(("remark", text, line))
    return contents


def outcome(data: bytes, stream: io.RawIOBase | None = None) -> object:
    try:
        return pieces(data, stream)
    except Refused as refused:
        return refused.code


def test_the_usual() -> None:
    assert pieces(
        b"\xef\xbb\xbf-- hello\n\\restrict abc\nSET a = ';';\n\n"
        b"COPY public.t (a, b) FROM stdin;\n1\t\\.\n\n2\t\\\\.\n\\.\n"
        b"CREATE RULE r AS ON INSERT TO t DO (a; b);\n\\unrestrict abc\n"
    ) == [
        ("remark", "-- hello", 1),
        ("command", "\\restrict", "abc", 2),
        ("statement", "SET a = ';';", 3),
        ("copy", b"COPY public.t (a, b) FROM stdin;", 5, b"1\t\\.\n\n2\t\\\\.\n", 3),
        ("statement", "CREATE RULE r AS ON INSERT TO t DO (a; b);", 10),
        ("command", "\\unrestrict", "abc", 11),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "select 'a;''b';",
        "select E'a\\';''b;';",
        "select $$;$$, $a_1$ $$; $b$ $a_1$;",
        'select "a;""b";',
        "select 1 /* ; /* ' */ ; */ - 1 -- ;\n;",
        "create or replace function f() language sql begin atomic select case when a"
        " then 1 end; select 2; end;",
        "select U&'\\0061;b';",
        "select a$b$;",
        "select 'é';",
    ],
)
def test_semicolons_inside_do_not_count(statement: str) -> None:
    cut = pieces(f"{statement}\nselect 2;\n".encode("latin-1"))
    assert [piece[1] for piece in cut] == [statement, "select 2;"]


def test_an_empty_table_has_no_rows() -> None:
    assert pieces(b"COPY t FROM stdin;\n\\.\nselect 1;")[0][3:] == (b"", 0)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"select 1", "truncated"),
        (b"select 'a", "truncated"),
        (b"select $a$ b", "truncated"),
        (b"/* ", "truncated"),
        (b"COPY t FROM stdin;\n1\n", "truncated"),
        (b"COPY t FROM stdin;\n1\n\\.", "truncated"),
        (b"COPY t FROM stdin; select 1;\n\\.\n", "damaged"),
        (b"\\.\n", "damaged"),
        (b"select 1; \\! touch /tmp/x\n", "unsafe"),
        (b"select 1 \\g |touch x\n", "unsafe"),
        (b"select \\! touch x\n;", "unsafe"),
        (b"/* */ \\! touch x\n", "unsafe"),
        (b"-- x\r\\! touch x\n", "unsafe"),
        (b"\n\xef\xbb\xbf\\! touch x\n", "unsafe"),
        (b"select E'a'\n'\\'; select 1; --';", "unsafe"),
        (b"select \0;", "unsafe"),
        (b"select 1;\r\n", "line_ends"),
        (b"\xff\xfes\0e\0", "utf16"),
    ],
)
def test_what_is_refused(data: bytes, code: str) -> None:
    assert outcome(data) == code


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\r", b" \t", b"\n\r "])
def test_commands_are_named_and_not_obeyed(before: bytes) -> None:
    (command,) = pieces(before + b"\\! touch /tmp/x; select 1;")
    assert command[:3] == ("command", "\\!", "touch /tmp/x; select 1;")


def test_long_statements_and_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_STATEMENT", 100_000)
    monkeypatch.setattr(module, "BLOCK", 20_000)
    assert outcome(b"select '" + b"a" * 200_000 + b"';") == "too_large"
    assert outcome(b"select " + b"a " * 200_000 + b";") == "too_large"
    assert outcome(b"-- " + b"a" * 200_000 + b"\n;") == "too_large"
    assert outcome(b"\\! " + b"a" * 200_000 + b"\n;") == "too_large"


def test_a_huge_field_streams_through() -> None:
    data = b"COPY t FROM stdin;\n" + b"x" * 5_000_000 + b"\n\\.\n"
    for piece in split(io.BytesIO(data), ignore):
        assert isinstance(piece, Copy)
        assert max(len(block) for block in piece.blocks) < 2_000_000
        assert piece.rows == 1


WORDS = [
    b"'", b"''", b'"', b"E'", b"\\", b"\\'", b"$$", b"$x$", b"$", b"--", b"/*", b"*/",
    b"\n", b"\r", b";", b"(", b")", b"a", b"1", b"U&'", b"-", b"/", b" ", b"'a'",
    b"COPY t FROM stdin;\n", b"\n\\.\n", b"\\.", b"1\t2\n", b"\\! x\n", b"begin ",
    b"create function f() ", b"end ", b"\xc3\xa9", b"\xef\xbb\xbf", b"\0", b"select 1;",
    b"INSERT INTO t VALUES (1, 'a');", b"INSERT INTO t VALUES ", b"(1, NULL)", b",\n",
]  # fmt: skip
SQL = st.lists(st.sampled_from(WORDS), max_size=30).map(b"".join)


@given(SQL, st.lists(st.integers(1, 7), max_size=4))
def test_blocks_do_not_matter(data: bytes, sizes: list[int]) -> None:
    whole = outcome(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", 3)
        assert outcome(data, Dribble(data, sizes)) == whole


def refusal(text: str) -> str:
    try:
        one_statement(text)
    except Refused as refused:
        return refused.code
    return ""


@given(SQL)
def test_a_statement_is_one_statement(data: bytes) -> None:
    """The tokens never contain a second statement after cutting."""
    with contextlib.suppress(Refused):
        for kind, text, *_ in pieces(data):
            if kind != "statement" or "(" in text or "begin" in text:
                continue
            assert refusal(text) != "several_statements", text


@given(st.binary(max_size=400))
def test_random_bytes_are_pieces_or_refused(data: bytes) -> None:
    outcome(data)
