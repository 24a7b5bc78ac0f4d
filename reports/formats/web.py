"""HTML: one file that asks for nothing from elsewhere, and runs nothing."""

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from files.visible import visible_html
from reports import words
from reports.formats.drawings import charts_of, charts_together, timeline_of
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
    detailed = len(snapshot.phases) <= MOST_DETAILED
    context = {
        "snapshot": snapshot,
        "above": words.above(snapshot)[:-1],
        "scope": words.SCOPES[snapshot.scope],
        "window": words.window_text(snapshot.window),
        "cut_off": words.moment(snapshot.cut_off),
        "units": words.units(),
        "sections": list(sections(snapshot, most_rows)) if detailed else [],
        "not_shown": 0 if detailed else len(snapshot.measurements),
        "projects": [
            {
                "project": project,
                "type": words.project_type(project.type),
                "charts": charts_together(project),
                "timeline": timeline_of(project, snapshot.cut_off)
                if snapshot.contents.charts
                else None,
                "rows": [row(part) for part in project.phases],
            }
            for project in snapshot.projects
        ],
        **more,
    }
    return visible_html(render_to_string("reports/document.html", context).lstrip())


def row(part: PhasePart) -> dict[str, Any]:
    return {
        "part": part,
        "status": words.phase_status(part),
        "likely": words.likely(part),
        "commit_to": words.commit_to(part),
    }


def sections(snapshot: Snapshot, most_rows: int) -> Iterator[dict[str, Any]]:
    most = fair_share([len(part.measurements) for part in snapshot.phases], most_rows)
    for project in snapshot.projects:
        for part in project.phases:
            yield {"project": project.name, **section(part, most)}


def fair_share(lengths: Sequence[int], most: int) -> int:
    """How long each may be, so that all are no more than the most together."""
    for number, length in enumerate(sorted(lengths)):
        share = most // (len(lengths) - number)
        if length > share:
            return share
        most -= length
    return max(lengths, default=0)


def section(part: PhasePart, most_rows: int) -> dict[str, Any]:
    """With its newest measurements."""
    rows = part.measurements[max(0, len(part.measurements) - most_rows) :]
    return {
        **row(part),
        "type": words.phase_type(part),
        "charts": charts_of(part),
        "span": words.span(part.change) if part.change else "",
        "rows": rows,
        "left_out": len(part.measurements) - len(rows),
        "tapes": any(each.target_scratch_tapes is not None for each in rows),
    }
