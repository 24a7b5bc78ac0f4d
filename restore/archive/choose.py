"""What of an archive is loaded, in which order, and what is left out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from files.errors import Refused
from files.sql.tokens import shorten
from files.types import Tick
from restore.types import Contents, LeftOut, Table

from .entry import Entry
from .foreign import Foreign
from .header import CUSTOM
from .reading import damaged
from .reasons import reason
from .statements import Checked, Thing, check
from .toc import Toc, data_sizes, nobody

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
# Each is read word by word. An appliance has some hundreds, of 100 kB in all.
MOST_CHOSEN = 50_000
MOST_DEFINITIONS = 8 * 1024 * 1024
PIPED = "It was written to a pipe, so nobody knows how large its tables are."


@dataclass(frozen=True)
class Data:
    """The rows of one table, as COPY wrote them."""

    dump_id: int
    table: tuple[str, str]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Selection:
    schemas: tuple[str, ...]  # made beforehand by whoever may; "public" is there
    schema_ids: tuple[int, ...]
    first: tuple[int, ...]  # tables and their rows, in the archive's order
    then: tuple[int, ...]  # constraints and indexes
    tables: tuple[Table, ...]
    enums: tuple[str, ...]  # and domains: full names
    data: tuple[Data, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        return self.first + self.then


@dataclass
class _Choice:
    """What is chosen so far; whoever needs what is left out is left out, too."""

    chosen: dict[int, tuple[Entry, Checked]] = field(default_factory=dict)
    left: dict[tuple[str, str], list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def leave(self, what: str, why: str, entry: Entry) -> None:
        self.left[what, why].append(entry.full_name)


def choose(toc: Toc, tick: Tick = nobody) -> Selection:
    """Refused when an entry is not what it says it is; tick counts entries."""
    choice = _Choice()
    _check_size(toc)
    for done, entry in enumerate(toc.entries):
        if not done % 100:
            tick(done)
        _consider(choice, entry)
    _leave_needy(choice)
    _check_cycles(choice.chosen)
    return _selection(choice)


def use_list(toc: Toc, ids: Iterable[int]) -> str:
    """For pg_restore --use-list, which reads the number at the beginning."""
    wanted = set(ids)
    return "".join(
        f"{entry.dump_id}; {entry.table_oid} {entry.oid} {entry.desc} "
        f"{shorten(entry.full_name)}\n"
        for entry in toc.entries
        if entry.dump_id in wanted
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
        notes=(PIPED,) if piped else (),
        extra={"first": selection.first, "then": selection.then},
    )


def _check_size(toc: Toc) -> None:
    loaded = [entry for entry in toc.entries if entry.desc in SECTIONS]
    length = sum(len(entry.definition) + len(entry.copy) for entry in loaded)
    if len(loaded) > MOST_CHOSEN or length > MOST_DEFINITIONS:
        raise Refused(
            "too_large",
            f"This dump makes {len(loaded):,} tables, indexes and the like: "
            "no appliance has so many.",
        )


def _consider(choice: _Choice, entry: Entry) -> None:
    if entry.desc == "DATABASE":
        return  # the name of the appliance's own
    if entry.desc not in SECTIONS:
        choice.leave(*reason(entry.desc), entry)
        return
    if entry.desc == "SCHEMA" and entry.tag == PUBLIC:
        return  # template0 has it already
    if entry.section != SECTIONS[entry.desc]:
        raise damaged(f"its entry {entry.dump_id} stands in the wrong section")
    _check_names(entry)
    try:
        choice.chosen[entry.dump_id] = entry, check(entry)
    except Foreign as why:
        choice.leave(entry.desc.lower(), str(why), entry)


def _check_names(entry: Entry) -> None:
    schema = entry.tag if entry.desc == "SCHEMA" else entry.schema
    if not schema or schema.startswith("pg_") or schema == "information_schema":
        raise Refused(
            "unsafe_definition",
            f"This dump wants to make “{shorten(entry.full_name)}” among PostgreSQL's "
            "own things; nothing of it was loaded.",
        )
    text = entry.schema + entry.tag + entry.definition + entry.copy
    if any("\ud800" <= character <= "\udfff" for character in _beyond_ascii(text)):
        raise Refused(
            "encoding",
            f"The name “{shorten(entry.tag)}” in this dump is not written in the "
            "encoding that the dump names: make it again with --encoding=UTF8.",
        )


def _beyond_ascii(text: str) -> str:
    return "" if text.isascii() else text


def _leave_needy(choice: _Choice) -> None:
    made = _made(choice.chosen)
    wanted: dict[Thing, list[int]] = defaultdict(list)
    waiting = []
    for number, (_, checked) in choice.chosen.items():
        for thing in checked.needs:
            wanted[thing].append(number)
            if thing not in made:
                waiting.append((number, thing))
    while waiting:
        number, missing = waiting.pop()
        if number not in choice.chosen:
            continue
        entry, checked = choice.chosen.pop(number)
        name = shorten(".".join(missing[1]))
        choice.leave(entry.desc.lower(), f"it needs {name}, which is left out", entry)
        if checked.makes:
            waiting += [(needy, checked.makes) for needy in wanted[checked.makes]]


def _made(chosen: Mapping[int, tuple[Entry, Checked]]) -> set[Thing]:
    made: set[Thing] = set()
    for entry, checked in chosen.values():
        if checked.makes is None:
            continue
        if checked.makes in made:
            raise damaged(f"it makes “{shorten(entry.full_name)}” twice")
        made.add(checked.makes)
    return made


def _check_cycles(chosen: Mapping[int, tuple[Entry, Checked]]) -> None:
    """pg_restore would wait for ever for what waits for itself."""
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
        raise damaged("its entries depend on each other in a circle")


def _selection(choice: _Choice) -> Selection:
    chosen = list(choice.chosen.values())

    def numbers(*descs: str) -> tuple[int, ...]:
        return tuple(entry.dump_id for entry, _ in chosen if entry.desc in descs)

    schemas = [entry.schema or entry.tag for entry, _ in chosen]
    left = [
        LeftOut(
            what, tuple(shorten(name, 200) for name in names[:NAMES]), len(names), why
        )
        for (what, why), names in choice.left.items()
    ]
    return Selection(
        schemas=tuple(dict.fromkeys(schemas)),
        schema_ids=numbers("SCHEMA"),
        first=numbers(*FIRST),
        then=numbers(*THEN),
        tables=tuple(checked.table for _, checked in chosen if checked.table),
        enums=tuple(e.full_name for e, _ in chosen if e.desc in ("TYPE", "DOMAIN")),
        data=tuple(
            Data(entry.dump_id, (entry.schema, entry.tag), checked.columns)
            for entry, checked in chosen
            if entry.desc == "TABLE DATA"
        ),
        left_out=tuple(sorted(left, key=lambda group: (group.what, group.why))),
    )
