"""Small tables as workbooks."""

from collections.abc import Sequence
from io import BytesIO

from xlsxwriter import Workbook

WIDTH = 22  # letters, of each column


def workbook_of(
    name: str, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> bytes:
    """One sheet of texts below bold titles, none of them a formula."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name)
        sheet.set_column(0, len(header) - 1, WIDTH)
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, title in enumerate(header):
            sheet.write_string(0, column, title, bold)
        for line, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                sheet.write_string(line, column, text)
    return file.getvalue()
