"""Names of buckets, brokers and files, the awkward ones among them."""

AWKWARD = [
    "plain.txt",
    "\\.",
    "\\N",
    "tab\tin the middle.mov",
    "line\nbreak.mov",
    "carriage\rreturn.mov",
    'o\'brien "final" 100%_done.mxf',
    "back\\slash\\n.mxf",
    "=cmd()",
    '=HYPERLINK("http://example.org","x")',
    "+1+1",
    "@sum(a1)",
    "-2",
    "<script>alert(1)</script>.mp4",
    "../../etc/passwd",
    "C:\\temp\\new.mxf",
    " leading and trailing ",
    "новости/выпуск.mxf",
    "アーカイブ/素材.mov",
    "أرشيف/ملف.mov",
    "emoji 🎬🎞️👩‍👩‍👧.mov",
    "e\u0301 and é.wav",
    "\ufeffbyte order mark.txt",
    "control \x01\x1b[31m.bin",
    "a;b,c|d.csv",
    "$(touch x) `id` ${HOME}",
    "'; DROP TABLE ds3.bucket; --",
    "COPY ds3.blob FROM stdin;",
    "\n\\.\n",
    "trailing backslash\\",
    "//double//slash",
    "long " + "x" * 1000,
]
FIRST = 2 * len(AWKWARD)  # every other one of the first files has an awkward name
EVERY = 61  # and then one in so many

BUCKETS = [
    "news",
    "News",
    "sport_2019",
    "sport%2019",
    'o\'connor "raw"',
    "tab\there",
    "line\nbreak",
    "back\\slash",
    "\\.",
    "=cmd()",
    "новости",
    "アーカイブ 🎬",
    "long-" + "b" * 250,
    "isolated",
    "empty",
]
PLACES = ["Berlin", "Oslo", "Quito", "Lagos", "Perth", "Lima", "Cairo", "Turin"]
SORTS = ["raw", "master", "proxy", "final", "mix", "audio", "grade", "ingest", "promo"]
ENDS = ["mxf", "mov", "mp4", "wav", "dpx", "tif", "xml"]


def file_name(number: int, *, folder: bool = False) -> str:
    """The name of this number; different numbers have different names."""
    if number < FIRST:
        name = AWKWARD[number // 2] if number % 2 else f"file {number}.mxf"
    elif number % EVERY == 0:
        name = f"{AWKWARD[number // EVERY % len(AWKWARD)]} {number}"
    else:
        mixed = number * 2_654_435_761 & 0xFFFFFFFF
        name = (
            f"{PLACES[mixed % 8]}/{2009 + mixed % 17}/{SORTS[mixed % 9]}"
            f"/{mixed >> 12:05x}_{number:07d}.{ENDS[mixed % 7]}"
        )
    return f"{name}/" if folder else name
