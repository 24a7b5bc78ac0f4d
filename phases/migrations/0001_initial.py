import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import tracker.fields
import uuid
from django.conf import settings
from django.db import migrations, models


SHIPPED = (
    (
        "Storage domain migration",
        "IOM_BUCKET",
        "IOM_BUCKET",
        "Copies buckets to a new storage domain: a pilot, then first and second copies.",
        ("Pilot", "First copy", "Second copy"),
    ),
    (
        "Archive cruise",
        "RIO_CRUISE_OTHER",
        "RIO_CRUISE",
        "Copies a legacy archive to a new broker: a pilot, then everything else.",
        ("Pilot", "Full archive"),
    ),
)


def ship(apps, schema_editor):
    """The templates that every installation begins with."""
    template_model = apps.get_model("phases", "ProjectTemplate")
    phase_model = apps.get_model("phases", "TemplatePhase")
    for name, project_type, phase_type, description, phases in SHIPPED:
        template = template_model.objects.create(
            name=name, type=project_type, description=description
        )
        for position, phase in enumerate(phases):
            phase_model.objects.create(
                template=template, position=position, name=phase, type=phase_type
            )


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('projects', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Phase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('name', tracker.fields.NameField(max_length=200)),
                ('type', models.CharField(choices=[('IOM_BUCKET', 'IOM by bucket'), ('IOM_EXCLUSION', 'IOM by exclusion'), ('RIO_CRUISE', 'Rio cruise')], max_length=20)),
                ('source', tracker.fields.ExactNameField(blank=True, help_text='The exact name of a storage domain or broker.', max_length=1000)),
                ('target', tracker.fields.ExactNameField(blank=True, help_text='The exact name of a storage domain, location or broker.', max_length=1000)),
                ('target_tape_partition', tracker.fields.ExactNameField(blank=True, help_text='Scratch tapes in this partition are counted.', max_length=1000)),
                ('buckets', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text="One bucket per line. Leave empty to use the bucket with the phase's name or, if there is no such bucket, all buckets.", size=None)),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('active', 'Active'), ('paused', 'Paused'), ('completed', 'Completed')], default='active', max_length=10)),
                ('status_reason', models.CharField(blank=True, max_length=500, verbose_name='status reason')),
                ('target_date', models.DateField(blank=True, null=True)),
                ('expected_date', models.DateField(blank=True, help_text='Shown instead of the forecast, which is still calculated.', null=True, verbose_name='manual end date')),
                ('expected_reason', models.CharField(blank=True, max_length=500, verbose_name='reason for the manual end date')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='phases', to='projects.project')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='ProjectForecast',
            fields=[
                ('state', models.CharField(choices=[('expected', 'In progress'), ('needs_two_points', 'Needs 2 measurements'), ('not_started', 'Not started'), ('stalled', 'Stalled'), ('target_fell', 'Target lost data'), ('too_slow', 'Too slow'), ('stale', 'Out of date'), ('overdue', 'Overdue'), ('complete', 'Complete'), ('empty', 'Empty'), ('unknown', 'No forecast')], default='needs_two_points', max_length=20)),
                ('since', models.DateField(null=True)),
                ('p10', models.DateField(null=True)),
                ('p50', models.DateField(null=True, verbose_name='likely end')),
                ('p80', models.DateField(null=True, verbose_name='commit date')),
                ('p90', models.DateField(null=True)),
                ('project', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='forecast', serialize=False, to='projects.project')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('phases', models.PositiveIntegerField()),
                ('complete', models.PositiveIntegerField()),
                ('without', models.PositiveIntegerField()),
                ('as_of', models.DateField(null=True, verbose_name='data as of')),
                ('course', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': 'project forecast',
            },
        ),
        migrations.CreateModel(
            name='MeasurementImport',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('file_name', models.CharField(max_length=255)),
                ('sha256', models.CharField(max_length=64)),
                ('header', models.JSONField()),
                ('rows', models.JSONField(blank=True)),
                ('row_count', models.PositiveIntegerField()),
                ('mapping', models.JSONField(blank=True, default=dict)),
                ('date_order', models.CharField(default='iso', max_length=3)),
                ('size_unit', models.PositiveBigIntegerField(default=1)),
                ('replace', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('draft', 'Being checked'), ('applied', 'Imported'), ('undone', 'Undone')], default='draft', max_length=10)),
                ('result', models.JSONField(blank=True, default=dict)),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='projects.project')),
                ('phase', models.ForeignKey(blank=True, help_text='Leave empty if a column names the phases.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='phases.phase')),
            ],
            options={
                'verbose_name': 'import',
                'ordering': ('-created_at',),
            },
        ),
        migrations.CreateModel(
            name='MigrationData',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('timestamp', models.DateField(verbose_name='date')),
                ('type', models.CharField(choices=[('REFERENCE', 'Baseline'), ('DATA', 'Regular')], default='DATA', max_length=10)),
                ('source_objects', models.PositiveBigIntegerField()),
                ('source_size', models.PositiveBigIntegerField()),
                ('target_objects', models.PositiveBigIntegerField()),
                ('target_size', models.PositiveBigIntegerField()),
                ('remaining_objects', models.PositiveBigIntegerField(blank=True, null=True)),
                ('remaining_size', models.PositiveBigIntegerField(blank=True, null=True)),
                ('target_scratch_tapes', models.PositiveIntegerField(blank=True, null=True, verbose_name='scratch tapes')),
                ('recorded_via', models.CharField(choices=[('web', 'entered manually'), ('admin', 'entered in administration'), ('command', 'added by a command'), ('gather', 'gathered'), ('import', 'imported')], default='web', max_length=10)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('phase', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measurements', to='phases.phase')),
            ],
            options={
                'verbose_name': 'measurement',
                'ordering': ('timestamp', 'type'),
            },
        ),
        migrations.CreateModel(
            name='MigrationDataEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('timestamp', models.DateField(verbose_name='date')),
                ('type', models.CharField(choices=[('REFERENCE', 'Baseline'), ('DATA', 'Regular')], default='DATA', max_length=10)),
                ('source_objects', models.PositiveBigIntegerField()),
                ('source_size', models.PositiveBigIntegerField()),
                ('target_objects', models.PositiveBigIntegerField()),
                ('target_size', models.PositiveBigIntegerField()),
                ('remaining_objects', models.PositiveBigIntegerField(blank=True, null=True)),
                ('remaining_size', models.PositiveBigIntegerField(blank=True, null=True)),
                ('target_scratch_tapes', models.PositiveIntegerField(blank=True, null=True, verbose_name='scratch tapes')),
                ('recorded_via', models.CharField(choices=[('web', 'entered manually'), ('admin', 'entered in administration'), ('command', 'added by a command'), ('gather', 'gathered'), ('import', 'imported')], default='web', max_length=10)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='phases.migrationdata')),
                ('recorded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('phase', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='phases.phase')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='MeasurementImportEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('file_name', models.CharField(max_length=255)),
                ('sha256', models.CharField(max_length=64)),
                ('header', models.JSONField()),
                ('row_count', models.PositiveIntegerField()),
                ('mapping', models.JSONField(blank=True, default=dict)),
                ('date_order', models.CharField(default='iso', max_length=3)),
                ('size_unit', models.PositiveBigIntegerField(default=1)),
                ('replace', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('draft', 'Being checked'), ('applied', 'Imported'), ('undone', 'Undone')], default='draft', max_length=10)),
                ('result', models.JSONField(blank=True, default=dict)),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='phases.measurementimport')),
                ('project', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.project')),
                ('phase', models.ForeignKey(blank=True, db_constraint=False, help_text='Leave empty if a column names the phases.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='phases.phase')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PhaseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('name', tracker.fields.NameField(max_length=200)),
                ('type', models.CharField(choices=[('IOM_BUCKET', 'IOM by bucket'), ('IOM_EXCLUSION', 'IOM by exclusion'), ('RIO_CRUISE', 'Rio cruise')], max_length=20)),
                ('source', tracker.fields.ExactNameField(blank=True, help_text='The exact name of a storage domain or broker.', max_length=1000)),
                ('target', tracker.fields.ExactNameField(blank=True, help_text='The exact name of a storage domain, location or broker.', max_length=1000)),
                ('target_tape_partition', tracker.fields.ExactNameField(blank=True, help_text='Scratch tapes in this partition are counted.', max_length=1000)),
                ('buckets', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text="One bucket per line. Leave empty to use the bucket with the phase's name or, if there is no such bucket, all buckets.", size=None)),
                ('status', models.CharField(choices=[('planned', 'Planned'), ('active', 'Active'), ('paused', 'Paused'), ('completed', 'Completed')], default='active', max_length=10)),
                ('status_reason', models.CharField(blank=True, max_length=500, verbose_name='status reason')),
                ('target_date', models.DateField(blank=True, null=True)),
                ('expected_date', models.DateField(blank=True, help_text='Shown instead of the forecast, which is still calculated.', null=True, verbose_name='manual end date')),
                ('expected_reason', models.CharField(blank=True, max_length=500, verbose_name='reason for the manual end date')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='phases.phase')),
                ('project', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='projects.project')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PhaseForecast',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('expected', 'In progress'), ('needs_two_points', 'Needs 2 measurements'), ('not_started', 'Not started'), ('stalled', 'Stalled'), ('target_fell', 'Target lost data'), ('too_slow', 'Too slow'), ('stale', 'Out of date'), ('overdue', 'Overdue'), ('complete', 'Complete'), ('empty', 'Empty'), ('unknown', 'No forecast')], default='needs_two_points', max_length=20)),
                ('since', models.DateField(null=True)),
                ('p10', models.DateField(null=True)),
                ('p50', models.DateField(null=True, verbose_name='likely end')),
                ('p80', models.DateField(null=True, verbose_name='commit date')),
                ('p90', models.DateField(null=True)),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='calculated')),
                ('as_of', models.DateField(verbose_name='last measured')),
                ('points', models.PositiveIntegerField()),
                ('days', models.FloatField(null=True)),
                ('sigma', models.FloatField(null=True)),
                ('objects_rate', models.FloatField(null=True)),
                ('bytes_rate', models.FloatField(null=True)),
                ('recent_objects', models.FloatField(null=True)),
                ('recent_bytes', models.FloatField(null=True)),
                ('recent_days', models.PositiveIntegerField(null=True)),
                ('basis', models.JSONField(default=dict)),
                ('phase', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='forecasts', to='phases.phase')),
            ],
            options={
                'verbose_name': 'forecast',
                'ordering': ('-as_of', '-id'),
            },
        ),
        migrations.CreateModel(
            name='PhaseNote',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('text', models.TextField(max_length=5000)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('phase', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='phases.phase')),
            ],
            options={
                'verbose_name': 'note',
                'ordering': ('-created_at',),
            },
        ),
        migrations.CreateModel(
            name='PhaseNoteEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('text', models.TextField(max_length=5000)),
                ('author', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='phases.phasenote')),
                ('phase', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='phases.phase')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PhasePause',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('reason', models.CharField(max_length=500)),
                ('phase', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='phases.phase')),
            ],
            options={
                'verbose_name': 'pause',
                'ordering': ('first_day',),
            },
        ),
        migrations.CreateModel(
            name='PhasePauseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('reason', models.CharField(max_length=500)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='phases.phasepause')),
                ('phase', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='phases.phase')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProjectTemplate',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('name', tracker.fields.NameField(max_length=200)),
                ('description', models.CharField(blank=True, max_length=500)),
                ('type', models.CharField(choices=[('IOM_BUCKET', 'IOM by bucket'), ('IOM_EXCLUSION', 'IOM by exclusion'), ('RIO_CRUISE_DIVA', 'Rio cruise from DIVA'), ('RIO_CRUISE_SGL', 'Rio cruise from SGL'), ('RIO_CRUISE_OTHER', 'Rio cruise from another archive')], max_length=20)),
                ('customer', models.ForeignKey(blank=True, help_text='Leave empty to offer the template to all customers.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer')),
            ],
            options={
                'verbose_name': 'project template',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='ProjectTemplateEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('name', tracker.fields.NameField(max_length=200)),
                ('description', models.CharField(blank=True, max_length=500)),
                ('type', models.CharField(choices=[('IOM_BUCKET', 'IOM by bucket'), ('IOM_EXCLUSION', 'IOM by exclusion'), ('RIO_CRUISE_DIVA', 'Rio cruise from DIVA'), ('RIO_CRUISE_SGL', 'Rio cruise from SGL'), ('RIO_CRUISE_OTHER', 'Rio cruise from another archive')], max_length=20)),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, help_text='Leave empty to offer the template to all customers.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='phases.projecttemplate')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TemplatePhase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', tracker.fields.NameField(max_length=200)),
                ('type', models.CharField(choices=[('IOM_BUCKET', 'IOM by bucket'), ('IOM_EXCLUSION', 'IOM by exclusion'), ('RIO_CRUISE', 'Rio cruise')], max_length=20)),
                ('source', tracker.fields.ExactNameField(blank=True, max_length=1000)),
                ('target', tracker.fields.ExactNameField(blank=True, max_length=1000)),
                ('target_tape_partition', tracker.fields.ExactNameField(blank=True, max_length=1000)),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phases', to='phases.projecttemplate')),
            ],
            options={
                'verbose_name': 'template phase',
                'verbose_name_plural': 'template phases',
                'ordering': ('position',),
            },
        ),
        migrations.CreateModel(
            name='TemplatePhaseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', tracker.fields.NameField(max_length=200)),
                ('type', models.CharField(choices=[('IOM_BUCKET', 'IOM by bucket'), ('IOM_EXCLUSION', 'IOM by exclusion'), ('RIO_CRUISE', 'Rio cruise')], max_length=20)),
                ('source', tracker.fields.ExactNameField(blank=True, max_length=1000)),
                ('target', tracker.fields.ExactNameField(blank=True, max_length=1000)),
                ('target_tape_partition', tracker.fields.ExactNameField(blank=True, max_length=1000)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='phases.templatephase')),
                ('template', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='phases.projecttemplate')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PhaseSummary',
            fields=[
                ('state', models.CharField(choices=[('expected', 'In progress'), ('needs_two_points', 'Needs 2 measurements'), ('not_started', 'Not started'), ('stalled', 'Stalled'), ('target_fell', 'Target lost data'), ('too_slow', 'Too slow'), ('stale', 'Out of date'), ('overdue', 'Overdue'), ('complete', 'Complete'), ('empty', 'Empty'), ('unknown', 'No forecast')], default='needs_two_points', max_length=20)),
                ('since', models.DateField(null=True)),
                ('p10', models.DateField(null=True)),
                ('p50', models.DateField(null=True, verbose_name='likely end')),
                ('p80', models.DateField(null=True, verbose_name='commit date')),
                ('p90', models.DateField(null=True)),
                ('phase', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='summary', serialize=False, to='phases.phase')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('first_gather', models.DateField(null=True)),
                ('last_gather', models.DateField()),
                ('done_objects', models.BigIntegerField()),
                ('done_bytes', models.BigIntegerField()),
                ('remaining_objects', models.BigIntegerField()),
                ('remaining_bytes', models.BigIntegerField()),
                ('estimated_objects', models.BooleanField()),
                ('estimated_bytes', models.BooleanField()),
                ('recent_objects', models.FloatField(null=True)),
                ('recent_bytes', models.FloatField(null=True)),
                ('source_moved', models.FloatField(null=True)),
                ('scratch_tapes', models.PositiveIntegerField(null=True)),
                ('bytes_per_tape', models.FloatField(null=True)),
                ('tapes_from_history', models.BooleanField(default=True)),
                ('tapes_needed', models.PositiveBigIntegerField(null=True)),
                ('tapes_run_out', models.DateField(null=True)),
                ('trend', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), default=list, size=None)),
                ('forecasts_judged', models.PositiveIntegerField(default=0)),
                ('forecasts_held', models.PositiveIntegerField(default=0)),
                ('baseline', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='phases.migrationdata')),
                ('forecast', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='phases.phaseforecast')),
                ('latest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='phases.migrationdata')),
            ],
            options={
                'verbose_name': 'phase summary',
                'verbose_name_plural': 'phase summaries',
            },
        ),
        migrations.AddConstraint(
            model_name='phase',
            constraint=tracker.fields.UniqueName('project', name='phase_name_unique', violation_error_message='This project already has a phase with this name. Choose another name.'),
        ),
        migrations.AddConstraint(
            model_name='phase',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='phase_name_not_blank', violation_error_message='Enter a name.'),
        ),
        migrations.AddConstraint(
            model_name='phase',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['IOM_BUCKET', 'IOM_EXCLUSION', 'RIO_CRUISE'])), name='phase_type_known', violation_error_message='Choose one of: IOM_BUCKET, IOM_EXCLUSION, RIO_CRUISE.'),
        ),
        migrations.AddConstraint(
            model_name='phase',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'active', 'paused', 'completed'])), name='phase_status_known', violation_error_message='Choose one of: planned, active, paused, completed.'),
        ),
        migrations.AddConstraint(
            model_name='phase',
            constraint=models.CheckConstraint(condition=models.Q(('expected_date', None), ('expected_reason__regex', '\\S'), _connector='OR'), name='phase_expected_for_a_reason', violation_error_message='Say why the end date is set manually.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phase',
            trigger=pgtrigger.compiler.Trigger(name='id_for_good', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='f6b03a5aeba073d1ce1ecde3eb1596087ce2e8c2', operation='UPDATE', pgid='pgtrigger_id_for_good_517b4', table='phases_phase', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phase',
            trigger=pgtrigger.compiler.Trigger(name='stays_with_its_customer', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF 1 < (\n                        SELECT count(DISTINCT customer_id) FROM projects_project\n                        WHERE id IN (OLD.project_id, NEW.project_id)\n                    ) THEN\n                        RAISE EXCEPTION 'a phase stays with its customer'\n                            USING ERRCODE = 'integrity_constraint_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='2db35cd682b3eece315919fe3e258d22200b00f3', operation='UPDATE OF "project_id"', pgid='pgtrigger_stays_with_its_customer_de42e', table='phases_phase', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phase',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "phases_phaseevent" ("buckets", "created_at", "expected_date", "expected_reason", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "source", "status", "status_reason", "target", "target_date", "target_tape_partition", "type", "updated_at") VALUES (NEW."buckets", NEW."created_at", NEW."expected_date", NEW."expected_reason", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."project_id", NEW."source", NEW."status", NEW."status_reason", NEW."target", NEW."target_date", NEW."target_tape_partition", NEW."type", NEW."updated_at"); RETURN NULL;', hash='35ebee72b93580f64dd22f0bf27203cb270a862d', operation='INSERT', pgid='pgtrigger_insert_insert_019c9', table='phases_phase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phase',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "phases_phaseevent" ("buckets", "created_at", "expected_date", "expected_reason", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "source", "status", "status_reason", "target", "target_date", "target_tape_partition", "type", "updated_at") VALUES (NEW."buckets", NEW."created_at", NEW."expected_date", NEW."expected_reason", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."project_id", NEW."source", NEW."status", NEW."status_reason", NEW."target", NEW."target_date", NEW."target_tape_partition", NEW."type", NEW."updated_at"); RETURN NULL;', hash='dbfc8203eaba2eebddc6547250f7ecc9af404a15', operation='UPDATE', pgid='pgtrigger_update_update_92a02', table='phases_phase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phase',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "phases_phaseevent" ("buckets", "created_at", "expected_date", "expected_reason", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "source", "status", "status_reason", "target", "target_date", "target_tape_partition", "type", "updated_at") VALUES (OLD."buckets", OLD."created_at", OLD."expected_date", OLD."expected_reason", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."project_id", OLD."source", OLD."status", OLD."status_reason", OLD."target", OLD."target_date", OLD."target_tape_partition", OLD."type", OLD."updated_at"); RETURN NULL;', hash='e61ea10f71ed7ce59ff8a545143908f34a28f342', operation='DELETE', pgid='pgtrigger_delete_delete_321df', table='phases_phase', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='migrationdataevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='phases_migr_pgh_cre_e5aaab_idx'),
        ),
        migrations.AddConstraint(
            model_name='migrationdata',
            constraint=models.UniqueConstraint(models.F('phase'), models.F('timestamp'), models.F('type'), name='measurement_unique', violation_error_message='This phase already has a measurement of this type on this date. Correct that measurement, or choose another date.'),
        ),
        migrations.AddConstraint(
            model_name='migrationdata',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['REFERENCE', 'DATA'])), name='measurement_type_known', violation_error_message='Choose one of: REFERENCE, DATA.'),
        ),
        migrations.AddConstraint(
            model_name='migrationdata',
            constraint=models.CheckConstraint(condition=models.Q(('recorded_via__in', ['web', 'admin', 'command', 'gather', 'import'])), name='measurement_via_known', violation_error_message='Choose one of: web, admin, command, gather, import.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='migrationdata',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "phases_migrationdataevent" ("created_at", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "recorded_by_id", "recorded_via", "remaining_objects", "remaining_size", "source_objects", "source_size", "target_objects", "target_scratch_tapes", "target_size", "timestamp", "type", "updated_at") VALUES (NEW."created_at", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase_id", NEW."recorded_by_id", NEW."recorded_via", NEW."remaining_objects", NEW."remaining_size", NEW."source_objects", NEW."source_size", NEW."target_objects", NEW."target_scratch_tapes", NEW."target_size", NEW."timestamp", NEW."type", NEW."updated_at"); RETURN NULL;', hash='f67cfe4bd07686ad7b46539b9c0849a38a2d3803', operation='INSERT', pgid='pgtrigger_insert_insert_c45b5', table='phases_migrationdata', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='migrationdata',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "phases_migrationdataevent" ("created_at", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "recorded_by_id", "recorded_via", "remaining_objects", "remaining_size", "source_objects", "source_size", "target_objects", "target_scratch_tapes", "target_size", "timestamp", "type", "updated_at") VALUES (NEW."created_at", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase_id", NEW."recorded_by_id", NEW."recorded_via", NEW."remaining_objects", NEW."remaining_size", NEW."source_objects", NEW."source_size", NEW."target_objects", NEW."target_scratch_tapes", NEW."target_size", NEW."timestamp", NEW."type", NEW."updated_at"); RETURN NULL;', hash='e53e784c8c3465fc63e08e97c41e107f3d3ce55a', operation='UPDATE', pgid='pgtrigger_update_update_dad46', table='phases_migrationdata', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='migrationdata',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "phases_migrationdataevent" ("created_at", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "recorded_by_id", "recorded_via", "remaining_objects", "remaining_size", "source_objects", "source_size", "target_objects", "target_scratch_tapes", "target_size", "timestamp", "type", "updated_at") VALUES (OLD."created_at", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phase_id", OLD."recorded_by_id", OLD."recorded_via", OLD."remaining_objects", OLD."remaining_size", OLD."source_objects", OLD."source_size", OLD."target_objects", OLD."target_scratch_tapes", OLD."target_size", OLD."timestamp", OLD."type", OLD."updated_at"); RETURN NULL;', hash='59a8553a1c4be6bcfe117afe865035ecebe03e93', operation='DELETE', pgid='pgtrigger_delete_delete_8918c', table='phases_migrationdata', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='measurementimportevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='phases_meas_pgh_cre_2058d5_idx'),
        ),
        migrations.AddConstraint(
            model_name='measurementimport',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'applied', 'undone'])), name='import_state_known', violation_error_message='Choose one of: draft, applied, undone.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measurementimport',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "phases_measurementimportevent" ("created_at", "created_by_id", "date_order", "file_name", "header", "id", "mapping", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "project_id", "replace", "result", "row_count", "sha256", "size_unit", "state", "updated_at") VALUES (NEW."created_at", NEW."created_by_id", NEW."date_order", NEW."file_name", NEW."header", NEW."id", NEW."mapping", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase_id", NEW."project_id", NEW."replace", NEW."result", NEW."row_count", NEW."sha256", NEW."size_unit", NEW."state", NEW."updated_at"); RETURN NULL;', hash='f50f0be59e3dc88e0c8c77dfd85a91b39d150d84', operation='INSERT', pgid='pgtrigger_insert_insert_33fe3', table='phases_measurementimport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measurementimport',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."date_order" IS DISTINCT FROM (NEW."date_order") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."header" IS DISTINCT FROM (NEW."header") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."mapping" IS DISTINCT FROM (NEW."mapping") OR OLD."phase_id" IS DISTINCT FROM (NEW."phase_id") OR OLD."project_id" IS DISTINCT FROM (NEW."project_id") OR OLD."replace" IS DISTINCT FROM (NEW."replace") OR OLD."result" IS DISTINCT FROM (NEW."result") OR OLD."row_count" IS DISTINCT FROM (NEW."row_count") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."size_unit" IS DISTINCT FROM (NEW."size_unit") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at"))', func='INSERT INTO "phases_measurementimportevent" ("created_at", "created_by_id", "date_order", "file_name", "header", "id", "mapping", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "project_id", "replace", "result", "row_count", "sha256", "size_unit", "state", "updated_at") VALUES (NEW."created_at", NEW."created_by_id", NEW."date_order", NEW."file_name", NEW."header", NEW."id", NEW."mapping", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase_id", NEW."project_id", NEW."replace", NEW."result", NEW."row_count", NEW."sha256", NEW."size_unit", NEW."state", NEW."updated_at"); RETURN NULL;', hash='538a8471c22538bc22c352915e145c17e65049c1', operation='UPDATE', pgid='pgtrigger_update_update_c25c8', table='phases_measurementimport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measurementimport',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "phases_measurementimportevent" ("created_at", "created_by_id", "date_order", "file_name", "header", "id", "mapping", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "project_id", "replace", "result", "row_count", "sha256", "size_unit", "state", "updated_at") VALUES (OLD."created_at", OLD."created_by_id", OLD."date_order", OLD."file_name", OLD."header", OLD."id", OLD."mapping", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phase_id", OLD."project_id", OLD."replace", OLD."result", OLD."row_count", OLD."sha256", OLD."size_unit", OLD."state", OLD."updated_at"); RETURN NULL;', hash='d30c222be7b0c597f37bfc1484301aca34cb27a9', operation='DELETE', pgid='pgtrigger_delete_delete_18c8d', table='phases_measurementimport', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='phaseevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='phases_phas_pgh_cre_1c4ed7_idx'),
        ),
        migrations.AddIndex(
            model_name='phaseforecast',
            index=models.Index(fields=['phase', '-as_of', '-id'], name='phases_phas_phase_i_9a4613_idx'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phasenote',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "phases_phasenoteevent" ("author_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "text", "updated_at") VALUES (NEW."author_id", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase_id", NEW."text", NEW."updated_at"); RETURN NULL;', hash='9096c75244ebc01780822cf5e0b6f87d86c871b7', operation='INSERT', pgid='pgtrigger_insert_insert_cb965', table='phases_phasenote', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phasenote',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "phases_phasenoteevent" ("author_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "text", "updated_at") VALUES (NEW."author_id", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase_id", NEW."text", NEW."updated_at"); RETURN NULL;', hash='5e4353afc9ed8a745e5c2086d83a549567324e31', operation='UPDATE', pgid='pgtrigger_update_update_f31a0', table='phases_phasenote', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phasenote',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "phases_phasenoteevent" ("author_id", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "text", "updated_at") VALUES (OLD."author_id", OLD."created_at", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phase_id", OLD."text", OLD."updated_at"); RETURN NULL;', hash='1a448e0a147f29cd9751a293216384fdd947ccec', operation='DELETE', pgid='pgtrigger_delete_delete_5e2b1', table='phases_phasenote', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='phasenoteevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='phases_phas_pgh_cre_f04d33_idx'),
        ),
        migrations.AddConstraint(
            model_name='phasepause',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='pause_in_order', violation_error_message='The last day is before the first day. Choose a later last day.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phasepause',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "phases_phasepauseevent" ("created_at", "first_day", "id", "last_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "reason", "updated_at") VALUES (NEW."created_at", NEW."first_day", NEW."id", NEW."last_day", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase_id", NEW."reason", NEW."updated_at"); RETURN NULL;', hash='bed97980e68449d61967465e35f96a5e71531f56', operation='INSERT', pgid='pgtrigger_insert_insert_9c5ca', table='phases_phasepause', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phasepause',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "phases_phasepauseevent" ("created_at", "first_day", "id", "last_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "reason", "updated_at") VALUES (NEW."created_at", NEW."first_day", NEW."id", NEW."last_day", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase_id", NEW."reason", NEW."updated_at"); RETURN NULL;', hash='66e5cbeafb1b6efe6a9977d94a79cf16940b7716', operation='UPDATE', pgid='pgtrigger_update_update_6a770', table='phases_phasepause', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='phasepause',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "phases_phasepauseevent" ("created_at", "first_day", "id", "last_day", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase_id", "reason", "updated_at") VALUES (OLD."created_at", OLD."first_day", OLD."id", OLD."last_day", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phase_id", OLD."reason", OLD."updated_at"); RETURN NULL;', hash='b789036bf32890a948bb9f78b46622af7248d82c', operation='DELETE', pgid='pgtrigger_delete_delete_14294', table='phases_phasepause', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='phasepauseevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='phases_phas_pgh_cre_ff093d_idx'),
        ),
        migrations.AddConstraint(
            model_name='projecttemplate',
            constraint=tracker.fields.UniqueName('customer', name='template_name_unique', nulls_distinct=False, violation_error_message='A template with this name already exists. Choose another name.'),
        ),
        migrations.AddConstraint(
            model_name='projecttemplate',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='template_name_not_blank', violation_error_message='Enter a name.'),
        ),
        migrations.AddConstraint(
            model_name='projecttemplate',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['IOM_BUCKET', 'IOM_EXCLUSION', 'RIO_CRUISE_DIVA', 'RIO_CRUISE_SGL', 'RIO_CRUISE_OTHER'])), name='template_type_known', violation_error_message='Choose one of: IOM_BUCKET, IOM_EXCLUSION, RIO_CRUISE_DIVA, RIO_CRUISE_SGL, RIO_CRUISE_OTHER.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='projecttemplate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "phases_projecttemplateevent" ("created_at", "customer_id", "description", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "type", "updated_at") VALUES (NEW."created_at", NEW."customer_id", NEW."description", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."type", NEW."updated_at"); RETURN NULL;', hash='aba935c84b881e44612619ba8d0448c8c97383d4', operation='INSERT', pgid='pgtrigger_insert_insert_0d27a', table='phases_projecttemplate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='projecttemplate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "phases_projecttemplateevent" ("created_at", "customer_id", "description", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "type", "updated_at") VALUES (NEW."created_at", NEW."customer_id", NEW."description", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."type", NEW."updated_at"); RETURN NULL;', hash='e66a4b70fa1957cb4dfb3a6813e250a4cd8411e1', operation='UPDATE', pgid='pgtrigger_update_update_ef872', table='phases_projecttemplate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='projecttemplate',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "phases_projecttemplateevent" ("created_at", "customer_id", "description", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "type", "updated_at") VALUES (OLD."created_at", OLD."customer_id", OLD."description", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."type", OLD."updated_at"); RETURN NULL;', hash='b92f0d50344672686c2cf49c1a6e7d6adc94189e', operation='DELETE', pgid='pgtrigger_delete_delete_2879d', table='phases_projecttemplate', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='projecttemplateevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='phases_proj_pgh_cre_f49de8_idx'),
        ),
        migrations.AddConstraint(
            model_name='templatephase',
            constraint=models.UniqueConstraint(models.F('template'), models.F('position'), name='template_phase_position_unique'),
        ),
        migrations.AddConstraint(
            model_name='templatephase',
            constraint=tracker.fields.UniqueName('template', name='template_phase_name_unique', violation_error_message='The template already has a phase with this name.'),
        ),
        migrations.AddConstraint(
            model_name='templatephase',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['IOM_BUCKET', 'IOM_EXCLUSION', 'RIO_CRUISE'])), name='template_phase_type_known', violation_error_message='Choose one of: IOM_BUCKET, IOM_EXCLUSION, RIO_CRUISE.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='templatephase',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "phases_templatephaseevent" ("created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source", "target", "target_tape_partition", "template_id", "type", "updated_at") VALUES (NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."source", NEW."target", NEW."target_tape_partition", NEW."template_id", NEW."type", NEW."updated_at"); RETURN NULL;', hash='6e56655cfc770b223a27d0697f7fd6c92d0d92b8', operation='INSERT', pgid='pgtrigger_insert_insert_8ed75', table='phases_templatephase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='templatephase',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "phases_templatephaseevent" ("created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source", "target", "target_tape_partition", "template_id", "type", "updated_at") VALUES (NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."source", NEW."target", NEW."target_tape_partition", NEW."template_id", NEW."type", NEW."updated_at"); RETURN NULL;', hash='64e601768fac3a98a42a3cb88d6900a93b08b093', operation='UPDATE', pgid='pgtrigger_update_update_92902', table='phases_templatephase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='templatephase',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "phases_templatephaseevent" ("created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "source", "target", "target_tape_partition", "template_id", "type", "updated_at") VALUES (OLD."created_at", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."source", OLD."target", OLD."target_tape_partition", OLD."template_id", OLD."type", OLD."updated_at"); RETURN NULL;', hash='75b76ef2e2d6d56a15864f54095411374694cc65', operation='DELETE', pgid='pgtrigger_delete_delete_3f5e9', table='phases_templatephase', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='templatephaseevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='phases_temp_pgh_cre_f9f957_idx'),
        ),
        migrations.RunPython(ship, migrations.RunPython.noop),
    ]
