"""Tables of text from files that people keep: CSV, JSON and XLSX.

`readers` recognises which of them a file is, `xlsx` reads workbooks, `sheet` has what
all of them give and how much of it at most. None of it trusts the file.
"""
