"""Migrating in a tenth of the time that Django takes.

Django imagines the models of each moment. Whatever changes one of them, it renders that
one anew with all that its relations lead to, which here is nearly every model there is:
14,000 renderings for 82 models. Where something is only added, no statement looks at
those others. Functions that migrate rows are given exact models: Django renders all of
them anew where a state says that it is behind ("delayed").
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    CreateModel,
    Migration,
    RunPython,
    RunSQL,
)
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

ADDS = (AddConstraint, AddField, AddIndex, AddTrigger, CreateModel)
ONLY_ADDS = (*ADDS, RemoveTrigger, RunPython, RunSQL)


class Executor(MigrationExecutor):
    def apply_migration(
        self, state: ProjectState, migration: Migration, *args: Any, **options: Any
    ) -> ProjectState:
        if only_adds(migration):
            with rendered_alone(state):
                return super().apply_migration(state, migration, *args, **options)
        render_all(state)
        return super().apply_migration(state, migration, *args, **options)


def only_adds(migration: Migration) -> bool:
    return all(
        isinstance(operation, ONLY_ADDS)
        and not getattr(operation, "state_operations", None)
        for operation in migration.operations
    )


@contextmanager
def rendered_alone(state: ProjectState) -> Iterator[None]:
    """What changes in the block is rendered without what its relations lead to."""
    vars(state)["reload_model"] = partial(reload_alone, state)
    try:
        yield
    finally:
        del vars(state)["reload_model"]


def reload_alone(
    state: ProjectState, app_label: str, model_name: str, delay: bool = False
) -> None:
    if "apps" in vars(state):  # looking at it would render everything
        state.is_delayed = True
        state._reload({(app_label, model_name)})  # type: ignore[attr-defined]


def render_all(state: ProjectState) -> None:
    state.clear_delayed_apps_cache()
    state.is_delayed = False
