"""Buckets as charts."""

from collections.abc import Sequence
from datetime import date

from phases.charts import bytes_text, bytes_unit, describe
from tracker.charts import Line, line_chart


def bucket_size_chart(points: Sequence[tuple[date, int]]) -> str:
    """The bytes of a bucket day by day. A single day makes no chart."""
    if len(points) < 2:
        return ""
    return line_chart(
        "bucket-size",
        "Bytes in the bucket",
        describe(points, bytes_text),
        [Line("In the bucket", points)],
        shown=bytes_text,
        unit=bytes_unit,
    )
