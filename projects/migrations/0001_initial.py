import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import tracker.fields
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('name', tracker.fields.NameField(max_length=200)),
                ('type', models.CharField(choices=[('IOM_BUCKET', 'IOM by bucket'), ('IOM_EXCLUSION', 'IOM by exclusion'), ('RIO_CRUISE_DIVA', 'Rio cruise from DIVA'), ('RIO_CRUISE_SGL', 'Rio cruise from SGL'), ('RIO_CRUISE_OTHER', 'Rio cruise from another archive')], max_length=20)),
                ('active', models.BooleanField(default=True)),
                ('target_date', models.DateField(blank=True, null=True)),
                ('gather_automatically', models.BooleanField(default=False, help_text='Add measurements to the active phases after each restore.')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='customers.customer')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='ProjectEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('name', tracker.fields.NameField(max_length=200)),
                ('type', models.CharField(choices=[('IOM_BUCKET', 'IOM by bucket'), ('IOM_EXCLUSION', 'IOM by exclusion'), ('RIO_CRUISE_DIVA', 'Rio cruise from DIVA'), ('RIO_CRUISE_SGL', 'Rio cruise from SGL'), ('RIO_CRUISE_OTHER', 'Rio cruise from another archive')], max_length=20)),
                ('active', models.BooleanField(default=True)),
                ('target_date', models.DateField(blank=True, null=True)),
                ('gather_automatically', models.BooleanField(default=False, help_text='Add measurements to the active phases after each restore.')),
                ('customer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='projects.project')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=tracker.fields.UniqueName('customer', name='project_name_unique', violation_error_message='This customer already has a project with this name. Choose another name.'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='project_name_not_blank', violation_error_message='Enter a name.'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['IOM_BUCKET', 'IOM_EXCLUSION', 'RIO_CRUISE_DIVA', 'RIO_CRUISE_SGL', 'RIO_CRUISE_OTHER'])), name='project_type_known', violation_error_message='Choose one of: IOM_BUCKET, IOM_EXCLUSION, RIO_CRUISE_DIVA, RIO_CRUISE_SGL, RIO_CRUISE_OTHER.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='customer_for_good', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."customer_id" IS DISTINCT FROM (NEW."customer_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='081e6fa8f494e247e2c45fa11e635ea22fa798e0', operation='UPDATE', pgid='pgtrigger_customer_for_good_307e7', table='projects_project', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "projects_projectevent" ("active", "created_at", "customer_id", "gather_automatically", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "target_date", "type", "updated_at") VALUES (NEW."active", NEW."created_at", NEW."customer_id", NEW."gather_automatically", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."target_date", NEW."type", NEW."updated_at"); RETURN NULL;', hash='8b01c74bc8db27c8fa36ff91358dd7dc29b10d16', operation='INSERT', pgid='pgtrigger_insert_insert_2e147', table='projects_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "projects_projectevent" ("active", "created_at", "customer_id", "gather_automatically", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "target_date", "type", "updated_at") VALUES (NEW."active", NEW."created_at", NEW."customer_id", NEW."gather_automatically", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."target_date", NEW."type", NEW."updated_at"); RETURN NULL;', hash='2da5f34c1c93f85612f0c94ac8134f4ab33c5f42', operation='UPDATE', pgid='pgtrigger_update_update_804c3', table='projects_project', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='project',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "projects_projectevent" ("active", "created_at", "customer_id", "gather_automatically", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "target_date", "type", "updated_at") VALUES (OLD."active", OLD."created_at", OLD."customer_id", OLD."gather_automatically", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."target_date", OLD."type", OLD."updated_at"); RETURN NULL;', hash='1a542f424038275189af92eec9034deafc7b01d6', operation='DELETE', pgid='pgtrigger_delete_delete_2192f', table='projects_project', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='projectevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='projects_pr_pgh_cre_98e4e3_idx'),
        ),
    ]
