"""Prints rooms, floors and arrows: `.venv/bin/python -m tests.house`."""

from collections import Counter

from tests.house.arrows import HOME, Arrow, arrows, circles
from tests.house.plan import FLOORS, may_know


def main() -> None:
    every = arrows()
    for number, floor in reversed(list(enumerate(FLOORS, 1))):
        for room in floor:
            size = f"{lines_of(room):,} lines"
            print(f"{number:>2}  {room:<10}{size:>14}  {names(room, every)}")
    upward = [arrow for arrow in every if not may_know(arrow.room, arrow.other)]
    print(f"\n{len(upward)} arrows run upward, {len(circles())} circles of modules.")
    for arrow in upward:
        print(f"  {arrow}")
    for circle in circles():
        print(f"  {' -> '.join(circle)}")


def lines_of(room: str) -> int:
    """Of code that people wrote."""
    own = (HOME / room).rglob("*.py")
    return sum(
        text.read_text().count("\n") for text in own if "migrations" not in text.parts
    )


def names(room: str, every: list[Arrow]) -> str:
    """How often it names which other rooms."""
    counts = Counter(arrow.other for arrow in every if arrow.room == room)
    return ", ".join(f"{other} {count}" for other, count in counts.most_common())


if __name__ == "__main__":
    main()
