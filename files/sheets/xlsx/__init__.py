"""Workbooks (XLSX), read as a stream, as the spreadsheet last showed them.

`package` unpacks the zip and bounds what comes out of it, `parts` reads what the cells
need to know, `cells` makes rows of a sheet, and `book` puts these together. Formulas
are not worked out; the values that were stored with them are read.
"""

from files.sheets.xlsx.book import Workbook, workbook_rows

__all__ = ["Workbook", "workbook_rows"]
