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
        for found in (*map(of_python, python_files()), *map(of_template, templates()))
        for arrow in found
        if arrow.other != arrow.room
    ]


def of_python(path: Path) -> Iterator[Arrow]:
    file = path.relative_to(HOME).as_posix()
    if file in PUTS_TOGETHER or "/migrations/" in file:
        return
    room = file.partition("/")[0]
    for line, other, named in _named(path):
        yield Arrow(file, line, room, other, named)


def _named(path: Path) -> Iterator[tuple[int, str, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for module in imported(node, path):
                if (other := module.partition(".")[0]) in ROOMS:
                    yield node.lineno, other, module
        elif isinstance(node, ast.Call):
            for address in _addresses(node):
                yield node.lineno, room_of_address(address), address
        elif (text := constant(node)) and TEMPLATE.fullmatch(text):
            yield node.lineno, room_of_template(text), text


def imported(node: ast.Import | ast.ImportFrom, path: Path) -> list[str]:
    """Full names of modules, and of what is taken out of them."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    base = node.module or ""
    if node.level:
        package = path.relative_to(HOME).parts[: -node.level]
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


def of_template(path: Path) -> Iterator[Arrow]:
    file = path.relative_to(HOME).as_posix()
    room = room_of_template(file.partition("templates/")[2])
    text = path.read_text()
    for found in TAG.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        for other, named in _of_tag(found[1], found[2]):
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
    found = {}
    for path in python_files():
        if path.stem == "urls" and (
            name := re.search(r'app_name = "(\w+)"', path.read_text())
        ):
            found[name[1]] = path.relative_to(HOME).parts[0]
    return found


@cache
def bare_names() -> dict[str, str]:
    """Names of addresses without a namespace, by the room whose urls.py has them."""
    found = {}
    for path in python_files():
        text = path.read_text() if path.stem == "urls" else ""
        if text and "app_name" not in text:
            room = path.relative_to(HOME).parts[0]
            found |= dict.fromkeys(re.findall(r'name="(\w+)"', text), room)
    return found


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
    found = {_module_in(name) for name in all_imports(modules()[module])}
    return found - {"", module}


def all_imports(path: Path) -> list[str]:
    """Wherever in its text: in a function, for types only."""
    nodes = ast.walk(ast.parse(path.read_text()))
    return [
        name
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in imported(node, path)
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
    found = {
        frozenset(other for other in reached[module] if module in reached[other])
        for module in leads_to
        if module in reached[module]
    }
    return sorted(sorted(circle) for circle in found)


def _reached(module: str, leads_to: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = set(leads_to[module])
    while ahead:
        here = ahead.pop()
        reached.add(here)
        ahead |= leads_to[here] - reached
    return reached
