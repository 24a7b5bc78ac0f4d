"""The text of a PDF as WeasyPrint writes it: glyphs, and the table that names them."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
SHOWN = re.compile(rb"/(\S+) [\d.]+ Tf|<([0-9a-fA-F]+)>|(TJ|Tj)")


def text_of(content: bytes) -> str:
    objects = dict(all_objects(content))
    fonts = {}
    for body in objects.values():
        for name, number in re.findall(rb"/([\w-]+) (\d+) 0 R", body):
            font = objects.get(number, b"")
            if found := re.search(rb"/ToUnicode (\d+) 0 R", font):
                fonts[name] = letters(stream(objects[found[1]]))
    pages = [stream(body) for body in objects.values() if b"stream" in body]
    return "".join(shown(page, fonts) for page in pages if b" Tf" in page)


def all_objects(content: bytes):
    for number, body in OBJECT.findall(content):
        yield number, body
        if b"/ObjStm" in body:
            packed = stream(body)
            first = int(re.search(rb"/First (\d+)", body)[1])
            numbers = packed[:first].split()
            places = [int(n) for n in numbers[1::2]] + [len(packed) - first]
            for n, own in enumerate(numbers[::2]):
                yield own, packed[first + places[n] : first + places[n + 1]]


def stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    if not found:
        return b""
    return zlib.decompress(found[1]) if b"FlateDecode" in body else found[1]


def letters(table: bytes) -> dict[int, str]:
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in re.findall(rb"<([0-9a-fA-F]+)> <([0-9a-fA-F]+)>", table)
    }


def shown(page: bytes, fonts: dict[bytes, dict[int, str]]) -> str:
    text, font = "", {}
    for name, glyphs, end in SHOWN.findall(page):
        if name:
            font = fonts.get(name, {})
        elif end:
            text += "\n"
        else:
            codes = [int(glyphs[n : n + 4], 16) for n in range(0, len(glyphs), 4)]
            text += "".join(font.get(code, "") for code in codes)
    return text
