"""Finds the worst of bad English in templates and in strings that people read.

`.venv/bin/python -m tests.house.wording [PATH…]`, as `make lint` does. What a text
should be like instead is in docs/glossary.md.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.house.arrows import HOME, python_files, templates

PRONOUN = re.compile(
    r"^(It|Its|They|Their|That|Those|This one|These ones)\b(?! \w+ing)"
)
WORST = re.compile(
    r"""\b(
      can\ not | need\ it\ not | is\ none\b | are\ none\b | is\ not\ one\b
    | what\ (?:serves|is\ there|is\ here|waits|was\ there|lies|is\ left)
    | the\ ones?\ that | those\ (?:that|which|chosen)
    | whoever | whatever | somebody | nobody | anybody | everybody
    | anew | once\ more | all\ the\ same | this\ very | asked\ for
    | go(?:es)?\ on | begins?\ anew | by\ hand | in\ all\b | data\ are
    | exists\ already | already\.$
    )""",
    re.VERBOSE | re.IGNORECASE,
)
SENTENCE = re.compile(r"[A-Z“\"{][^\n]*\s[^\n]*[.?!…]$", re.DOTALL)
MARKUP = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]*>", re.DOTALL)
SHOWN = re.compile(r"(?:title|text|label|placeholder|aria-label|why)=\"([^\"]+)\"")


def main(names: list[str]) -> int:
    chosen = [Path(name).resolve() for name in names]
    files = [*python_files(), *templates(), *sorted((HOME / "static/js").glob("*.js"))]
    found = [
        f"{path.relative_to(HOME)}:{line}: {problem}: {text}"
        for path in files
        if not chosen or any(path.is_relative_to(one) for one in chosen)
        for line, text in texts_of(path)
        for problem in problems(text)
    ]
    print("\n".join([*found, f"{len(found)} texts to write better."]))
    return 1 if found else 0


def problems(text: str) -> Iterator[str]:
    if found := PRONOUN.match(text):
        yield f"begins with “{found[1]}”"
    if found := WORST.search(text):
        yield f"says “{found[1]}”"


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    if path.suffix == ".py":
        yield from _of_python(path)
    elif path.suffix == ".html":
        yield from _of_template(path.read_text())
    else:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for text in re.findall(r"[\"'`]([A-Z][^\"'`]* [^\"'`]*)[\"'`]", line):
                yield number, text


def _of_python(path: Path) -> Iterator[tuple[int, str]]:
    """Sentences, but for those that explain the code."""
    if "migrations" in path.parts:
        return
    tree = ast.parse(path.read_text())
    inside = {
        id(n) for f in ast.walk(tree) if isinstance(f, ast.JoinedStr) for n in f.values
    }
    explains = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in inside | explains:
            continue
        if (text := said(node)) and SENTENCE.match(text):
            yield node.lineno, text  # type: ignore[attr-defined]


def said(node: ast.AST) -> str:
    """A string's text; what is worked out shows as {}."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            said(part) if isinstance(part, ast.Constant) else "{}"
            for part in node.values
        )
    return ""


def _of_template(text: str) -> Iterator[tuple[int, str]]:
    """What stands between the tags, and what tags are given to show."""
    for found in SHOWN.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found[1]
    plain = MARKUP.sub(lambda tag: "\n" * tag[0].count("\n") or "\0", text)
    for number, line in enumerate(plain.split("\n"), 1):
        for piece in filter(None, map(str.strip, line.split("\0"))):
            yield number, piece


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
