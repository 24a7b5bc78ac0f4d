"""Dictionaries of reports, as commands' `--format json` and the API give them."""

from pathlib import Path
from typing import Any

from reports.models import Report


def report_record(report: Report, output: Path) -> dict[str, Any]:
    return {
        "id": str(report.pk),
        "output": str(output),
        "size": report.size,
        "sha256": report.sha256,
        "cut_off": report.cut_off,
    }
