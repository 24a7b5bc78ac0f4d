"""The large tables of a BlackPearl as COPY text, some thousand rows at a time."""

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random

from . import copytext
from .contents import FOLDER, OBSOLETE, SUSPECT, Contents, is_pool
from .ids import Ids
from .names import file_name
from .when import Calendar
from .world import World

CHUNK = 20_000  # objects at a time
MARKS = {"obsolete_": OBSOLETE, "suspect_": SUSPECT}
# Of so many blobs one is in these; nothing that counts may care.
EVERY = {"ds3.degraded_blob": 50, "target.blob_ds3_target": 40}
NAMES = (
    *EVERY,
    "ds3.s3_object",
    "ds3.blob",
    *(
        f"{place}.{prefix}blob_{place}"
        for place in ("tape", "pool")
        for prefix in ("", "obsolete_", "suspect_")
    ),
)


def some(blobs: int, step: int) -> int:
    """How many of the first so many blobs are one of those that `step` chooses."""
    return -(-blobs // step)


def prefixes(mark: int) -> list[str]:
    """Of the tables that hold a copy with this mark."""
    return ["", *(prefix for prefix, bit in MARKS.items() if mark & bit)]


class BigTables:
    def __init__(
        self,
        contents: Contents,
        world: World,
        calendar: Calendar,
        ids: Mapping[str, Sequence[str]],
        seed: int,
    ) -> None:
        self.contents, self.calendar, self.seed = contents, calendar, seed
        self.target = ids["target.ds3_target"][0]
        self.buckets, self.media = ids["ds3.bucket"], ids["media"]
        self.obsoletions = ids["ds3.obsoletion"]
        self.pools = [is_pool(world, number) for number in range(len(world.media))]
        self.object_ids = Ids(f"{seed}:object", contents.objects)
        self.blob_ids = Ids(f"{seed}:blob", len(contents.length))
        self.copy_ids = Ids(f"{seed}:copy", len(contents.medium))
        self.checksums = Random(f"{seed}:checksum").randbytes(16 * len(contents.length))

    def blocks(self, table: str, columns: Sequence[str]) -> Iterator[str]:
        write = self._writer(table, columns)
        for start in range(0, self.contents.objects, CHUNK):
            stop = min(start + CHUNK, self.contents.objects)
            yield "".join(write(start, stop))

    def _writer(
        self, table: str, columns: Sequence[str]
    ) -> Callable[[int, int], list[str]]:
        if table == "ds3.s3_object":
            return self._object_rows("latest" in columns)
        if table == "ds3.blob":
            return self._blob_rows
        if table in EVERY:
            return self._rows_of_some_blobs(table, columns)
        pools = table.startswith("pool.")
        mark = next((MARKS[word] for word in MARKS if f".{word}" in table), 0)
        return self._copy_rows(pools=pools, mark=mark)

    def _object_rows(self, with_latest: bool) -> Callable[[int, int], list[str]]:
        contents, buckets, when = self.contents, self.buckets, self.calendar.text

        def write(start: int, stop: int) -> list[str]:
            ids, rows = self.object_ids.texts(start, stop), []
            for number in range(start, stop):
                folder = contents.kind[number] == FOLDER
                name = copytext.escape(file_name(contents.name[number], folder=folder))
                created = when(number) if contents.dated(number) else "\\N"
                latest = "tf"[not contents.latest[number]] + "\t" if with_latest else ""
                rows.append(
                    f"{ids[number - start]}\t{buckets[contents.bucket[number]]}\t"
                    f"{created}\t{latest}{name}\t{'FOLDER' if folder else 'DATA'}\n"
                )
            return rows

        return write

    def _blob_rows(self, start: int, stop: int) -> list[str]:
        contents = self.contents
        first, last = contents.first_blob[start], contents.first_blob[stop]
        owners = self.object_ids.texts(start, stop)
        ids, rows = self.blob_ids.texts(first, last), []
        checksums = self.checksums[16 * first : 16 * last].hex()
        for number in range(start, stop):
            offset, owner = 0, owners[number - start]
            for blob in contents.blobs_of(number):
                length, index = contents.length[blob], blob - first
                rows.append(
                    f"{ids[index]}\t{offset}\t{checksums[32 * index : 32 * index + 32]}"
                    f"\tMD5\t{length}\t{owner}\n"
                )
                offset += length
        return rows

    def _copy_rows(self, *, pools: bool, mark: int) -> Callable[[int, int], list[str]]:
        contents = self.contents
        position = array("I", bytes(4 * len(self.media)))
        end = self._end_of_copy(pools=pools, mark=mark, position=position)

        def write(start: int, stop: int) -> list[str]:
            low, high = contents.first_blob[start], contents.first_blob[stop]
            first, last = contents.first_copy[low], contents.first_copy[high]
            blobs, ids = (
                self.blob_ids.texts(low, high),
                self.copy_ids.texts(first, last),
            )
            buckets = self._bucket_of_each_blob(start, stop) if pools else []
            rows = []
            for blob in range(low, high):
                for copy in contents.copies_of(blob):
                    medium = contents.medium[copy]
                    if self.pools[medium] != pools:
                        continue
                    position[medium] += 1
                    if mark and not contents.mark[copy] & mark:
                        continue
                    bucket = buckets[blob - low] if pools else ""
                    rows.append(
                        f"{ids[copy - first]}\t{blobs[blob - low]}\t"
                        f"{bucket}{end(medium)}\n"
                    )
            return rows

        return write

    def _end_of_copy(
        self, *, pools: bool, mark: int, position: "array[int]"
    ) -> Callable[[int], str]:
        """The columns after the blob's; an obsolete copy says what superseded it."""
        media, written = self.media, self.calendar.last

        def end(medium: int) -> str:
            text = (
                f"{written}\t{written}\t{media[medium]}"
                if pools
                else f"{position[medium] - 1}\t{media[medium]}"
            )
            if mark == OBSOLETE:
                text += f"\t{self.obsoletions[medium % len(self.obsoletions)]}"
            return text

        return end

    def _rows_of_some_blobs(
        self, table: str, columns: Sequence[str]
    ) -> Callable[[int, int], list[str]]:
        first, step = self.contents.first_blob, EVERY[table]
        ids = Ids(f"{self.seed}:{table}", some(len(self.contents.length), step))

        def write(start: int, stop: int) -> list[str]:
            low, high = first[start], first[stop]
            blobs = self.blob_ids.texts(low, high)
            buckets = self._bucket_of_each_blob(start, stop)
            chosen = range(some(low, step) * step, high, step)
            return [
                copytext.line(
                    {
                        "id": ids.texts(blob // step, blob // step + 1)[0],
                        "blob_id": blobs[blob - low],
                        "bucket_id": buckets[blob - low].strip(),
                        "target_id": self.target,
                    }.get(column)
                    for column in columns
                )
                for blob in chosen
            ]

        return write

    def _bucket_of_each_blob(self, start: int, stop: int) -> list[str]:
        return [
            self.buckets[self.contents.bucket[number]] + "\t"
            for number in range(start, stop)
            for _ in self.contents.blobs_of(number)
        ]
