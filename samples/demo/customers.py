"""The invented customers, their projects, and how each phase went.

Days are counted back from today, so the demo is always as fresh as the day it is
loaded. `state` is what the forecast says of a phase that day; a test holds it to that.
"""

from dataclasses import dataclass

from phases.forecast import State
from samples.demo.story import Story, Tapes, Turn


@dataclass(frozen=True)
class Note:
    ago: int
    text: str  # {day} is that day


@dataclass(frozen=True)
class Pause:
    """From so many days ago to so many; negative ones are to come."""

    first: int
    last: int
    reason: str


@dataclass(frozen=True)
class DemoPhase:
    name: str
    state: State | None = None  # None: nothing was measured yet
    story: Story | None = None
    status: str = "active"
    status_reason: str = ""
    due: int | None = None  # in so many days
    expected: int | None = None  # set by hand, in so many days
    expected_reason: str = ""
    notes: tuple[Note, ...] = ()
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class DemoProject:
    name: str
    type: str
    source: str
    target: str
    phases: tuple[DemoPhase, ...]
    partition: str = ""
    due: int | None = None


@dataclass(frozen=True)
class DemoCustomer:
    name: str
    projects: tuple[DemoProject, ...]
    active: bool = True
    notes: tuple[str, ...] = ()


def course(*turns: tuple[int, float]) -> tuple[Turn, ...]:
    return tuple(Turn(*turn) for turn in turns)


NORTHWIND = DemoCustomer(
    "Northwind Studios",
    (
        DemoProject(
            "Second copies on LTO9",
            "IOM_BUCKET",
            "Archive Copy 1",
            "Archive LTO9",
            partition="Library 1: LTO9",
            due=240,
            phases=(
                DemoPhase(
                    "news_2019",
                    State.EXPECTED,
                    Story(
                        484.5,
                        1_586_240,
                        course((320, 0), (4, 0.63)),
                        tapes=Tapes(34, 17),
                    ),
                    due=400,
                ),
                DemoPhase(
                    "sport_2021",
                    State.EXPECTED,
                    Story(
                        912,
                        742_318,
                        course((410, 0), (190, 0.22), (4, 0.71)),
                        tapes=Tapes(40, 17, more=24, more_ago=120),
                    ),
                    due=150,
                    notes=(
                        Note(190, "Two more drives since {day}: twice as fast."),
                        Note(120, "24 tapes were added to the library on {day}."),
                    ),
                ),
                DemoPhase(
                    "promos",
                    State.EXPECTED,
                    Story(
                        38.2,
                        211_905,
                        course((510, 0), (4, 0.81)),
                        growth=0.16,
                        lag=1.5,
                    ),
                ),
                DemoPhase(
                    "film_scans",
                    State.STALLED,
                    Story(
                        1_240, 96_410, course((300, 0), (46, 0.41), (4, 0.41)), lag=0.9
                    ),
                    due=120,
                    notes=(
                        Note(44, "Drive 3 failed on {day}; spare part ordered."),
                        Note(12, "Spare part delayed, says the customer on {day}."),
                    ),
                ),
                DemoPhase(
                    "trailers",
                    State.COMPLETE,
                    Story(12.6, 48_220, course((210, 0), (18, 1), (4, 1))),
                ),
                DemoPhase("tests", State.EMPTY, Story(0, 0, course((60, 0), (4, 0)))),
                DemoPhase(
                    "documentaries",
                    State.COMPLETE,
                    Story(268, 154_870, course((690, 0), (400, 0.45), (250, 1))),
                    status="completed",
                ),
                DemoPhase(
                    "radio_masters",
                    State.COMPLETE,
                    Story(21.4, 602_331, course((610, 0), (420, 1)), lag=1.1),
                    status="completed",
                ),
                DemoPhase("camera_cards", status="planned", due=400),
            ),
        ),
        DemoProject(
            "Third copies off site",
            "IOM_BUCKET",
            "Archive LTO9",
            "Off site LTO9",
            phases=(
                DemoPhase(
                    "news_2019: third copy",
                    State.NOT_STARTED,
                    Story(484.5, 1_586_240, course((32, 0), (4, 0))),
                    notes=(Note(30, "Waiting for the second library since {day}."),),
                ),
                DemoPhase("sport_2021: third copy", status="planned"),
            ),
        ),
    ),
    notes=(
        "No work on the libraries during the change freeze in December. @demo-manager, "
        "please agree on the days with them.",
    ),
)

LARKSPUR = DemoCustomer(
    "Larkspur Pictures",
    (
        DemoProject(
            "Leave LTO6",
            "IOM_EXCLUSION",
            "Masters",
            "LTO9",
            partition="Vault",
            due=60,
            phases=(
                DemoPhase(
                    "Features",
                    State.EXPECTED,
                    Story(
                        780, 52_640, course((385, 0), (6, 0.56)), tapes=Tapes(31, 16.5)
                    ),
                ),
                DemoPhase(
                    "Proxies",
                    State.OVERDUE,
                    Story(64, 388_120, course((240, 0), (24, 0.985)), lag=1.0),
                    due=-10,
                ),
                DemoPhase(
                    "Restored prints",
                    State.TARGET_FELL,
                    Story(142, 8_704, course((205, 0), (13, 0.52), (6, 0.47))),
                    notes=(
                        Note(9, "Three tapes marked bad on {day}; copies repeated."),
                    ),
                ),
                DemoPhase(
                    "Outtakes",
                    State.SLOW,
                    Story(2_050, 4_912_077, course((540, 0), (6, 0.003)), lag=1.0),
                ),
                DemoPhase(
                    "Stills",
                    State.COMPLETE,
                    Story(
                        9.8,
                        1_204_515,
                        course((330, 0), (6, 1.04)),
                        lag=1.0,
                        counted=False,
                    ),
                ),
            ),
        ),
        DemoProject(
            "Nearline to tape",
            "IOM_EXCLUSION",
            "Nearline",
            "LTO8",
            phases=(
                DemoPhase(
                    "Rushes",
                    State.COMPLETE,
                    Story(
                        305,
                        77_312,
                        course((720, 0), (650, 0.7), (455, 1)),
                    ),
                    status="completed",
                ),
                DemoPhase(
                    "Grades",
                    State.COMPLETE,
                    Story(
                        118, 30_944, course((700, 0), (640, 0.5), (580, 0.5), (505, 1))
                    ),
                    status="completed",
                ),
            ),
        ),
    ),
)

SALTMARSH = DemoCustomer(
    "Saltmarsh Broadcasting",
    (
        DemoProject(
            "Leave DIVA",
            "RIO_CRUISE_DIVA",
            "DIVA Main",
            "Salt Archive",
            due=130,
            phases=(
                DemoPhase(
                    "Programmes",
                    State.EXPECTED,
                    Story(
                        655,
                        431_760,
                        course((365, 0), (160, 0.38), (146, 0.38), (3, 0.78)),
                    ),
                    due=210,
                    pauses=(
                        Pause(160, 146, "The machine room was moved."),
                        Pause(-20, -27, "Election week: the drives are theirs."),
                    ),
                ),
                DemoPhase(
                    "Sports rights",
                    State.EXPECTED,
                    Story(96, 18_233, course((150, 0), (3, 0.34))),
                    due=120,
                    expected=75,
                    expected_reason="The rights end then: the rest is deleted.",
                ),
                DemoPhase(
                    "Regional news",
                    State.STALE,
                    Story(210, 988_412, course((260, 0), (47, 0.55))),
                ),
                DemoPhase(
                    "Radio",
                    State.STALE,
                    Story(33, 1_310_090, course((280, 0), (61, 0.37))),
                    status="paused",
                    status_reason="The customer sorts out what is kept.",
                ),
                DemoPhase(
                    "Weather",
                    State.COMPLETE,
                    Story(5.1, 402_655, course((365, 0), (290, 1))),
                    status="completed",
                ),
            ),
        ),
    ),
)

MOEWENFELS = DemoCustomer(
    "Möwenfels Rundfunk",
    (
        DemoProject(
            "Leave SGL",
            "RIO_CRUISE_SGL",
            "SGL",
            "Neues Archiv",
            phases=(
                DemoPhase(
                    "Hörspiele",
                    State.NEEDS_TWO,
                    Story(17.4, 88_126, course((5, 0.02))),
                ),
                DemoPhase("Nachrichten", status="planned"),
            ),
        ),
    ),
)

GANNET = DemoCustomer(
    "Gannet & Sons",
    (
        DemoProject(
            "Close the old archive",
            "RIO_CRUISE_OTHER",
            "Old archive",
            "Gannet",
            phases=(
                DemoPhase(
                    "Reels 1 to 4000",
                    State.COMPLETE,
                    Story(74, 26_300, course((735, 0), (640, 0.8), (520, 1))),
                    status="completed",
                ),
                DemoPhase(
                    "Reels 4001 to 9000",
                    State.COMPLETE,
                    Story(91, 31_077, course((700, 0), (495, 1))),
                    status="completed",
                ),
            ),
        ),
    ),
    active=False,
)

CUSTOMERS = (NORTHWIND, LARKSPUR, SALTMARSH, MOEWENFELS, GANNET)
QUILLFEATHER = "Quillfeather Sports"  # for whom real samples are restored
NAMES = (*(customer.name for customer in CUSTOMERS), QUILLFEATHER)
