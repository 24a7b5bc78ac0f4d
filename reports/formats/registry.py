"""The formats, and the function that makes each."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.formats import document, pdf, plain, rows, web, workbook
from reports.models import ReportFormat
from reports.snapshot import Snapshot


@dataclass(frozen=True)
class Format:
    render: Callable[[Snapshot], bytes]
    extension: str
    media_type: str
    binary: bool = False


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS: dict[str, Format] = {
    ReportFormat.PDF: Format(pdf.render, "pdf", "application/pdf", binary=True),
    ReportFormat.XLSX: Format(workbook.render, "xlsx", SHEET, binary=True),
    ReportFormat.HTML: Format(web.render, "html", "text/html; charset=utf-8"),
    ReportFormat.CSV: Format(rows.render, "csv", "text/csv; charset=utf-8"),
    ReportFormat.JSON: Format(document.render, "json", "application/json"),
    ReportFormat.TEXT: Format(plain.render, "txt", "text/plain; charset=utf-8"),
}
