"""Who names whom: read from the code and the templates as text, nothing is run."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.house.plan import ROOMS

HOME = Path(__file__).resolve().parents[2]
# What puts the rooms together names them all, and knows none of them.
PUTS_TOGETHER = {"tracker/settings.py", "tracker/urls.py"}
TAG = re.compile(r"{%-?\s*(url|include|extends|load)\s+([^%]*?)\s*-?%}")
QUOTED = re.compile(r"[\"']([^\"']+)[\"']")
TEMPLATE = re.compile(r"([a-z_]+)/[a-z0-9_/]+\.html(#\w+)?")
NAMES_ADDRESSES = {"reverse", "reverse_lazy", "redirect"}


@dataclass(frozen=True)
class Arrow:
    """`file` of `room` names something of another room."""

    file: str
    line: int
    room: str
    other: str
    named: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} ({self.room}) names {self.named}"


@cache
def python_files() -> list[Path]:
    return sorted(path for room in ROOMS for path in (HOME / room).rglob("*.py"))


@cache
def templates() -> list[Path]:
    inside = [path for room in ROOMS for path in (HOME / room).rglob("*.html")]
    return sorted([*(HOME / "templates").rglob("*.html"), *inside])


def arrows() -> list[Arrow]:
    """Those between rooms; what a room names of itself is its own business."""
    return [
        arrow
        for path in (*python_files(), *templates())
        for arrow in arrows_of(path.relative_to(HOME).as_posix(), path.read_text())
        if arrow.other != arrow.room
    ]


def arrows_of(file: str, text: str) -> Iterator[Arrow]:
    """`file` is a path within the house."""
    return (of_python if file.endswith(".py") else of_template)(file, text)


def of_python(file: str, text: str) -> Iterator[Arrow]:
    if file in PUTS_TOGETHER or "/migrations/" in file:
        return
    room = file.partition("/")[0]
    for line, other, named in _named(file, text):
        yield Arrow(file, line, room, other, named)


def _named(file: str, text: str) -> Iterator[tuple[int, str, str]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for module in imported(node, file):
                if (other := module.partition(".")[0]) in ROOMS:
                    yield node.lineno, other, module
        elif isinstance(node, ast.Call):
            for address in _addresses(node):
                yield node.lineno, room_of_address(address), address
        elif (name := constant(node)) and TEMPLATE.fullmatch(name):
            yield node.lineno, room_of_template(name), name


def imported(node: ast.Import | ast.ImportFrom, file: str) -> list[str]:
    """Full names of modules, and of what is taken out of them."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    base = node.module or ""
    if node.level:
        package = file.split("/")[: -node.level]
        base = ".".join(filter(None, (*package, base)))
    return [f"{base}.{alias.name}" for alias in node.names]


def _addresses(node: ast.Call) -> Iterator[str]:
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    if name in NAMES_ADDRESSES and node.args:
        address = constant(node.args[0])
        if room_of_address(address):
            yield address


def constant(node: ast.AST) -> str:
    value = node.value if isinstance(node, ast.Constant) else ""
    return value if isinstance(value, str) else ""


def of_template(file: str, text: str) -> Iterator[Arrow]:
    room = room_of_template(file.partition("templates/")[2])
    for tag in TAG.finditer(text):
        line = text.count("\n", 0, tag.start()) + 1
        for other, named in _of_tag(tag[1], tag[2]):
            if other:
                yield Arrow(file, line, room, other, named)


def _of_tag(tag: str, rest: str) -> Iterator[tuple[str, str]]:
    if tag == "load":
        for library in rest.split():
            yield libraries().get(library, ""), library
    elif quoted := QUOTED.match(rest):
        name = quoted[1]
        of = room_of_address if tag == "url" else room_of_template
        yield of(name), name


def room_of_template(name: str) -> str:
    """What belongs to no room is the toolkit's: the frame of all pages, parts of it."""
    room = name.partition("/")[0]
    return room if room in ROOMS else "tracker"


def room_of_address(name: str) -> str:
    """Nothing for addresses of other packages, such as `account_login`."""
    namespace, colon, _ = name.partition(":")
    return (namespaces() if colon else bare_names()).get(namespace, "")


@cache
def namespaces() -> dict[str, str]:
    rooms = {}
    for path in python_files():
        if path.stem == "urls" and (
            name := re.search(r'app_name = "(\w+)"', path.read_text())
        ):
            rooms[name[1]] = path.relative_to(HOME).parts[0]
    return rooms


@cache
def bare_names() -> dict[str, str]:
    """Names of addresses without a namespace, by the room whose urls.py has them."""
    rooms = {}
    for path in python_files():
        text = path.read_text() if path.stem == "urls" else ""
        if text and "app_name" not in text:
            room = path.relative_to(HOME).parts[0]
            rooms |= dict.fromkeys(re.findall(r'name="(\w+)"', text), room)
    return rooms


@cache
def libraries() -> dict[str, str]:
    """Template tag libraries, and whose they are."""
    return {
        path.stem: path.relative_to(HOME).parts[0]
        for path in python_files()
        if path.parent.name == "templatetags"
    }


@cache
def modules() -> dict[str, Path]:
    """Every module by its name, but for migrations, which history ties together."""
    return {
        name_of(path): path for path in python_files() if "migrations" not in path.parts
    }


def name_of(path: Path) -> str:
    parts = path.relative_to(HOME).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(module: str) -> set[str]:
    others = {_module_in(name) for name in all_imports(modules()[module])}
    return others - {"", module}


def all_imports(path: Path) -> list[str]:
    """Wherever in its text: in a function, for types only."""
    file = path.relative_to(HOME).as_posix()
    return [
        name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in imported(node, file)
    ]


def _module_in(name: str) -> str:
    """`a.b.c` may be the module c, or something in the module b."""
    while name and name not in modules():
        name = name.rpartition(".")[0]
    return name


def circles() -> list[list[str]]:
    """Modules that lead back to themselves, a circle a line."""
    leads_to = {module: imports_of(module) for module in modules()}
    reached = {module: _reached(module, leads_to) for module in leads_to}
    groups = {
        frozenset(other for other in reached[module] if module in reached[other])
        for module in leads_to
        if module in reached[module]
    }
    return sorted(sorted(circle) for circle in groups)


def _reached(module: str, leads_to: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = set(leads_to[module])
    while ahead:
        here = ahead.pop()
        reached.add(here)
        ahead |= leads_to[here] - reached
    return reached
