"""Where a measurement's figures come from, in words and inputs."""

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
    ("source_objects", "Objects of these buckets with at least one blob on the source"),
    ("source_size", "Bytes of their blobs on the source, each blob once"),
    ("target_objects", "Objects with all their blobs on the target"),
    ("target_size", "Bytes of their blobs on the target, each blob once"),
    ("remaining_objects", "Objects on the source that are not complete on the target"),
    ("remaining_size", "Bytes of blobs on the source and not on the target"),
]
CRUISE: Lines = [
    ("source_objects", "Objects of the source broker"),
    ("source_size", "Their sizes"),
    ("target_objects", "Those whose file name the target broker holds too"),
    ("target_size", "The sizes of those"),
    ("remaining_objects", "The others"),
    ("remaining_size", "The sizes of the others"),
]
SCRATCH = (
    "target_scratch_tapes",
    "Tapes in the partition that are neither cleaning tapes nor assigned",
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
        ("Tape partition", question.partition or "none"),
        ("Buckets", ", ".join(measured.buckets) or BucketRule(measured.rule).label),
        ("Inventory", str(question.inventory)),
    ]


def remarks(answer: Answer, question: Question) -> list[str]:
    """What a reader of the figures should know, each in a sentence."""
    found = []
    if answer.measured.rule == BucketRule.ALL.value and not question.takes_all:
        found.append(
            "All buckets: none is chosen, and none is called as the phase's name "
            'begins (up to a ":").'
        )
    if question.partition and answer.scratch.reason:
        found.append(answer.scratch.reason)
    beside = answer.scratch.inventory
    if beside and beside != question.inventory:
        found.append(
            "The scratch tapes are those of the BlackPearl inventory of "
            f"{date_format(beside.dated)}."
        )
    return [*found, *question.inventory.notes]


def explain(measurement: MigrationData) -> Explanation | None:
    """Reckoned again from what is kept. None: it was typed in, or imported."""
    origins = Origin.objects.select_related("inventory", "tapes_inventory")
    origin = origins.filter(measurement=measurement).first()
    if origin is None:
        return None
    question = Question.of(origin)
    answer = reckon(question, Shelf())
    found = explanation_of(answer, question)
    found.corrected.extend(corrections(measurement, origin))
    return found


def corrections(
    measurement: MigrationData, origin: Origin
) -> list[tuple[str, int | None, int | None]]:
    """Figures that somebody changed since: as gathered, and as they are."""
    return [
        (name, origin.figures.get(name), now)
        for name in FIGURES
        if (now := getattr(measurement, name)) != origin.figures.get(name)
    ]
