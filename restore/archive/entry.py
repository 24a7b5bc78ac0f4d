"""A line of the table of contents: one object in the dump."""

from typing import NamedTuple


class Entry(NamedTuple):
    dump_id: int
    has_data: bool
    table_oid: int
    oid: int
    tag: str
    desc: str
    section: int
    definition: str
    copy: str
    schema: str
    tablespace: str
    access_method: str
    relkind: str
    owner: str
    needs: tuple[int, ...]
    offset: int | None  # custom format, unless it was written to a pipe
    file: str  # directory format

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.tag}" if self.schema else self.tag
