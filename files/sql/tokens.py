"""The words of an SQL text, cut where PostgreSQL itself would cut them.

Statements that are run are rewritten from these tokens (`render`). So it does not
matter whether the server would read a clever text in the same way.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from files.errors import Refused
from files.sql.refusals import UNCHANGED, unreadable
from files.visible import printable

MOST_TOKENS = 200_000
LONGEST_NAME = 63  # bytes; the server would cut longer names silently
BROKEN = "a text contains an invalid escape"


class Kind(StrEnum):
    WORD = "word"  # a key word or a bare name; value is folded to lower case
    QUOTED = "quoted"  # "Name"
    STRING = "string"  # '', E'', U&'' and $$ $$; value is its text
    BITS = "bits"  # B'01', X'ff'
    NUMBER = "number"
    PARAM = "param"  # $1
    OPERATOR = "operator"  # + || <> ->>
    SYMBOL = "symbol"  # ( ) [ ] , ; : . :: := => ..


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str  # as written
    value: str  # its meaning

    def is_word(self, *words: str) -> bool:
        return self.kind is Kind.WORD and self.value in words

    def is_symbol(self, *symbols: str) -> bool:
        return self.kind is Kind.SYMBOL and self.value in symbols

    @property
    def is_name(self) -> bool:
        return self.kind is Kind.WORD or self.kind is Kind.QUOTED


# As in scan.l; possessive, so that no text can make matching slow.
_TOKEN = re.compile(
    r"""
    (?P<space>   [ \t\n\r\f]++ | --[^\n\r]*+ )
  | (?P<comment> /\* )
  | (?P<escape>  [eE]'[^'\\]*+(?:(?:''|\\[\s\S])[^'\\]*+)*+' )
  | (?P<bits>    [bBxX]'[^']*+' )
  | (?P<unicode> [uU]&'[^']*+(?:''[^']*+)*+' )
  | (?P<uname>   [uU]&"[^"]*+(?:""[^"]*+)*+" )
  | (?P<plain>   [nN]?+'[^']*+(?:''[^']*+)*+' )
  | (?P<quoted>  "[^"]*+(?:""[^"]*+)*+" )
  | (?P<dollar>  \$(?:[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_\x80-\U0010ffff]*+)?+\$ )
  | (?P<param>   \$[0-9]++ )
  | (?P<number>  (?: 0[xX][0-9a-fA-F_]++ | 0[oO][0-7_]++ | 0[bB][01_]++
                   | [0-9][0-9_]*+\.\.                    # 1..10 is not 1. and .10
                   | (?: [0-9][0-9_]*+(?:\.[0-9_]*+)?+ | \.[0-9][0-9_]*+ )
                     (?: [eE][+-]?[0-9][0-9_]*+ )?+ )
                 (?P<junk> [A-Za-z_\x80-\U0010ffff$] )?+ )
  | (?P<word>    (?! [eEbBxXnN]' | [uU]&['"] )    # an open string is not a word
                 [A-Za-z_\x80-\U0010ffff][A-Za-z0-9_$\x80-\U0010ffff]*+ )
  | (?P<symbol>  :: | := | => | \.\. | [(),;:.\[\]] )
  | (?P<operator> (?: (?!--|/\*) [~!@\#^&|`?+\-*/%<>=] )++ )
    """,
    re.VERBOSE,
)
_COMMENT_MARK = re.compile(r"/\*|\*/")
_ESCAPED = re.compile(r"''|\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|[\s\S][0-9a-fA-F]*)")
_ESCAPE = re.compile(
    r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})"
    r"|U([0-9a-fA-F]{8})|([\s\S]))"
)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_UNICODE = re.compile(r"\\(?:(\\)|\+([0-9a-fA-F]{6})|([0-9a-fA-F]{4}))|(\\)")
_FOLD = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def tokenize(text: str) -> Iterator[Token]:
    """The tokens of a text, without blanks and comments."""
    position = count = 0
    before: Token | None = None
    while position < len(text):
        token, position = _next(text, position)
        if token is None:
            continue
        _check_neighbours(before, token)
        count += 1
        if count > MOST_TOKENS:
            raise Refused(
                "too_large",
                f"A statement in this file is far too long. {UNCHANGED}",
            )
        yield token
        before = token


def one_statement(text: str) -> list[Token]:
    """The tokens of exactly one statement, without its closing semicolon."""
    tokens = list(tokenize(text))
    while tokens and tokens[-1].is_symbol(";"):
        tokens.pop()
    if not tokens:
        raise Refused("no_statement", f"A statement in this file is empty. {UNCHANGED}")
    if any(token.is_symbol(";") for token in tokens):
        raise Refused(
            "several_statements",
            "This file contains several statements where there should be one. "
            f"{UNCHANGED}",
        )
    return tokens


def render(tokens: Iterable[Token]) -> str:
    """The same statement, written so that it can be read in one way only."""
    return " ".join(map(_write, tokens))


def quote_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def quote_string(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _write(token: Token) -> str:
    if token.kind is Kind.QUOTED:
        return quote_name(token.value)
    if token.kind is Kind.STRING:
        return quote_string(token.value)
    return token.text


def _next(text: str, position: int) -> tuple[Token | None, int]:
    match = _TOKEN.match(text, position)
    if not match:
        raise _unreadable_at(text, position)
    kind, written, end = match.lastgroup, match.group(), match.end()
    if kind == "space":
        return None, end
    if kind == "comment":
        return None, _after_comment(text, end)
    if kind == "dollar":
        return _dollar(text, position, written)
    if kind == "number" and written.endswith(".."):
        end -= 2
        written = written[:-2]
    if kind in ("junk", "number") and match["junk"]:
        raise _unreadable_at(text, position)
    return _token(kind or "", written), end


def _token(kind: str, written: str) -> Token:
    make = _MAKERS.get(kind)
    token = make(written) if make else Token(Kind(kind), written, written)
    if "\0" in token.value:
        raise unreadable("a statement contains a NUL character")
    if token.is_name and len(token.value.encode("utf-8", "replace")) > LONGEST_NAME:
        raise Refused(
            "name_too_long",
            "A name in this file is longer than PostgreSQL allows "
            f"({shorten(token.value)}). {UNCHANGED}",
        )
    if token.kind is Kind.QUOTED and not token.value:
        raise unreadable("an empty name")
    return token


def _word(written: str) -> Token:
    # Only ASCII, as the server does in a UTF-8 database.
    return Token(Kind.WORD, written, written.translate(_FOLD))


def _quoted(written: str) -> Token:
    return Token(Kind.QUOTED, written, written[1:-1].replace('""', '"'))


def _plain(written: str) -> Token:
    inside = written[written.index("'") + 1 : -1]
    return Token(Kind.STRING, written, inside.replace("''", "'"))


def _escaped(written: str) -> Token:
    # Doubled quotes are part of the same walk: \'' is not '' after a backslash.
    value = _ESCAPED.sub(_unescape, written[2:-1])
    return Token(Kind.STRING, written, value)


def _unescape(match: re.Match[str]) -> str:
    if match.group() == "''":
        return "'"
    escape = _ESCAPE.match(match.group())
    if not escape:
        raise unreadable("a text ends in a backslash")
    octal, *codes, letter = escape.groups()
    rest = match.group()[escape.end() :]
    if letter:
        if letter in "uU":
            raise unreadable(BROKEN)
        return _LETTERS.get(letter, letter) + rest
    code = int(octal, 8) if octal else next(int(c, 16) for c in codes if c)
    if octal or codes[0]:  # bytes; beyond ASCII one byte alone has no meaning
        if not 0 < code < 0x80:
            raise unreadable("a text is escaped byte by byte")
        return chr(code) + rest
    return _character(code) + rest


def _unicode(written: str) -> Token:
    quote = written[2]
    inside = written[3:-1].replace(quote * 2, quote)
    value = _UNICODE.sub(_unicode_escape, inside)
    return Token(Kind.STRING if quote == "'" else Kind.QUOTED, written, value)


def _unicode_escape(match: re.Match[str]) -> str:
    backslash, long, short, broken = match.groups()
    if broken:
        raise unreadable(BROKEN)
    return backslash or _character(int(long or short, 16))


def _character(code: int) -> str:
    if not 0 < code < 0x110000 or 0xD800 <= code < 0xE000:
        raise unreadable(BROKEN)
    return chr(code)


_MAKERS: dict[str, Callable[[str], Token]] = {
    "word": _word,
    "quoted": _quoted,
    "plain": _plain,
    "escape": _escaped,
    "unicode": _unicode,
    "uname": _unicode,
    "bits": lambda written: Token(Kind.BITS, written, written),
}


def _dollar(text: str, position: int, tag: str) -> tuple[Token, int]:
    start = position + len(tag)
    end = text.find(tag, start)
    if end < 0:
        raise _unreadable_at(text, position)
    value = text[start:end]
    if "\0" in value:
        raise unreadable("a statement contains a NUL character")
    end += len(tag)
    return Token(Kind.STRING, text[position:end], value), end


def _after_comment(text: str, position: int) -> int:
    depth = 1
    while depth:
        mark = _COMMENT_MARK.search(text, position)
        if not mark:
            raise _unreadable_at(text, len(text))
        depth += 1 if mark.group() == "/*" else -1
        position = mark.end()
    return position


def _check_neighbours(before: Token | None, token: Token) -> None:
    """The server joins two strings in a row, by rules that no dump needs."""
    if before is None or before.kind not in (Kind.STRING, Kind.QUOTED, Kind.BITS):
        return
    if token.kind is Kind.STRING and before.kind is not Kind.QUOTED:
        raise unreadable("a text is written in two pieces")
    if token.is_word("uescape"):
        raise unreadable("a text has its own escape character")


def shorten(text: str, most: int = 60) -> str:
    """Part of a hostile text, fit for a sentence."""
    clean = " ".join(printable(text[: most * 2]).split())
    return clean if len(clean) <= most else clean[: most - 1] + "…"


def _unreadable_at(text: str, position: int) -> Refused:
    near = shorten(text[position : position + 80])
    return unreadable(f"at “{near}”" if near else "at the end of a statement")
