"""Measurements from files that people keep: CSV, JSON and XLSX.

Pure: `readers` and `xlsx` make rows of text of a file, `values` makes figures of text,
`mapping` says which column is what. None of it trusts the file.
"""
