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
        ('phases', '0001_initial'),
        ('projects', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('scope', models.CharField(choices=[('phase', 'Phase'), ('project', 'Project'), ('customer', 'Customer')], max_length=10)),
                ('name', models.CharField(max_length=700, verbose_name='subject')),
                ('window', models.CharField(choices=[('last', 'Since the last measurement'), ('whole', 'Whole phase'), ('range', 'Between two dates')], max_length=10, verbose_name='period')),
                ('begin', models.DateField(blank=True, null=True, verbose_name='from')),
                ('end', models.DateField(blank=True, null=True, verbose_name='to')),
                ('charts', models.BooleanField(default=True)),
                ('forecast', models.BooleanField(default=True)),
                ('raw', models.BooleanField(default=True, verbose_name='measurements')),
                ('format', models.CharField(choices=[('pdf', 'PDF'), ('xlsx', 'Excel workbook'), ('html', 'Web page'), ('csv', 'CSV'), ('json', 'JSON'), ('text', 'Text')], max_length=10)),
                ('author', models.CharField(max_length=1000)),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='made')),
                ('cut_off', models.DateTimeField(blank=True, null=True, verbose_name='data cut-off')),
                ('last_gather', models.DateField(blank=True, null=True, verbose_name='last measured')),
                ('size', models.PositiveBigIntegerField(blank=True, null=True)),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('file_name', models.CharField(blank=True, max_length=255)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='customers.customer')),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job')),
                ('phase', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reports', to='phases.phase')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reports', to='projects.project')),
                ('requested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-created_at',),
            },
        ),
        migrations.CreateModel(
            name='ReportContent',
            fields=[
                ('report', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='content', serialize=False, to='reports.report')),
                ('document', models.JSONField()),
                ('file', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='ReportEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('scope', models.CharField(choices=[('phase', 'Phase'), ('project', 'Project'), ('customer', 'Customer')], max_length=10)),
                ('name', models.CharField(max_length=700, verbose_name='subject')),
                ('window', models.CharField(choices=[('last', 'Since the last measurement'), ('whole', 'Whole phase'), ('range', 'Between two dates')], max_length=10, verbose_name='period')),
                ('begin', models.DateField(blank=True, null=True, verbose_name='from')),
                ('end', models.DateField(blank=True, null=True, verbose_name='to')),
                ('charts', models.BooleanField(default=True)),
                ('forecast', models.BooleanField(default=True)),
                ('raw', models.BooleanField(default=True, verbose_name='measurements')),
                ('format', models.CharField(choices=[('pdf', 'PDF'), ('xlsx', 'Excel workbook'), ('html', 'Web page'), ('csv', 'CSV'), ('json', 'JSON'), ('text', 'Text')], max_length=10)),
                ('author', models.CharField(max_length=1000)),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='made')),
                ('cut_off', models.DateTimeField(blank=True, null=True, verbose_name='data cut-off')),
                ('last_gather', models.DateField(blank=True, null=True, verbose_name='last measured')),
                ('size', models.PositiveBigIntegerField(blank=True, null=True)),
                ('sha256', models.CharField(blank=True, max_length=64, verbose_name='SHA-256')),
                ('file_name', models.CharField(blank=True, max_length=255)),
                ('customer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('job', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='jobs.job')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reports.report')),
                ('phase', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='phases.phase')),
                ('project', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.project')),
                ('requested_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportcontent',
            trigger=pgtrigger.compiler.Trigger(name='written_once', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='a502a4f16b2f7edea5b243b201f3d7ae018c4774', operation='UPDATE', pgid='pgtrigger_written_once_4bb6e', table='reports_reportcontent', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['customer', '-created_at', '-id'], name='reports_rep_custome_4d10b8_idx'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('scope__in', ['phase', 'project', 'customer'])), name='report_scope_known', violation_error_message='Choose one of: phase, project, customer.'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('window__in', ['last', 'whole', 'range'])), name='report_window_known', violation_error_message='Choose one of: last, whole, range.'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('format__in', ['pdf', 'xlsx', 'html', 'csv', 'json', 'text'])), name='report_format_known', violation_error_message='Choose one of: pdf, xlsx, html, csv, json, text.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='asked_for_good', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."customer_id" IS DISTINCT FROM (NEW."customer_id") OR OLD."scope" IS DISTINCT FROM (NEW."scope") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."window" IS DISTINCT FROM (NEW."window") OR OLD."begin" IS DISTINCT FROM (NEW."begin") OR OLD."end" IS DISTINCT FROM (NEW."end") OR OLD."charts" IS DISTINCT FROM (NEW."charts") OR OLD."forecast" IS DISTINCT FROM (NEW."forecast") OR OLD."raw" IS DISTINCT FROM (NEW."raw") OR OLD."format" IS DISTINCT FROM (NEW."format") OR OLD."author" IS DISTINCT FROM (NEW."author"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='59603882a96b10a0942ba3002d1b3cad45ecff99', operation='UPDATE', pgid='pgtrigger_asked_for_good_c36a1', table='reports_report', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='made_for_good', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.made_at IS NOT NULL AND (OLD.made_at, OLD.cut_off, OLD.last_gather, OLD.size, OLD.sha256, OLD.file_name) IS DISTINCT FROM (NEW.made_at, NEW.cut_off, NEW.last_gather, NEW.size, NEW.sha256, NEW.file_name))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='643c23bd07279f3cf1c27d8049356bd151c4c914', operation='UPDATE', pgid='pgtrigger_made_for_good_86564', table='reports_report', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_reportevent" ("author", "begin", "charts", "created_at", "customer_id", "cut_off", "end", "file_name", "forecast", "format", "id", "job_id", "last_gather", "made_at", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "project_id", "raw", "requested_by_id", "scope", "sha256", "size", "updated_at", "window") VALUES (NEW."author", NEW."begin", NEW."charts", NEW."created_at", NEW."customer_id", NEW."cut_off", NEW."end", NEW."file_name", NEW."forecast", NEW."format", NEW."id", NEW."job_id", NEW."last_gather", NEW."made_at", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase_id", NEW."project_id", NEW."raw", NEW."requested_by_id", NEW."scope", NEW."sha256", NEW."size", NEW."updated_at", NEW."window"); RETURN NULL;', hash='b4f5671bb5f0ca7a0385ef1e8f0908fa3822e32e', operation='INSERT', pgid='pgtrigger_insert_insert_84ceb', table='reports_report', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reports_reportevent" ("author", "begin", "charts", "created_at", "customer_id", "cut_off", "end", "file_name", "forecast", "format", "id", "job_id", "last_gather", "made_at", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "project_id", "raw", "requested_by_id", "scope", "sha256", "size", "updated_at", "window") VALUES (NEW."author", NEW."begin", NEW."charts", NEW."created_at", NEW."customer_id", NEW."cut_off", NEW."end", NEW."file_name", NEW."forecast", NEW."format", NEW."id", NEW."job_id", NEW."last_gather", NEW."made_at", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase_id", NEW."project_id", NEW."raw", NEW."requested_by_id", NEW."scope", NEW."sha256", NEW."size", NEW."updated_at", NEW."window"); RETURN NULL;', hash='7e4c780d3365c796836eb45d0303197ccd31b957', operation='UPDATE', pgid='pgtrigger_update_update_234a9', table='reports_report', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='report',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reports_reportevent" ("author", "begin", "charts", "created_at", "customer_id", "cut_off", "end", "file_name", "forecast", "format", "id", "job_id", "last_gather", "made_at", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "project_id", "raw", "requested_by_id", "scope", "sha256", "size", "updated_at", "window") VALUES (OLD."author", OLD."begin", OLD."charts", OLD."created_at", OLD."customer_id", OLD."cut_off", OLD."end", OLD."file_name", OLD."forecast", OLD."format", OLD."id", OLD."job_id", OLD."last_gather", OLD."made_at", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phase_id", OLD."project_id", OLD."raw", OLD."requested_by_id", OLD."scope", OLD."sha256", OLD."size", OLD."updated_at", OLD."window"); RETURN NULL;', hash='4b349b04beb0d17acd34707040600f043800cdbe', operation='DELETE', pgid='pgtrigger_delete_delete_6acd6', table='reports_report', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='reportevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='reports_rep_pgh_cre_3770ee_idx'),
        ),
    ]
