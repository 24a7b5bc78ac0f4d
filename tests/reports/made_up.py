"""Snapshots of any figures and any names, without a database."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from hypothesis import strategies as st

from reports.snapshot import Contents, PhasePart, ProjectPart, Snapshot
from reports.snapshot.data import (
    Both,
    Measurement,
    Named,
    PeriodChoice,
    ProgressDay,
    Totals,
)
from tracker.progress import Progress

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "أرشيف الأخبار \u05d0\u05e8\u05db\u05d9\u05d5\u05df",
    "x" * 200,
    "[a]:*?/\\b",
    "'quoted'",
    "History",
    "日本 🎬 naïve",
    "+1 & @home",
    "{{ 7|add:1 }} {% now 'Y' %}",
)
DAY = date(2026, 1, 5)
MOST = 2**63 - 1
COUNT = st.integers(0, MOST) | st.integers(0, 10**6)


def phase(name: str, values: list[tuple[int, int]], **more: int | None) -> PhasePart:
    """Of (source, target) in bytes, week by week; the objects are a thousandth."""
    rows = tuple(
        measurement(name, DAY + timedelta(weeks=n), source, target, **more)
        for n, (source, target) in enumerate(values)
    )
    last = rows[-1]
    total = last.source_size
    return PhasePart(
        id=str(uuid4()),
        name=name,
        type="IOM_BUCKET",
        status="active",
        status_reason="",
        source="LTO7",
        target="LTO9",
        target_tape_partition="",
        buckets=(),
        target_date=None,
        expected_date=None,
        expected_reason="",
        progress=Both(
            progress(last.source_objects, last.target_objects),
            progress(total, last.target_size),
        ),
        first_gather=DAY,
        last_gather=last.timestamp,
        baseline=DAY,
        gathers=tuple(
            ProgressDay(
                row.timestamp,
                row.target_objects,
                row.source_objects,
                row.target_size,
                row.source_size,
            )
            for row in rows
        ),
        measurements=rows,
    )


def progress(total: int, done: int) -> Progress:
    return Progress(total, done, total - done, estimated=True)


def measurement(
    name: str, day: date, source: int, target: int, **more: int | None
) -> Measurement:
    return Measurement(
        customer="Northwind Studios",
        project="News archive",
        phase=name,
        timestamp=day,
        type="DATA",
        source_objects=source // 1000,
        source_size=source,
        target_objects=target // 1000,
        target_size=target,
        remaining_objects=more.get("remaining"),
        remaining_size=more.get("remaining"),
        target_scratch_tapes=more.get("tapes"),
        note="",
    )


def snapshot(*phases: PhasePart, name: str = "Northwind Studios") -> Snapshot:
    both = [part.progress for part in phases if part.progress]
    totals = Totals(
        phases=len(phases),
        measured=len(both),
        progress=Both(
            together([each.objects for each in both]),
            together([each.bytes for each in both]),
        ),
        oldest_gather=DAY,
        latest_gather=DAY,
        compared=0,
        objects_moved=None,
        bytes_moved=None,
        objects_a_day=None,
        bytes_a_day=None,
    )
    project = ProjectPart(
        str(uuid4()), "News archive", "IOM_BUCKET", None, totals, None, phases
    )
    return Snapshot(
        scope="customer",
        customer=Named(str(uuid4()), name),
        project=None,
        phase=None,
        window=PeriodChoice("whole"),
        contents=Contents(),
        cut_off=datetime(2026, 1, 26, 12, tzinfo=UTC),
        author="tess",
        totals=totals,
        projects=(project,),
    )


def together(each: list[Progress]) -> Progress:
    return progress(sum(p.total for p in each), sum(p.done for p in each))


SNAPSHOTS = st.lists(
    st.tuples(
        st.sampled_from(HOSTILE),
        st.lists(st.tuples(COUNT, COUNT), min_size=1, max_size=4),
        st.none() | COUNT,
        st.none() | st.integers(0, 500),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda each: each[0],
).map(
    lambda rows: snapshot(
        *(
            phase(name, values, remaining=remaining, tapes=tapes)
            for name, values, remaining, tapes in rows
        )
    )
)
