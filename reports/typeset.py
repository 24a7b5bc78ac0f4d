"""A program of its own: HTML on stdin, PDF on stdout.

Apart, because WeasyPrint takes time and memory that no web process should lend it, and
so that what it is given can reach nothing: it may open the fonts beside this file.
"""

import sys
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
LACKING = 3


def main() -> int:
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:  # Pango is the system's
        sys.stderr.write(f"{error}\n")
        return LACKING
    content = sys.stdin.buffer.read().decode()
    document = HTML(string=content, url_fetcher=fonts_only)
    document.write_pdf(sys.stdout.buffer, pdf_variant="pdf/ua-1")
    return 0


def fonts_only(url: str, **options: object) -> dict[str, object]:
    name = url.removeprefix("font:")
    if url == name or name not in {path.name for path in FONTS.glob("*.ttf")}:
        raise ValueError(f"{url} is not asked for: a report has all that it needs.")
    return {"string": (FONTS / name).read_bytes(), "mime_type": "font/ttf"}


if __name__ == "__main__":
    sys.exit(main())
