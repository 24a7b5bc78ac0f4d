"""Which entries of an archive are loaded, in which order, and which are skipped."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from files.errors import Refused
from files.sql.tokens import shorten
from files.types import Tick
from restore.sql.refusals import AS_UTF8, NOTHING_LOADED, RIGHT_FILE
from restore.types import Contents, LeftOut, Note, Table

from .entry import Entry
from .header import CUSTOM
from .needs import SkipEntry, Thing
from .reading import damaged_dump
from .reasons import skip_reason
from .statements import Checked, check_entry, statements_of
from .toc import Toc, data_sizes, ignore_progress

PRE_DATA, DATA, POST_DATA = 2, 3, 4
FIRST = {
    "TYPE": PRE_DATA,
    "DOMAIN": PRE_DATA,
    "TABLE": PRE_DATA,
    "SEQUENCE": PRE_DATA,
    "SEQUENCE OWNED BY": PRE_DATA,
    "DEFAULT": PRE_DATA,
    "TABLE ATTACH": PRE_DATA,
    "TABLE DATA": DATA,
    "SEQUENCE SET": DATA,
}
THEN = {
    "CONSTRAINT": POST_DATA,
    "CHECK CONSTRAINT": POST_DATA,
    "FK CONSTRAINT": POST_DATA,
    "INDEX": POST_DATA,
    "INDEX ATTACH": POST_DATA,
}
SECTIONS = {"SCHEMA": PRE_DATA, **FIRST, **THEN}
NAMES = 20
PUBLIC = "public"
# Each is read word by word. An appliance has some hundreds, about 100 kB in total.
MOST_CHOSEN = 50_000
MOST_DEFINITIONS = 8 * 1024 * 1024
PIPED = "The dump was written to a pipe, so the size of its tables is unknown."


@dataclass(frozen=True)
class TableData:
    """The rows of one table, as COPY wrote them."""

    dump_id: int
    table: tuple[str, str]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Selection:
    schemas: tuple[str, ...]  # to be created beforehand; "public" exists
    schema_ids: tuple[int, ...]
    first: tuple[int, ...]  # tables and their rows, in the archive's order
    then: tuple[int, ...]  # constraints and indexes
    tables: tuple[Table, ...]
    enums: tuple[str, ...]  # and domains, by their full names
    data: tuple[TableData, ...]
    left_out: tuple[LeftOut, ...]
    # What makes the types and tables, where not all is made as the dump says.
    made: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        return self.first + self.then


@dataclass
class _Choice:
    """The entries chosen so far; an entry that needs a skipped one is skipped, too."""

    chosen: dict[int, tuple[Entry, Checked]] = field(default_factory=dict)
    skipped: dict[tuple[str, str], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def skip(self, what: str, why: str, entry: Entry) -> None:
        self.skipped[what, why].append(entry.full_name)


def choose(toc: Toc, tick: Tick = ignore_progress) -> Selection:
    """Refused when an entry does not match its definition; tick counts entries."""
    choice = _Choice()
    _check_size(toc)
    for done, entry in enumerate(toc.entries):
        if not done % 100:
            tick(done)
        _consider(choice, entry)
    _skip_needy(choice)
    _check_cycles(choice.chosen)
    return _selection(choice)


def use_list(toc: Toc, ids: Iterable[int]) -> str:
    """For pg_restore --use-list, which reads the number at the beginning."""
    chosen = set(ids)
    return "".join(
        f"{entry.dump_id}; {entry.table_oid} {entry.oid} {entry.desc} "
        f"{shorten(entry.full_name)}\n"
        for entry in toc.entries
        if entry.dump_id in chosen
    )


def contents(toc: Toc, selection: Selection) -> Contents:
    header = toc.header
    has_data = any(entry.has_data for entry in toc.entries)
    piped = header.format == CUSTOM and has_data and not data_sizes(toc)
    return Contents(
        server_version=header.server_version.split(" ")[0],
        dump_version=header.dump_version.split(" ")[0],
        database=header.database,
        encoding=toc.settings.encoding,
        created=header.created,
        tables=selection.tables,
        enums=selection.enums,
        left_out=selection.left_out,
        notes=(Note("piped", PIPED),) if piped else (),
        extra={"first": selection.first, "then": selection.then},
    )


def _check_size(toc: Toc) -> None:
    loaded = [entry for entry in toc.entries if entry.desc in SECTIONS]
    length = sum(len(entry.definition) + len(entry.copy) for entry in loaded)
    if len(loaded) > MOST_CHOSEN or length > MOST_DEFINITIONS:
        raise Refused(
            "too_large",
            f"This dump creates {len(loaded):,} tables, indexes and similar objects, "
            f"which is more than any appliance has. {RIGHT_FILE}",
        )


def _consider(choice: _Choice, entry: Entry) -> None:
    if entry.desc == "DATABASE":
        return  # only the name of the appliance's database
    if entry.desc not in SECTIONS:
        choice.skip(*skip_reason(entry.desc), entry)
        return
    if entry.desc == "SCHEMA" and entry.tag == PUBLIC:
        return  # template0 already has it
    if entry.section != SECTIONS[entry.desc]:
        raise damaged_dump(f"entry {entry.dump_id} is in the wrong section")
    _check_names(entry)
    try:
        checked = check_entry(entry)
    except SkipEntry as why:
        choice.skip(entry.desc.lower(), str(why), entry)
        return
    choice.chosen[entry.dump_id] = entry, checked
    for part in checked.dropped:
        choice.skipped[part.what, part.why].append(f"{entry.full_name}.{part.name}")


def _check_names(entry: Entry) -> None:
    schema = entry.tag if entry.desc == "SCHEMA" else entry.schema
    if not schema or schema.startswith("pg_") or schema == "information_schema":
        raise Refused(
            "unsafe_definition",
            f"This dump would create “{shorten(entry.full_name)}” in PostgreSQL's own "
            f"schemas. {NOTHING_LOADED}",
        )
    text = entry.schema + entry.tag + entry.definition + entry.copy
    if any("\ud800" <= character <= "\udfff" for character in _beyond_ascii(text)):
        raise Refused(
            "encoding",
            f"The name “{shorten(entry.tag)}” in this dump is not in the encoding that "
            f"the dump states. {AS_UTF8}",
        )


def _beyond_ascii(text: str) -> str:
    return "" if text.isascii() else text


def _skip_needy(choice: _Choice) -> None:
    things = _created(choice.chosen)
    needed_by: dict[Thing, list[int]] = defaultdict(list)
    waiting = []
    for number, (_, checked) in choice.chosen.items():
        for thing in checked.needs:
            needed_by[thing].append(number)
            if thing not in things:
                waiting.append((number, thing))
    while waiting:
        number, missing = waiting.pop()
        if number not in choice.chosen:
            continue
        entry, checked = choice.chosen.pop(number)
        name = shorten(".".join(missing[1]))
        choice.skip(entry.desc.lower(), f"needs {name}, which is skipped", entry)
        if checked.makes:
            waiting += [(needy, checked.makes) for needy in needed_by[checked.makes]]


def _created(chosen: Mapping[int, tuple[Entry, Checked]]) -> set[Thing]:
    things: set[Thing] = set()
    for entry, checked in chosen.values():
        if checked.makes is None:
            continue
        if checked.makes in things:
            raise damaged_dump(f"“{shorten(entry.full_name)}” is created twice")
        things.add(checked.makes)
    return things


def _check_cycles(chosen: Mapping[int, tuple[Entry, Checked]]) -> None:
    """With entries that wait for each other, pg_restore would never finish."""
    counts = {
        number: len({need for need in entry.needs if need in chosen})
        for number, (entry, _) in chosen.items()
    }
    needy: dict[int, list[int]] = defaultdict(list)
    for number, (entry, _) in chosen.items():
        for need in set(entry.needs) & chosen.keys():
            needy[need].append(number)
    ready = [number for number, count in counts.items() if not count]
    done = 0
    while ready:
        done += 1
        for number in needy[ready.pop()]:
            counts[number] -= 1
            if not counts[number]:
                ready.append(number)
    if done < len(chosen):
        raise damaged_dump("its entries depend on each other in a circle")


def _selection(choice: _Choice) -> Selection:
    chosen = list(choice.chosen.values())

    def numbers(*descs: str) -> tuple[int, ...]:
        return tuple(entry.dump_id for entry, _ in chosen if entry.desc in descs)

    schemas = [entry.schema or entry.tag for entry, _ in chosen]
    skipped = [
        LeftOut(
            what, tuple(shorten(name, 200) for name in names[:NAMES]), len(names), why
        )
        for (what, why), names in choice.skipped.items()
    ]
    return Selection(
        schemas=tuple(dict.fromkeys(schemas)),
        schema_ids=numbers("SCHEMA"),
        first=numbers(*FIRST),
        then=numbers(*THEN),
        tables=tuple(checked.table for _, checked in chosen if checked.table),
        enums=tuple(e.full_name for e, _ in chosen if e.desc in ("TYPE", "DOMAIN")),
        data=tuple(
            TableData(entry.dump_id, (entry.schema, entry.tag), checked.columns)
            for entry, checked in chosen
            if entry.desc == "TABLE DATA"
        ),
        left_out=tuple(sorted(skipped, key=lambda group: (group.what, group.why))),
        made=_made(chosen),
    )


def _made(chosen: Sequence[tuple[Entry, Checked]]) -> tuple[str, ...]:
    if not any(checked.sql for _, checked in chosen):
        return ()
    return tuple(
        statement
        for entry, checked in chosen
        if entry.desc in FIRST and entry.section == PRE_DATA
        for statement in statements_of(entry, checked)
    )
