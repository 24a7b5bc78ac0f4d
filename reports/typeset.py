"""A program of its own: HTML on stdin, PDF on stdout.

Apart, because WeasyPrint takes time and memory that no web process should lend it, and
so that its input can reach nothing: it may open the fonts beside this file only.
"""

import sys
from pathlib import Path

FONTS = Path(__file__).resolve().parent / "fonts"
LACKING = 3


def main() -> int:
    try:
        import weasyprint
    except (ImportError, OSError) as error:  # Pango is the system's
        sys.stderr.write(f"{error}\n")
        return LACKING
    content = sys.stdin.buffer.read().decode()
    document = weasyprint.HTML(string=content, url_fetcher=fonts_only())
    document.write_pdf(sys.stdout.buffer, pdf_variant="pdf/ua-1")
    return 0


def fonts_only() -> object:
    """Instead of the fetcher that would read files and the network."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class FontsOnly(URLFetcher):
        def fetch(self, url: str, headers: object = None) -> object:
            return URLFetcherResponse(url, font(url), {"Content-Type": "font/ttf"})

    return FontsOnly()


def font(url: str) -> bytes:
    name = url.removeprefix("font:")
    if url == name or name not in {path.name for path in FONTS.glob("*.ttf")}:
        raise ValueError(
            f"{url} is not part of a report, which contains all that it needs."
        )
    return (FONTS / name).read_bytes()


if __name__ == "__main__":
    sys.exit(main())
