"""HTML: one file that asks for nothing from elsewhere, and runs nothing."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from reports import words
from reports.formats.drawings import charts_of, timeline_of
from reports.snapshot import PhasePart, Snapshot

SHEETS = ("tokens", "charts", "report")
MOST_DETAILED = 25  # phases with a section of their own
MOST_ROWS = 2_000  # measurements, of all phases together
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def render(snapshot: Snapshot) -> bytes:
    style = stylesheet()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'"
    return markup(snapshot, style=style, policy=policy).encode("utf-8", "replace")


@cache
def stylesheet() -> str:
    """The product's own, for both themes."""
    folder = Path(settings.BASE_DIR) / "static" / "css"
    texts = [(folder / f"{name}.css").read_text() for name in SHEETS]
    return COMMENT.sub("", "\n".join(texts)).strip()


def markup(snapshot: Snapshot, *, most_rows: int = MOST_ROWS, **more: Any) -> str:
    parts = snapshot.phases
    each = most_rows // max(len(parts), 1)
    detailed = len(parts) <= MOST_DETAILED
    context = {
        "snapshot": snapshot,
        "above": words.above(snapshot)[:-1],
        "scope": words.SCOPES[snapshot.scope],
        "window": words.window_text(snapshot.window),
        "cut_off": words.moment(snapshot.cut_off),
        "units": words.units(),
        "sections": [section(part, each) for part in parts] if detailed else [],
        "not_shown": 0 if detailed else len(snapshot.measurements),
        "projects": [
            {
                "project": project,
                "type": words.project_type(project.type),
                "timeline": timeline_of(project) if snapshot.contents.charts else None,
                "rows": [row(part) for part in project.phases],
            }
            for project in snapshot.projects
        ],
        **more,
    }
    return render_to_string("reports/document.html", context).lstrip()


def row(part: PhasePart) -> dict[str, Any]:
    return {
        "part": part,
        "status": words.phase_status(part),
        "likely": words.likely(part),
        "commit_to": words.commit_to(part),
    }


def section(part: PhasePart, most_rows: int) -> dict[str, Any]:
    """With its newest measurements."""
    rows = part.measurements
    return {
        **row(part),
        "type": words.phase_type(part),
        "charts": charts_of(part),
        "span": words.span(part.change) if part.change else "",
        "rows": rows[-most_rows:],
        "left_out": max(0, len(rows) - most_rows),
    }
