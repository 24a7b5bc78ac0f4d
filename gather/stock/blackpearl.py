"""Counting a BlackPearl."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gather.stock import sets
from gather.stock.counted import (
    CountedBlobs,
    CountedBucket,
    CountedCatalogue,
    CountedCopies,
    CountedObjects,
)
from gather.stock.counting import Columns, Rows, count, make_sure_of_room, reading
from gather.stock.media import Class, Media, read_media, same_names
from gather.stock.pulling import Pulling
from gather.stock.reading import Catalogue, cut, require_types, uncountable
from gather.stock.sanity import copies_sanity, sanity_of
from gather.stock.schema import (
    BIG,
    BLOBS,
    BUCKETS,
    GOOD,
    OBJECTS,
    OBSOLETE,
    STATES,
    TYPES,
    Schema,
)
from gather.stock.work import Work
from restore.types import Table

LOST, EJECTED = "LOST", "EJECTED"
OBJECT_COLUMNS: Columns = {"id": "UUID", "bucket": "INTEGER", "finished": "INTEGER"}
BLOB_COLUMNS: Columns = {"id": "UUID", "object": "UUID", "length": "BIGINT"}
COPY_COLUMNS: Columns = {"id": "UUID", "blob": "UUID", "class": "INTEGER"}
MARK_COLUMNS: Columns = {"id": "UUID", "state": "INTEGER"}
INFORMATIVE = {
    "degraded_blobs": ("ds3.degraded_blob",),
    "replicated_blobs": tuple(
        f"target.blob_{kind}_target" for kind in ("ds3", "s3", "azure")
    ),
}


def count_blackpearl(
    work: Work,
    folder: Path,
    catalogue: Catalogue,
    tables: Sequence[Table],
    notes: Sequence[str],
) -> CountedCatalogue:
    schema = Schema({table.full_name: table for table in tables})
    require_types(schema.tables, TYPES)
    media = read_media(catalogue, schema)
    buckets = catalogue.rows(
        f"""
        SELECT b.code, {cut("b.name")}, coalesce({cut("p.name")}, '')
        FROM ({BUCKETS}) b LEFT JOIN ds3.data_policy p ON p.id = b.data_policy_id
        ORDER BY b.code
        """
    )
    rows = _rows_to_read(catalogue)
    make_sure_of_room(folder, rows)
    work.expect(rows, "rows")
    answers = _count(work, folder, catalogue, schema, media)
    names = {
        int(code or 0): (name or "", policy or "") for code, name, policy in buckets
    }
    media.notes += same_names("buckets", [name or "" for _, name, _ in buckets])
    return Tally(media, names, answers).catalogue(
        [*notes, *media.notes], _informative(catalogue, schema)
    )


def _rows_to_read(catalogue: Catalogue) -> int:
    """Nearly: as many as when the tables were last analysed."""
    names = ", ".join(f"'{name}'" for name in BIG)
    rows = catalogue.rows(
        "SELECT sum(greatest(c.reltuples, 0))::int8 FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        f"WHERE n.nspname || '.' || c.relname IN ({names})"
    )
    return int(rows[0][0] or 0)


def _informative(catalogue: Catalogue, schema: Schema) -> dict[str, int]:
    counts = {}
    for name, tables in INFORMATIVE.items():
        present = [table for table in tables if schema.has(table)]
        counts[name] = sum(
            int(catalogue.rows(f"SELECT count(*) FROM {table}")[0][0] or 0)
            for table in present
        )
    return counts


def _count(
    work: Work, folder: Path, catalogue: Catalogue, schema: Schema, media: Media
) -> dict[str, Rows]:
    first = STATES * media.tape_classes
    files = Pulling(work, catalogue, folder).pull(
        {
            "tape_copies": schema.copies(pools=False, first=0),
            "blobs": BLOBS,
            "objects": OBJECTS,
            "tape_marks": schema.marks(pools=False),
            "pool_copies": schema.copies(pools=True, first=first),
            "pool_marks": schema.marks(pools=True),
        }
    )
    words = sets.words_for(len(media.locations))
    classes = class_rows(media, words)
    return count(work, folder, _steps(words, classes, files), _questions(words))


def marked(copies: Path, marks: Path) -> str:
    """Copies by class and state. What is obsolete and suspect is obsolete."""
    return (
        "SELECT c.blob, c.class + coalesce(m.state, 0) AS class "
        f"FROM {reading(copies, COPY_COLUMNS)} c LEFT JOIN (SELECT id, "
        f"min(state) AS state FROM {reading(marks, MARK_COLUMNS)} GROUP BY id) m "
        "ON m.id = c.id"
    )


def class_rows(media: Media, words: int) -> Iterator[list[int]]:
    """Where the copies of a class are: nowhere, unless they are good."""
    for number, each in enumerate(media.classes):
        for state in range(STATES):
            where: list[int] = []
            if state == GOOD and each.state != LOST and each.location is not None:
                domain = media.domain_of(each.location)
                where = [each.location, *([] if domain is None else [domain])]
            yield [number * STATES + state, *sets.split(where, words)]


def _steps(
    words: int, classes: Iterable[Sequence[int]], files: Mapping[str, Path]
) -> list[str]:
    masks = sets.columns("w", words)
    typed = ", ".join(f"{name} UBIGINT" for name in masks)
    united = ", ".join(f"bit_or({name}) AS {name}" for name in masks)
    filled = ", ".join(f"coalesce({name}, 0) AS {name}" for name in masks)
    rows = ", ".join(f"({', '.join(map(str, row))})" for row in classes)
    blobs = reading(files["blobs"], BLOB_COLUMNS)
    objects = reading(files["objects"], OBJECT_COLUMNS)
    return [
        f"CREATE TABLE classes (class INTEGER, {typed})",
        *([f"INSERT INTO classes VALUES {rows}"] if rows else []),
        "CREATE TABLE copies (blob UUID, class INTEGER)",
        f"INSERT INTO copies {marked(files['tape_copies'], files['tape_marks'])}",
        f"INSERT INTO copies {marked(files['pool_copies'], files['pool_marks'])}",
        f"CREATE TABLE wheres AS SELECT blob, {united} FROM copies "
        "JOIN classes USING (class) GROUP BY blob",
        f"CREATE TABLE objects AS SELECT * FROM {objects}",
        # One join at a time: two at once would have to share the memory.
        "CREATE TABLE homed AS SELECT b.id, b.object, b.length, o.bucket, o.finished "
        f"FROM {blobs} b JOIN objects o ON o.id = b.object",
        f"CREATE TABLE placed AS SELECT homed.*, {filled} FROM homed "
        "LEFT JOIN wheres ON wheres.blob = homed.id",
        "DROP TABLE homed",
        "DROP TABLE wheres",
    ]


def _questions(words: int) -> dict[str, str]:
    masks = ", ".join(sets.columns("w", words))
    complete = ", ".join(f"bit_and(w{n}) AS c{n}" for n in range(words))
    present = ", ".join(f"bit_or(w{n}) AS p{n}" for n in range(words))
    both = ", ".join([*sets.columns("c", words), *sets.columns("p", words)])
    sums = "count(*), coalesce(sum(length), 0)"
    return {
        "blobs": f"SELECT bucket, finished, {masks}, {sums} FROM placed GROUP BY ALL",
        "objects": f"SELECT bucket, {both}, count(*), sum(size) FROM ("
        f"SELECT any_value(bucket) AS bucket, {complete}, {present}, "
        "coalesce(sum(length), 0) AS size FROM placed WHERE finished = 1 "
        "GROUP BY object) GROUP BY ALL",
        "copies": f"SELECT class, {sums} FROM copies c JOIN placed "
        "ON placed.id = c.blob WHERE finished = 1 GROUP BY class",
        "every": "SELECT bucket, count(*) FROM objects GROUP BY bucket",
        "odd": "SELECT count(*) FILTER (length < 0), count(*) FILTER (length IS NULL) "
        "FROM placed",
    }


@dataclass
class Tally:
    """Reads DuckDB's answers."""

    media: Media
    buckets: dict[int, tuple[str, str]]
    answers: dict[str, Rows]

    def __post_init__(self) -> None:
        self.words = sets.words_for(len(self.media.locations))
        (self.negative, self.unsized) = self.answers["odd"][0]
        if self.negative:
            raise uncountable(f"{self.negative:,} blobs have a length below zero")

    def catalogue(
        self, notes: list[str], informative: dict[str, int]
    ) -> CountedCatalogue:
        objects, blobs, copies = self.objects(), self.blobs(), self.copies()
        buckets = self.all_buckets(objects)
        if self.unsized:
            notes.append(f"{self.unsized:,} blobs have no length and count as 0 bytes.")
        sanity = {
            "unfinished_objects": sum(bucket.unfinished_objects for bucket in buckets),
            "unfinished_size": sum(bucket.unfinished_size for bucket in buckets),
            **sanity_of(self.media.locations, objects, blobs),
            **copies_sanity(copies),
            **informative,
        }
        media = self.media
        return CountedCatalogue(
            locations=media.locations,
            objects=objects,
            buckets=buckets,
            blobs=blobs,
            copies=copies,
            tapes=media.tapes,
            pools=media.pools,
            members=media.members,
            partitions=media.partitions,
            policies=media.policies,
            rules=media.rules,
            notes=notes,
            sanity=sanity,
        )

    def objects(self) -> list[CountedObjects]:
        groups = []
        for bucket, *words, objects, size in self.answers["objects"]:
            complete, present = words[: self.words], words[self.words :]
            groups.append(
                CountedObjects(
                    bucket, sets.join(complete), sets.join(present), objects, size
                )
            )
        return groups

    def blobs(self) -> list[CountedBlobs]:
        return [
            CountedBlobs(bucket, sets.join(words), blobs, size)
            for bucket, finished, *words, blobs, size in self.answers["blobs"]
            if finished
        ]

    def all_buckets(self, objects: Sequence[CountedObjects]) -> list[CountedBucket]:
        """An object that is not finished has no creation date, or no blob."""
        unfinished = {
            int(bucket): int(count) for bucket, count in self.answers["every"]
        }
        for group in objects:
            unfinished[group.home] -= group.objects
        sizes: dict[int, int] = {}
        for bucket, finished, *_, size in self.answers["blobs"]:
            if not finished:
                sizes[bucket] = sizes.get(bucket, 0) + size
        return [
            CountedBucket(name, policy, unfinished.get(number, 0), sizes.get(number, 0))
            for number, (name, policy) in sorted(self.buckets.items())
        ]

    def copies(self) -> list[CountedCopies]:
        sums: dict[tuple[int | None, str], list[int]] = {}
        for number, copies, size in self.answers["copies"]:
            class_ = self.media.classes[number // STATES]
            state = copy_state(class_, number % STATES)
            counted = sums.setdefault((class_.location, state), [0, 0, 0, 0])
            counted[0] += copies
            counted[1] += size
            if state == "good" and class_.state == EJECTED:
                counted[2] += copies
                counted[3] += size
        return [CountedCopies(*key, *counted) for key, counted in sums.items()]


def copy_state(class_: Class, state: int) -> str:
    """Each copy that is not good counts once, as the first that applies."""
    if state != GOOD:
        return "obsolete" if state == OBSOLETE else "suspect"
    return "lost" if class_.state == LOST else "good"
