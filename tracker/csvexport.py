from collections.abc import Iterable
from typing import Any

from django.http import StreamingHttpResponse

from files.csvtext import csv_lines


def csv_response(
    name: str, header: list[str], rows: Iterable[Iterable[Any]]
) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        csv_lines(header, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
