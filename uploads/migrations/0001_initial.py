import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0001_initial'),
        ('jobs', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('name', models.CharField(max_length=255)),
                ('length', models.PositiveBigIntegerField()),
                ('offset', models.PositiveBigIntegerField(default=0)),
                ('modified', models.CharField(blank=True, max_length=20)),
                ('declared_sha256', models.CharField(blank=True, max_length=64, verbose_name='declared SHA-256')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('state', models.CharField(choices=[('receiving', 'Receiving'), ('checking', 'Checking'), ('ready', 'Ready'), ('refused', 'Refused'), ('expired', 'Expired'), ('removed', 'Removed')], default='receiving', max_length=10)),
                ('problem', models.TextField(blank=True)),
                ('expires_at', models.DateTimeField(null=True, verbose_name='expires')),
                ('ready_at', models.DateTimeField(null=True, verbose_name='ready')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='customers.customer')),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-created_at',),
            },
        ),
        migrations.CreateModel(
            name='UploadEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('name', models.CharField(max_length=255)),
                ('length', models.PositiveBigIntegerField()),
                ('modified', models.CharField(blank=True, max_length=20)),
                ('declared_sha256', models.CharField(blank=True, max_length=64, verbose_name='declared SHA-256')),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('state', models.CharField(choices=[('receiving', 'Receiving'), ('checking', 'Checking'), ('ready', 'Ready'), ('refused', 'Refused'), ('expired', 'Expired'), ('removed', 'Removed')], default='receiving', max_length=10)),
                ('problem', models.TextField(blank=True)),
                ('ready_at', models.DateTimeField(null=True, verbose_name='ready')),
                ('customer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('job', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='jobs.job')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='uploads.upload')),
                ('user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='upload',
            index=models.Index(models.F('customer'), models.F('state'), name='upload_customer_state'),
        ),
        migrations.AddIndex(
            model_name='upload',
            index=models.Index(models.F('user'), models.F('state'), name='upload_user_state'),
        ),
        migrations.AddIndex(
            model_name='upload',
            index=models.Index(models.F('state'), models.F('expires_at'), name='upload_state_expires'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['receiving', 'checking', 'ready', 'refused', 'expired', 'removed'])), name='upload_state_known', violation_error_message='Choose one of: receiving, checking, ready, refused, expired, removed.'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(('offset__lte', models.F('length'))), name='upload_offset_within'),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(('offset', models.F('length')), ('sha256__regex', '^[0-9a-f]{64}$')), _connector='OR'), name='upload_ready_is_whole'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='upload',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "uploads_uploadevent" ("created_at", "customer_id", "declared_sha256", "id", "job_id", "length", "modified", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "ready_at", "sha256", "state", "user_id") VALUES (NEW."created_at", NEW."customer_id", NEW."declared_sha256", NEW."id", NEW."job_id", NEW."length", NEW."modified", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."problem", NEW."ready_at", NEW."sha256", NEW."state", NEW."user_id"); RETURN NULL;', hash='41ac652b3cc6e5ce7a382dd727ba232af0bef860', operation='INSERT', pgid='pgtrigger_insert_insert_26907', table='uploads_upload', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='upload',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."customer_id" IS DISTINCT FROM (NEW."customer_id") OR OLD."declared_sha256" IS DISTINCT FROM (NEW."declared_sha256") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."job_id" IS DISTINCT FROM (NEW."job_id") OR OLD."length" IS DISTINCT FROM (NEW."length") OR OLD."modified" IS DISTINCT FROM (NEW."modified") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."problem" IS DISTINCT FROM (NEW."problem") OR OLD."ready_at" IS DISTINCT FROM (NEW."ready_at") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))', func='INSERT INTO "uploads_uploadevent" ("created_at", "customer_id", "declared_sha256", "id", "job_id", "length", "modified", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "ready_at", "sha256", "state", "user_id") VALUES (NEW."created_at", NEW."customer_id", NEW."declared_sha256", NEW."id", NEW."job_id", NEW."length", NEW."modified", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."problem", NEW."ready_at", NEW."sha256", NEW."state", NEW."user_id"); RETURN NULL;', hash='dbc2488b7b2c3e7af178c662a87bcc7e542defa8', operation='UPDATE', pgid='pgtrigger_update_update_7ac68', table='uploads_upload', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='upload',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "uploads_uploadevent" ("created_at", "customer_id", "declared_sha256", "id", "job_id", "length", "modified", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "problem", "ready_at", "sha256", "state", "user_id") VALUES (OLD."created_at", OLD."customer_id", OLD."declared_sha256", OLD."id", OLD."job_id", OLD."length", OLD."modified", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."problem", OLD."ready_at", OLD."sha256", OLD."state", OLD."user_id"); RETURN NULL;', hash='206fcc992ed237aceeea1216ceefdd162752ea77', operation='DELETE', pgid='pgtrigger_delete_delete_3c6c0', table='uploads_upload', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='uploadevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='uploads_upl_pgh_cre_cc9539_idx'),
        ),
    ]
