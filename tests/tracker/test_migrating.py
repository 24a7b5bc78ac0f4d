"""What migrations leave is what the models say, however they were applied."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations import AddField, AlterField, Migration, RunPython
from pgtrigger import registered

from tracker.migrating import only_adds

pytestmark = pytest.mark.django_db


def test_each_table_has_all_columns_constraints_and_indexes():
    with connection.cursor() as cursor:
        models = apps.get_models(include_auto_created=True)
        for model in (m for m in models if m._meta.managed and not m._meta.proxy):
            table = model._meta.db_table
            described = connection.introspection.get_table_description(cursor, table)
            fields = model._meta.local_concrete_fields
            assert {c.name for c in described} == {field.column for field in fields}
            there = connection.introspection.get_constraints(cursor, table)
            named = [*model._meta.constraints, *model._meta.indexes]
            assert {one.name for one in named} <= set(there)
            keys = {c["columns"][0] for c in there.values() if c["foreign_key"]}
            related = (f for f in fields if f.remote_field and f.db_constraint)
            assert {field.column for field in related} <= keys


def test_each_trigger_is_there():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        there = {name for (name,) in cursor.fetchall()}
    assert {trigger.get_pgid(model) for model, trigger in registered()} <= there


def test_what_changes_is_left_to_django():
    migration = Migration("0099_later", "customers")
    migration.operations = [AddField("customer", "x", None), RunPython(print)]
    assert only_adds(migration)
    migration.operations.append(AlterField("customer", "x", None))
    assert not only_adds(migration)
