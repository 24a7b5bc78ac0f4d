"""The contents of compressed files and archives, as bounded streams.

The format shows in the bytes; names of files are never trusted.
"""

from files.wrappers.gunzip import gunzip
from files.wrappers.limits import Limits, Meter
from files.wrappers.members import Member
from files.wrappers.recognise import HEAD, Recognised, recognise
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
    "Recognised",
    "Stream",
    "gunzip",
    "of_file",
    "recognise",
    "untar",
    "unzip",
    "unzstd",
]
