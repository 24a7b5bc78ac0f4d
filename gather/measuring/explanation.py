"""Where a measurement's figures come from: formulas and inputs."""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.formats import date_format

from gather.measuring.figures import RIO_CRUISE, Figures
from gather.measuring.reckoning import Answer, Question, per_bucket, reckon
from gather.measuring.shelf import Shelf
from gather.models import BucketRule, Inventory, Origin
from phases.models import MigrationData
from phases.models.measurement import FIGURES

Lines = list[tuple[str, str]]
IOM: Lines = [
    ("source_objects", "Objects in these buckets with at least one blob on the source"),
    ("source_size", "Bytes of their blobs on the source; each blob counts once"),
    ("target_objects", "Objects with all their blobs on the target"),
    ("target_size", "Bytes of their blobs on the target; each blob counts once"),
    ("remaining_objects", "Objects on the source that are not complete on the target"),
    ("remaining_size", "Bytes of blobs on the source but not on the target"),
    (
        "elsewhere_objects",
        "Objects in these buckets with no blob on the source and not complete on the "
        "target; outside the progress",
    ),
    ("elsewhere_size", "Bytes of blobs on neither; outside the progress"),
]
CRUISE: Lines = [
    ("source_objects", "Objects on the source broker"),
    ("source_size", "Total size of these objects"),
    ("target_objects", "Source objects whose file names are also on the target broker"),
    ("target_size", "Total size of these objects"),
    ("remaining_objects", "Source objects whose names are not on the target broker"),
    ("remaining_size", "Total size of these objects"),
]
SCRATCH = (
    "target_scratch_tapes",
    "Unassigned tapes in the partition, not counting cleaning tapes",
)


@dataclass(frozen=True)
class Explanation:
    formula: Lines  # the figure's field, and what was summed up
    inputs: Lines
    inventory: Inventory
    tapes_inventory: Inventory | None
    backup: str
    sha256: str
    backup_size: int
    remarks: list[str]
    question: Question
    corrected: list[tuple[str, int | None, int | None]] = field(default_factory=list)

    @cached_property
    def per_bucket(self) -> list[tuple[str, Figures]]:
        return per_bucket(self.question)


def explanation_of(answer: Answer, question: Question) -> Explanation:
    inventory = question.inventory
    return Explanation(
        formula=[*(CRUISE if question.type == RIO_CRUISE else IOM), SCRATCH],
        inputs=inputs(answer, question),
        inventory=inventory,
        tapes_inventory=answer.scratch.inventory,
        backup=inventory.backup_name,
        sha256=inventory.backup_sha256,
        backup_size=inventory.backup_size,
        remarks=remarks(answer, question),
        question=question,
    )


def inputs(answer: Answer, question: Question) -> Lines:
    measured = answer.measured
    return [
        ("Source", measured.source.name),
        ("Target", measured.target.name),
        ("Tape partition", question.partition or "–"),
        ("Buckets", ", ".join(measured.buckets) or BucketRule(measured.rule).label),
        ("Inventory", str(question.inventory)),
    ]


ALL_BUCKETS = (
    "All buckets: none is chosen, and no bucket matches the start of the phase's name "
    "(the part before “:”)."
)


def remarks(answer: Answer, question: Question) -> list[str]:
    """What a reader of the figures should know, a sentence each."""
    sentences = []
    if answer.measured.rule == BucketRule.ALL.value and not question.takes_all:
        sentences.append(ALL_BUCKETS)
    if question.partition and answer.scratch.reason:
        sentences.append(answer.scratch.reason)
    beside = answer.scratch.inventory
    if beside and beside != question.inventory:
        sentences.append(
            "Scratch tapes are from the BlackPearl inventory of "
            f"{date_format(beside.dated)}."
        )
    return [*sentences, *question.inventory.notes]


def explain(measurement: MigrationData) -> Explanation | None:
    """Worked out again from the origin. None: the figures were typed in or imported."""
    origins = Origin.objects.select_related("inventory", "tapes_inventory")
    origin = origins.filter(measurement=measurement).first()
    if origin is None:
        return None
    question = Question.of(origin)
    answer = reckon(question, Shelf())
    explanation = explanation_of(answer, question)
    explanation.corrected.extend(corrections(measurement, origin))
    return explanation


def corrections(
    measurement: MigrationData, origin: Origin
) -> list[tuple[str, int | None, int | None]]:
    """Figures that have been changed since: as gathered, and as they are now."""
    return [
        (name, origin.figures.get(name), now)
        for name in FIGURES
        if (now := getattr(measurement, name)) != origin.figures.get(name)
    ]
