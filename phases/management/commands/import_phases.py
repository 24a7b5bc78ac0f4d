from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from customers.management.lookup import find_customer
from files.sheets.sheet import MOST_BYTES, too_many_bytes
from phases.importing.checking import Problem
from phases.services.phase_imports import (
    PhasePlan,
    PhaseRow,
    apply_phase_import,
    begin_phase_import,
    plan_phases,
)
from projects.management.lookup import find_project
from projects.models import Project
from tracker.commands import TrackerCommand

LISTED = 50  # in text; JSON has all
INCOMPLETE = 2  # the exit code when phases that differ were left as they are


class Command(TrackerCommand):
    help = (
        "Add phases to a project from a CSV, XLSX or JSON file, or none of them if a "
        "row has a problem. Phases that already exist are not added again. The exit "
        "code is 2 if some of these differ and were not updated."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--customer", required=True, help="name or id")
        parser.add_argument("--project", required=True, help="name or id")
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--sheet",
            default="",
            metavar="NAME",
            help="of a workbook (default: the first that is not hidden)",
        )
        parser.add_argument(
            "--update", action="store_true", help="update existing phases that differ"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show the outcome without importing"
        )

    def run(
        self,
        *,
        customer: str,
        project: str,
        file: Path,
        sheet: str,
        update: bool,
        dry_run: bool,
        **options: Any,
    ) -> None:
        owner = find_project(find_customer(customer), project)
        plan = _import(owner, file, sheet, update=update, dry_run=dry_run)
        self.answer({"dry_run": dry_run, **_record(plan)}, _text(plan, dry_run))
        if plan.missing:
            raise CommandError(
                f"No column is called {plan.missing[0]!r}. Rename the column that has "
                "the names of the phases."
            )
        if plan.problems:
            raise CommandError(
                "Nothing was imported. Correct the rows that are listed."
            )
        if plan.differing and not update:
            raise CommandError(
                f"Phases that differ and were not updated: {len(plan.differing):,}. "
                "Check them, then import the file again with --update.",
                returncode=INCOMPLETE,
            )


def _import(
    project: Project, file: Path, sheet: str, *, update: bool, dry_run: bool
) -> PhasePlan:
    """Of a dry run, or of a file with problems, nothing stays."""
    with transaction.atomic():
        imported = begin_phase_import(
            project=project,
            content=_content(file),
            file_name=file.name,
            sheet_name=sheet,
            created_by=None,
        )
        imported.update_existing = update
        imported.save()
        plan = plan_phases(imported)
        if dry_run or not plan.ready:
            transaction.set_rollback(True)
            return plan
        return apply_phase_import(imported=imported)


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file} can't be read: {error.strerror}.") from error
    if len(content) > MOST_BYTES:
        raise CommandError(too_many_bytes().sentence)
    return content


def _record(plan: PhasePlan) -> dict[str, Any]:
    return {
        "added": [row.phase.name for row in plan.add] if plan.ready else [],
        "updated": [_changed(row) for row in plan.updated] if plan.ready else [],
        "unchanged": [row.phase.name for row in plan.same],
        "different": [_changed(row) for row in plan.left],
        "problems": [vars(problem) for problem in plan.problems],
        "missing_columns": plan.missing,
        "unused_columns": plan.unused,
    }


def _changed(row: PhaseRow) -> dict[str, Any]:
    changes = {
        name: {"before": getattr(row.existing, name), "after": after}
        for name, after in row.changes.items()
    }
    return {"row": row.number, "name": row.phase.name, "changes": changes}


def _text(plan: PhasePlan, dry_run: bool) -> str:
    lines = [
        *map(_problem, plan.problems),
        *(f"Row {r.number}, {r.phase.name}: {_differences(r)}" for r in plan.differing),
        *(f"Row {r.number}, {r.phase.name}: {r.hint}" for r in plan.add if r.hint),
    ]
    more = [f"and {len(lines) - LISTED:,} more" if len(lines) > LISTED else ""]
    if plan.unused:
        more.append(f"Columns that are not imported: {', '.join(plan.unused)}.")
    if plan.ready:
        more.append(plan.summary)
    if dry_run:
        more.append("This was a dry run. Nothing was imported.")
    return "\n".join(line for line in [*lines[:LISTED], *more] if line)


def _problem(problem: Problem) -> str:
    value = f" {problem.value!r}" if problem.value else ""
    return f"Row {problem.row}, {problem.column}{value}: {problem.why}"


def _differences(row: PhaseRow) -> str:
    return ", ".join(f"{d.label} {d.before!r} → {d.after!r}" for d in row.differences)
