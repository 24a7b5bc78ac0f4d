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
MOST_ROWS = 2_000  # measurements in print
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


def markup(snapshot: Snapshot, **more: Any) -> str:
    detailed = snapshot.scope == "phase" or len(snapshot.phases) <= MOST_DETAILED
    context = {
        "snapshot": snapshot,
        "above": words.above(snapshot)[:-1],
        "scope": words.SCOPES[snapshot.scope],
        "window": words.window_text(snapshot.window),
        "cut_off": words.moment(snapshot.cut_off),
        "sections": [section(part) for part in snapshot.phases] if detailed else [],
        "projects": [
            {
                "project": project,
                "type": words.project_type(project.type),
                "timeline": timeline_of(project) if snapshot.contents.charts else None,
                "rows": [row(part) for part in project.phases],
            }
            for project in snapshot.projects
        ],
        "rows": [] if detailed else snapshot.measurements[:MOST_ROWS],
        "left_out": 0 if detailed else max(0, len(snapshot.measurements) - MOST_ROWS),
        **more,
    }
    return render_to_string("reports/document.html", context)


def row(part: PhasePart) -> dict[str, Any]:
    return {
        "part": part,
        "status": words.phase_status(part),
        "likely": words.likely(part),
        "commit_to": words.commit_to(part),
    }


def section(part: PhasePart) -> dict[str, Any]:
    return {
        **row(part),
        "type": words.phase_type(part),
        "charts": charts_of(part),
        "span": words.span(part.change) if part.change else "",
        "rows": part.measurements[:MOST_ROWS],
        "left_out": max(0, len(part.measurements) - MOST_ROWS),
    }
