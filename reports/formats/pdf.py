"""PDF for people who read with their ears too (PDF/UA), with its fonts inside."""

import re
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from embedded.programs.children import ChildFailed, Command, Finished, run_child
from reports import typeset
from reports.errors import ReportError
from reports.formats.web import markup, stylesheet
from reports.snapshot import Snapshot
from tracker.charts.palette import LOOKS

MOST_SECONDS = 300
MOST_ROWS = 400  # a page of a table takes a second to lay out
PROGRAM = [sys.executable, "-P", str(Path(typeset.__file__).resolve())]
ENDS = frozenset({0, typeset.LACKING})
# A colour for both themes, of which paper has the light one.
BOTH_THEMES = re.compile(r"light-dark\(([^,()]+), [^()]+\)")
# No stylesheet reaches into a chart: its letters get their font here.
CHART_FONT = 'font-family="{font-family}"'.format(**LOOKS["chart"])
Child = Callable[..., Finished]


def render(snapshot: Snapshot, child: Child | None = None) -> bytes:
    page = markup(snapshot, most_rows=MOST_ROWS, style=paper_style())
    content = with_letters(page).encode("utf-8", "replace")
    return typeset_by(child or plainly, content)


def with_letters(page: str) -> str:
    return page.replace(CHART_FONT, 'font-family="Report"')


@cache
def paper_style() -> str:
    own = Path(settings.BASE_DIR) / "static" / "css" / "report-pdf.css"
    return BOTH_THEMES.sub(r"\1", f"{stylesheet()}\n{own.read_text()}")


def typeset_by(child: Child, page: bytes) -> bytes:
    """In a program of its own, which gives its memory back."""
    pieces: list[bytes] = []
    options = {"name": "typeset", "feed": [page], "on_output": pieces.append}
    try:
        finished = child(PROGRAM, expected=ENDS, **options)
    except ChildFailed as error:
        if not error.lacked_memory:
            raise
        raise ReportError(
            "There was not enough memory for this PDF. Choose another format, or a "
            "smaller report."
        ) from error
    if finished.returncode == typeset.LACKING:
        raise ReportError(
            "PDF reports need the library Pango, which is not installed on this "
            "machine. Choose another format, or ask your administrator to install it."
        )
    return b"".join(pieces)


def plainly(argv: list[Any], **options: Any) -> Finished:
    """Without a job, while a person waits for it."""
    until = time.monotonic() + MOST_SECONDS

    def look() -> None:
        if time.monotonic() > until:
            raise ReportError(
                "This PDF took too long to create. Choose a smaller report."
            )

    return run_child(Command(argv, look_up=look, **options))
