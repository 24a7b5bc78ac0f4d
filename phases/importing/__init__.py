"""Measurements from files that people keep.

Pure: `mapping` says which column is what, `checking` makes values of a row's cells or
says what is wrong with them, `forms` is what the pages ask for.
"""
