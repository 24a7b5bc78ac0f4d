"""Counting a restored catalogue: one pass over its data, in bounded memory.

The columns that count are copied out by psql, into files in the job's work folder, and
grouped there by DuckDB in a process of its own, which spills to disk.
"""

from gather.stock.counted import CountedCatalogue
from gather.stock.taking import count_catalogue
from gather.stock.work import Work

__all__ = ["CountedCatalogue", "Work", "count_catalogue"]
