"""Cut a plain dump into its statements and its COPY data, as it streams by.

psql finds the ends of statements by the same rules. But psql also obeys lines that
begin with a backslash; here they are only named.
"""

import re
from collections.abc import Iterator

from files.errors import Refused, damaged
from files.sql.inserts import INSERT_HEAD, INSERT_LAST, INSERT_ROWS
from files.sql.pieces import Command, Copy, Piece, Readable, Remark, Statement
from files.sql.refusals import (
    UNCHANGED,
    ends_early,
    line_ends_changed,
    statement_too_long,
    unlike_pg_dump_in,
)
from files.sql.shape import Shape
from files.types import Tick

BLOCK = 1024 * 1024
LONGEST_STATEMENT = 32 * 1024 * 1024  # statement_too_long() names it; held four times
LONGEST_LINE = 64 * 1024  # of a comment or of a backslash command


# The marks outside quotes and comments.
_MARK = re.compile(
    rb"""
    (?P<newline>   \r?\n )
  | (?P<space>     [ \t\f\r]++ )
  | (?P<comment>   --[^\r\n]*+ )
  | (?P<block>     /\* )
  | (?P<prefixed>  [eEbBxXnN]' | [uU]&['"] )
  | (?P<word>      [A-Za-z_\x80-\xff][A-Za-z0-9_$\x80-\xff]*+ )
  | (?P<quote>     ['"] )
  | (?P<dollar>    \$(?:[A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]*+)?+\$ )
  | (?P<number>    [0-9][0-9A-Za-z_.$]*+ )
  | (?P<semicolon> ; )
  | (?P<open>      \( )
  | (?P<close>     \) )
  | (?P<backslash> \\ )
  | (?P<null>      \x00 )
  | (?P<other>     [^\s\x00A-Za-z0-9_\x80-\xff'"$;()\\/-]++ | [\s\S] )
    """,
    re.VERBOSE,
)
_COMMENT_MARK = re.compile(rb"/\*|\*/")
_ESCAPE_MARK = re.compile(rb"\\|'")
_OPEN_DOLLAR = re.compile(rb"\$[A-Za-z0-9_\x80-\xff]*+")
_COMMAND = re.compile(rb"\\([A-Za-z_]++|[^\sA-Za-z_]?+)[ \t\f\r]*+(.*)\Z", re.DOTALL)
_MARGIN = 4  # bytes that may turn a mark into another


def split(stream: Readable, tick: Tick) -> Iterator[Piece]:
    """The pieces of a dump, in order. `tick` is told the bytes read so far."""
    return _Splitter(stream, tick).pieces()


class _Splitter:
    def __init__(self, stream: Readable, tick: Tick) -> None:
        self.stream = stream
        self.tick = tick
        self.buffer = b""
        self.start = 0  # the bytes before it are no longer needed
        self.position = 0
        self.read = 0
        self.ended = False
        self.line = 1  # of self.counted
        self.counted = 0
        self.fresh = True  # nothing but blanks in this line so far

    def pieces(self) -> Iterator[Piece]:
        self._check_beginning()
        while mark := self._mark():
            piece = self._between(mark)
            if piece is not None:
                yield piece
            if isinstance(piece, Copy):
                for _ in piece.blocks:  # the rest, if the caller stopped reading
                    pass

    # -- between two statements ------------------------------------------------

    def _between(self, mark: re.Match[bytes]) -> Piece | None:
        kind = mark.lastgroup
        if kind == "backslash":
            return self._command()
        if kind in ("newline", "space", "comment", "block", "semicolon"):
            self._pass_blank(mark)
            self.start = self.position
            if kind == "comment":
                return Remark(_text(mark.group()), self._line_at(mark.start()))
            return None
        self.fresh = False
        return self._insert() or self._statement()

    def _insert(self) -> Statement | None:
        """The usual INSERT, row by row; None leaves it to _statement."""
        self.start = self.position
        line = self._line_at(self.start)
        head = INSERT_HEAD.match(self.buffer, self.position)
        at = head.end() if head else 0
        while at:
            rows = INSERT_ROWS.match(self.buffer, at)
            at = rows.end() if rows else at
            last = INSERT_LAST.match(self.buffer, at)
            if last:
                self.position = last.end()
                return self._take(line)
            at -= self.start
            if len(self.buffer) - self.start - at > BLOCK or not self._more():
                break
        return None

    def _pass_blank(self, mark: re.Match[bytes]) -> None:
        self.position = mark.end()
        if mark.lastgroup == "newline":
            self.fresh = True
            if len(mark.group()) == 2:
                raise line_ends_changed()
        elif mark.lastgroup == "block":
            self._pass_comment()
        if mark.lastgroup not in ("newline", "space"):
            self.fresh = False

    def _command(self) -> Command:
        """A line that psql would obey; here it is only read to the end."""
        line = self._line_at(self.position)
        if not self.fresh:
            raise Refused(
                "unsafe",
                f"Line {line} of this file has a psql command after other text, which "
                f"pg_dump does not write. {UNCHANGED}",
            )
        while (end := self.buffer.find(b"\n", self.position)) < 0:
            self._check_line()
            if not self._more():
                end = len(self.buffer)
                break
        text = self.buffer[self.position : end]
        self.start = self.position = end
        match = _COMMAND.match(text)
        name, rest = map(_text, match.groups()) if match else ("", "")
        if name == ".":
            raise damaged("This file", f"line {line} ends a table that has not begun")
        return Command("\\" + name, rest.rstrip(), line)

    # -- a statement -----------------------------------------------------------

    def _statement(self) -> Piece:
        self.start = self.position
        shape = Shape(self._line_at(self.position))
        while mark := self._mark():
            if self._step(shape, mark):
                return self._finish(shape)
        raise ends_early()

    def _step(self, shape: Shape, mark: re.Match[bytes]) -> bool:
        """Go past one mark; true if it ended the statement."""
        kind = mark.lastgroup
        if kind in ("newline", "space", "comment", "block"):
            self._pass_blank(mark)
            return False
        self.position = mark.end()
        if kind == "word":
            shape.add_word(mark.group())
        elif kind == "semicolon":
            if not shape.brackets and not shape.begins:
                return True
        elif kind in ("quote", "prefixed", "dollar"):
            self._pass_quote(shape, mark.group())
            return False
        elif kind in ("backslash", "null"):
            raise unlike_pg_dump_in(shape.line)
        else:
            shape.brackets += kind == "open"
            shape.brackets -= kind == "close" and shape.brackets > 0
        if kind != "word":
            shape.add_mark()
        shape.escaped = False
        return False

    def _finish(self, shape: Shape) -> Piece:
        statement = self._take(shape.line)
        if not shape.is_copy:
            return statement
        self._end_of_line(shape.line)
        self._consume(self.position)
        copy = Copy(statement.text, shape.line, iter(()))
        copy.blocks = self._blocks(copy)
        return copy

    def _end_of_line(self, line: int) -> None:
        while mark := self._mark():
            if mark.lastgroup not in ("space", "newline"):
                raise damaged(
                    "This file", f"text between COPY and its rows in line {line}"
                )
            self._pass_blank(mark)
            self.start = self.position
            if mark.lastgroup == "newline":
                return
        raise ends_early()

    def _take(self, line: int) -> Statement:
        if self.position - self.start > LONGEST_STATEMENT:
            raise statement_too_long(line)
        text = self.buffer[self.start : self.position]
        self.start = self.position
        self.fresh = False
        if len(text) > 4 * BLOCK:  # do not keep it twice
            self._line_at(self.position)
            self.buffer = self.buffer[self.position :]
            self.position = self.start = self.counted = 0
        return Statement(text, line)

    # -- quotes and comments ---------------------------------------------------

    def _pass_quote(self, shape: Shape, opening: bytes) -> None:
        if shape.escaped and opening == b"'":
            raise unlike_pg_dump_in(shape.line)  # psql would read on as in E''
        shape.add_mark()
        shape.escaped = opening in (b"E'", b"e'")
        if shape.escaped:
            self._pass_escaped()
        elif opening.startswith(b"$"):
            self._find(opening)
        else:
            self._find(opening[-1:])

    def _find(self, closing: bytes) -> None:
        """Go behind the next `closing`; a doubled quote simply opens again."""
        while (place := self.buffer.find(closing, self.position)) < 0:
            self.position = max(self.position, len(self.buffer) - len(closing) + 1)
            if not self._more():
                raise ends_early()
        self.position = place + len(closing)

    def _pass_escaped(self) -> None:
        while True:
            mark = _ESCAPE_MARK.search(self.buffer, self.position)
            self.position = mark.start() if mark else len(self.buffer)
            if len(self.buffer) - self.position < 2 and self._more():
                continue
            if not mark:
                raise ends_early()
            doubled = self.buffer[mark.end() : mark.end() + 1] == b"'"
            if mark.group() == b"'" and not doubled:
                self.position = mark.end()
                return
            self.position = mark.end() + 1

    def _pass_comment(self) -> None:
        depth = 1
        while depth:
            mark = _COMMENT_MARK.search(self.buffer, self.position)
            if mark:
                depth += 1 if mark.group() == b"/*" else -1
                self.position = mark.end()
                continue
            self.position = max(self.position, len(self.buffer) - 1)
            if not self._more():
                raise ends_early()

    # -- the data of COPY ------------------------------------------------------

    def _blocks(self, copy: Copy) -> Iterator[bytes]:
        end = -1
        at_start = True  # of the data: the closing line may come at once
        while end < 0:
            if at_start and len(self.buffer) - self.position < 3 and self._more():
                continue
            if at_start and self.buffer.startswith(b"\\.\n", self.position):
                self._consume(self.position + 3)
                return
            at_start = False
            place = self.buffer.find(b"\n\\.\n", self.position)
            end = place + 1 if place >= 0 else -1
            stop = end if end >= 0 else len(self.buffer) - 3
            if stop > self.position:
                block = self.buffer[self.position : stop]
                copy.rows += self._consume(stop)
                yield block
            if end < 0 and not self._more():
                raise ends_early()
        self._consume(self.position + 3)

    def _consume(self, end: int) -> int:
        """Release the buffer up to there; return how many lines ended in it."""
        before = self.line
        self._line_at(end)
        self.start = self.position = end
        self.fresh = True
        return self.line - before

    # -- the buffer ------------------------------------------------------------

    def _mark(self) -> re.Match[bytes] | None:
        while True:
            mark = _MARK.match(self.buffer, self.position)
            if mark and not self._is_cut(mark):
                return mark
            if mark and mark.lastgroup == "comment":
                self._check_line()
            if not self._more():
                return mark

    def _is_cut(self, mark: re.Match[bytes]) -> bool:
        """Could more bytes turn it into another mark?"""
        end = mark.end()
        if mark.group() == b"$":
            opening = _OPEN_DOLLAR.match(self.buffer, mark.start())
            end = opening.end() if opening else end
        return not self.ended and end + _MARGIN > len(self.buffer)

    def _more(self) -> bool:
        if self.ended:
            return False
        self._line_at(self.start)
        kept = self.buffer[self.start :]
        if len(kept) > LONGEST_STATEMENT + BLOCK:
            raise statement_too_long(self.line)
        # Long statements are read in longer steps, else the time would be squared.
        size = min(max(BLOCK, len(kept)), LONGEST_STATEMENT // 8)
        self.buffer = kept + self._read(size)
        self.position -= self.start
        self.start = self.counted = 0
        return True

    def _read(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size > 0 and (part := self.stream.read(size)):
            parts.append(part)
            size -= len(part)
            self.read += len(part)
        self.ended = size > 0
        self.tick(self.read)
        return b"".join(parts)

    def _line_at(self, position: int) -> int:
        if position > self.counted:
            self.line += self.buffer.count(b"\n", self.counted, position)
            self.counted = position
        return self.line

    def _check_line(self) -> None:
        if len(self.buffer) - self.position > LONGEST_LINE:
            raise Refused(
                "too_large",
                f"Line {self.line} of this file is far too long. {UNCHANGED}",
            )

    def _check_beginning(self) -> None:
        while len(self.buffer) < 4 and self._more():
            pass
        if self.buffer.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise Refused(
                "utf16",
                "This file was saved as UTF-16, as PowerShell does with “>”. Make the "
                "dump again with pg_dump --file.",
            )
        if self.buffer.startswith(b"\xef\xbb\xbf"):
            self.start = self.position = 3


def _text(part: bytes) -> str:
    return part.decode("utf-8", "replace")
