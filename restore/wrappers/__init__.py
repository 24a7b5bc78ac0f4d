"""Streams out of what a backup was wrapped in: bounded, and by bytes, not by name."""

from .gunzip import gunzip
from .limits import Limits, Meter
from .members import Member
from .recognise import HEAD, Seen, recognise
from .streams import CHUNK, Stream, of_file
from .untar import untar
from .unzip import unzip
from .zstd import unzstd

__all__ = [
    "CHUNK",
    "HEAD",
    "Limits",
    "Member",
    "Meter",
    "Seen",
    "Stream",
    "gunzip",
    "of_file",
    "recognise",
    "untar",
    "unzip",
    "unzstd",
]
