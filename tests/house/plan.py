"""The rooms of the house, from the ground up: each may know those before it only."""

# Rooms of one floor do not know each other, but for the arrows that NEIGHBOURS names.
FLOORS = (
    ("embedded", "files"),
    ("tracker",),
    ("customers", "jobs"),
    ("projects", "uploads"),
    ("restore",),
    ("phases",),
    ("gather", "notes"),
    ("reports",),
    ("overview",),
    ("samples",),
    ("bench",),
)
# A job belongs to a customer, as everything does.
NEIGHBOURS = {("jobs", "customers")}
# Plain Python: these work without Django.
PLAIN = ("embedded", "files")
ROOMS = tuple(room for floor in FLOORS for room in floor)


def floor_of(room: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if room in floor)


def may_know(room: str, other: str) -> bool:
    """Itself, what is below it, and the neighbours that are named."""
    lower = floor_of(other) < floor_of(room)
    return room == other or lower or (room, other) in NEIGHBOURS
