"""The parts of a workbook: XML in a zip, both of which a stranger may have made.

The house's own reader checks every field of the zip. What comes out is bounded by bytes
and by elements, of which each takes time, and a document type, which is how XML is made
to explode, is refused.
"""

import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.parsers import expat

from files.errors import Refused
from files.wrappers.limits import Limits, Meter
from files.wrappers.members import Member
from files.wrappers.streams import Stream
from files.wrappers.unzip import unzip

MOST_UNPACKED = 100_000_000  # bytes of all parts that are read
MOST_ELEMENTS = 1_500_000  # of all parts: two for a cell with a number
MOST_LEVELS = 100
MOST_PARTS = 2_000
LONGEST_TAG = 1_000_000
PIECE = 65_536

# What broken files raise deep within struct, codecs and numbers.
UNREADABLE = (struct.error, expat.ExpatError, ValueError, LookupError, OverflowError)


class Handler:
    """What is told of the elements of a part, by their names without a namespace."""

    def started(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def ended(self, tag: str) -> None:
        """An element ends."""

    def text(self, piece: str) -> None:
        """A piece of the text between two tags."""


def broken() -> Refused:
    return Refused(
        "damaged",
        "This workbook can't be read. Save it again as .xlsx, or save it as CSV.",
    )


def too_large() -> Refused:
    return Refused(
        "too_large", "This workbook is too large. Split it into smaller files."
    )


class Package:
    """The parts by their names, which are blind to case. Each is read once."""

    def __init__(self, content: bytes) -> None:
        self._unpacked = self._elements = 0
        self._parts: dict[str, Stream] = {}
        limits = Limits(max_output=MOST_UNPACKED, max_members=MOST_PARTS)
        meter = Meter(limits, lambda _: None)
        try:
            for member in unzip(BytesIO(content), meter):
                self._add(member)
        except Refused as refused:
            raise _of_workbook(refused) from refused
        except UNREADABLE as error:
            raise broken() from error

    def _add(self, member: Member) -> None:
        name = member.name.lower()
        if name in self._parts:
            raise broken()
        self._parts[name] = member.stream

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._parts

    def read(self, part: str, handler: Handler) -> None:
        for _ in self.parsed(part, handler):
            pass

    def parsed(self, part: str, handler: Handler) -> Iterator[None]:
        """Tell the handler of a part piece by piece, with a pause after each."""
        stream = self._parts.get(part.lower())
        if stream is None:
            raise broken()
        parser = self._parser(handler)
        parsed = 0
        try:
            while piece := stream.read(PIECE):
                parsed += len(piece)
                self._count(len(piece))
                parser.Parse(piece, False)
                if parsed - parser.CurrentByteIndex > LONGEST_TAG:
                    raise too_large()  # a tag is kept until it ends
                yield
            parser.Parse(b"", True)
            yield
        except Refused as refused:
            raise _of_workbook(refused) from refused
        except UNREADABLE as error:
            raise broken() from error

    def _count(self, size: int) -> None:
        self._unpacked += size
        if self._unpacked > MOST_UNPACKED:
            raise too_large()

    def _parser(self, handler: Handler) -> Any:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        depth = 0

        def started(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self._elements += 1
            if self._elements > MOST_ELEMENTS or depth > MOST_LEVELS:
                raise too_large()
            handler.started(tag.rpartition(":")[2] if ":" in tag else tag, attributes)

        def ended(tag: str) -> None:
            nonlocal depth
            depth -= 1
            handler.ended(tag.rpartition(":")[2] if ":" in tag else tag)

        parser.StartElementHandler = started
        parser.EndElementHandler = ended
        parser.CharacterDataHandler = handler.text
        return parser


def _refuse(*doctype: Any) -> None:
    raise broken()


def _of_workbook(refused: Refused) -> Refused:
    """A refusal of the zip, for people to whom the file is no zip."""
    if refused.code == "encrypted":
        return Refused(
            "encrypted",
            "This workbook has a password. Save it without one, then try again.",
        )
    about_zip = refused.code in ("damaged", "truncated") or "archive" in (
        refused.sentence
    )
    return broken() if about_zip else refused
