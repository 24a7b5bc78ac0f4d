import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Service',
            fields=[
                ('name', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('host', models.CharField(max_length=255)),
                ('pid', models.PositiveIntegerField()),
                ('version', models.CharField(max_length=50)),
                ('started_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('kind', models.CharField(max_length=50, verbose_name='type')),
                ('queue', models.CharField(max_length=50)),
                ('trigger', models.CharField(choices=[('web', 'on a page'), ('admin', 'in the admin'), ('command', 'by a command'), ('schedule', 'by schedule')], max_length=10)),
                ('exclusive_key', models.CharField(blank=True, max_length=200)),
                ('input', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('waiting', 'Waiting for an answer'), ('done', 'Done'), ('failed', 'Failed'), ('errored', 'Error'), ('cancelled', 'Cancelled')], db_index=True, default='queued', max_length=10)),
                ('cancel_requested_at', models.DateTimeField(null=True)),
                ('cancellable', models.BooleanField(default=True)),
                ('result', models.JSONField(default=dict)),
                ('error', models.TextField(blank=True)),
                ('error_code', models.CharField(blank=True, max_length=50)),
                ('error_reference', models.CharField(blank=True, max_length=20)),
                ('traceback', models.TextField(blank=True)),
                ('stage', models.CharField(blank=True, max_length=200)),
                ('stage_done', models.PositiveBigIntegerField(default=0)),
                ('stage_total', models.PositiveBigIntegerField(null=True)),
                ('stage_unit', models.CharField(blank=True, max_length=20)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('fence', models.PositiveBigIntegerField(default=0)),
                ('worker', models.CharField(blank=True, max_length=300)),
                ('lease_until', models.DateTimeField(null=True)),
                ('heartbeat_at', models.DateTimeField(null=True)),
                ('queued_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='queued')),
                ('published_at', models.DateTimeField(null=True)),
                ('started_at', models.DateTimeField(null=True, verbose_name='started')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('cancel_requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='customers.customer')),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('retry_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='retries', to='jobs.job')),
            ],
            options={
                'ordering': ('-queued_at',),
            },
        ),
        migrations.CreateModel(
            name='JobEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('kind', models.CharField(max_length=50, verbose_name='type')),
                ('queue', models.CharField(max_length=50)),
                ('trigger', models.CharField(choices=[('web', 'on a page'), ('admin', 'in the admin'), ('command', 'by a command'), ('schedule', 'by schedule')], max_length=10)),
                ('exclusive_key', models.CharField(blank=True, max_length=200)),
                ('input', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('waiting', 'Waiting for an answer'), ('done', 'Done'), ('failed', 'Failed'), ('errored', 'Error'), ('cancelled', 'Cancelled')], default='queued', max_length=10)),
                ('cancel_requested_at', models.DateTimeField(null=True)),
                ('cancellable', models.BooleanField(default=True)),
                ('result', models.JSONField(default=dict)),
                ('error', models.TextField(blank=True)),
                ('error_code', models.CharField(blank=True, max_length=50)),
                ('error_reference', models.CharField(blank=True, max_length=20)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('fence', models.PositiveBigIntegerField(default=0)),
                ('worker', models.CharField(blank=True, max_length=300)),
                ('queued_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='queued')),
                ('started_at', models.DateTimeField(null=True, verbose_name='started')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('cancel_requested_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('customer', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='jobs.job')),
                ('requested_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('retry_of', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='jobs.job')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='JobLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('level', models.CharField(choices=[('info', 'Info'), ('warning', 'Warning'), ('error', 'Error')], default='info', max_length=10)),
                ('text', models.TextField()),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='jobs.job')),
            ],
            options={
                'verbose_name': 'log line',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='JobProcess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fence', models.PositiveBigIntegerField()),
                ('host', models.CharField(max_length=255)),
                ('boot', models.CharField(max_length=50)),
                ('group', models.PositiveIntegerField()),
                ('started', models.PositiveBigIntegerField(help_text='In clock ticks since the boot.')),
                ('name', models.CharField(max_length=200)),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='processes', to='jobs.job')),
            ],
            options={
                'verbose_name': 'process',
                'verbose_name_plural': 'processes',
            },
        ),
        migrations.CreateModel(
            name='JobStage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempt', models.PositiveBigIntegerField(help_text='The fence of the attempt.')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('active', 'In progress'), ('done', 'Done'), ('failed', 'Stopped')], default='waiting', max_length=10)),
                ('done', models.PositiveBigIntegerField(default=0)),
                ('total', models.PositiveBigIntegerField(null=True)),
                ('unit', models.CharField(blank=True, max_length=20)),
                ('started_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='jobs.job')),
            ],
            options={
                'ordering': ('attempt', 'position'),
            },
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(models.F('queued_at'), models.F('id'), name='job_queued_at'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(models.F('customer'), models.F('queued_at'), name='job_customer_queued_at'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.UniqueConstraint(models.F('exclusive_key'), condition=models.Q(('state', 'running'), models.Q(('exclusive_key', ''), _negated=True)), name='job_one_runs'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lease_until__isnull', False), ('state', 'running')), models.Q(models.Q(('state', 'running'), _negated=True), ('lease_until', None)), _connector='OR'), name='job_lease_while_running'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'waiting', 'done', 'failed', 'errored', 'cancelled'])), name='job_state_known', violation_error_message='Choose one of: queued, running, waiting, done, failed, errored, cancelled.'),
        ),
        migrations.AddConstraint(
            model_name='job',
            constraint=models.CheckConstraint(condition=models.Q(('trigger__in', ['web', 'admin', 'command', 'schedule'])), name='job_trigger_known', violation_error_message='Choose one of: web, admin, command, schedule.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='job',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "jobs_jobevent" ("attempts", "cancel_requested_at", "cancel_requested_by_id", "cancellable", "created_at", "customer_id", "error", "error_code", "error_reference", "exclusive_key", "fence", "finished_at", "id", "input", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "queue", "queued_at", "requested_by_id", "result", "retry_of_id", "started_at", "state", "trigger", "worker") VALUES (NEW."attempts", NEW."cancel_requested_at", NEW."cancel_requested_by_id", NEW."cancellable", NEW."created_at", NEW."customer_id", NEW."error", NEW."error_code", NEW."error_reference", NEW."exclusive_key", NEW."fence", NEW."finished_at", NEW."id", NEW."input", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."queue", NEW."queued_at", NEW."requested_by_id", NEW."result", NEW."retry_of_id", NEW."started_at", NEW."state", NEW."trigger", NEW."worker"); RETURN NULL;', hash='9e200f9915d4dfd37d8b81df0e918e57cd8ded46', operation='INSERT', pgid='pgtrigger_insert_insert_8da9d', table='jobs_job', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='job',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."attempts" IS DISTINCT FROM (NEW."attempts") OR OLD."cancel_requested_at" IS DISTINCT FROM (NEW."cancel_requested_at") OR OLD."cancel_requested_by_id" IS DISTINCT FROM (NEW."cancel_requested_by_id") OR OLD."cancellable" IS DISTINCT FROM (NEW."cancellable") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."customer_id" IS DISTINCT FROM (NEW."customer_id") OR OLD."error" IS DISTINCT FROM (NEW."error") OR OLD."error_code" IS DISTINCT FROM (NEW."error_code") OR OLD."error_reference" IS DISTINCT FROM (NEW."error_reference") OR OLD."exclusive_key" IS DISTINCT FROM (NEW."exclusive_key") OR OLD."fence" IS DISTINCT FROM (NEW."fence") OR OLD."finished_at" IS DISTINCT FROM (NEW."finished_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."input" IS DISTINCT FROM (NEW."input") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."queue" IS DISTINCT FROM (NEW."queue") OR OLD."queued_at" IS DISTINCT FROM (NEW."queued_at") OR OLD."requested_by_id" IS DISTINCT FROM (NEW."requested_by_id") OR OLD."result" IS DISTINCT FROM (NEW."result") OR OLD."retry_of_id" IS DISTINCT FROM (NEW."retry_of_id") OR OLD."started_at" IS DISTINCT FROM (NEW."started_at") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."trigger" IS DISTINCT FROM (NEW."trigger") OR OLD."worker" IS DISTINCT FROM (NEW."worker"))', func='INSERT INTO "jobs_jobevent" ("attempts", "cancel_requested_at", "cancel_requested_by_id", "cancellable", "created_at", "customer_id", "error", "error_code", "error_reference", "exclusive_key", "fence", "finished_at", "id", "input", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "queue", "queued_at", "requested_by_id", "result", "retry_of_id", "started_at", "state", "trigger", "worker") VALUES (NEW."attempts", NEW."cancel_requested_at", NEW."cancel_requested_by_id", NEW."cancellable", NEW."created_at", NEW."customer_id", NEW."error", NEW."error_code", NEW."error_reference", NEW."exclusive_key", NEW."fence", NEW."finished_at", NEW."id", NEW."input", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."queue", NEW."queued_at", NEW."requested_by_id", NEW."result", NEW."retry_of_id", NEW."started_at", NEW."state", NEW."trigger", NEW."worker"); RETURN NULL;', hash='aca8f6c7d6043874f17e173a25f98597b9e73c58', operation='UPDATE', pgid='pgtrigger_update_update_91845', table='jobs_job', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='job',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "jobs_jobevent" ("attempts", "cancel_requested_at", "cancel_requested_by_id", "cancellable", "created_at", "customer_id", "error", "error_code", "error_reference", "exclusive_key", "fence", "finished_at", "id", "input", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "queue", "queued_at", "requested_by_id", "result", "retry_of_id", "started_at", "state", "trigger", "worker") VALUES (OLD."attempts", OLD."cancel_requested_at", OLD."cancel_requested_by_id", OLD."cancellable", OLD."created_at", OLD."customer_id", OLD."error", OLD."error_code", OLD."error_reference", OLD."exclusive_key", OLD."fence", OLD."finished_at", OLD."id", OLD."input", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."queue", OLD."queued_at", OLD."requested_by_id", OLD."result", OLD."retry_of_id", OLD."started_at", OLD."state", OLD."trigger", OLD."worker"); RETURN NULL;', hash='c315a3bf307e8a49a79c760999ff5078f5ca5166', operation='DELETE', pgid='pgtrigger_delete_delete_dd1d0', table='jobs_job', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='jobevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='jobs_jobeve_pgh_cre_c6050e_idx'),
        ),
        migrations.AddConstraint(
            model_name='joblog',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['info', 'warning', 'error'])), name='job_log_level_known', violation_error_message='Choose one of: info, warning, error.'),
        ),
        migrations.AddIndex(
            model_name='jobprocess',
            index=models.Index(models.F('host'), name='job_process_host'),
        ),
        migrations.AddConstraint(
            model_name='jobstage',
            constraint=models.UniqueConstraint(models.F('job'), models.F('attempt'), models.F('position'), name='job_stage_unique'),
        ),
        migrations.AddConstraint(
            model_name='jobstage',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'active', 'done', 'failed'])), name='job_stage_state_known', violation_error_message='Choose one of: waiting, active, done, failed.'),
        ),
    ]
