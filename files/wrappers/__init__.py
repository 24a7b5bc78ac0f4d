"""Streams out of what a backup was wrapped in: bounded, and by bytes, not by name."""

from files.wrappers.gunzip import gunzip
from files.wrappers.limits import Limits, Meter
from files.wrappers.members import Member
from files.wrappers.recognise import HEAD, Seen, recognise
from files.wrappers.streams import CHUNK, Stream, of_file
from files.wrappers.untar import untar
from files.wrappers.unzip import unzip
from files.wrappers.zstd import unzstd

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
