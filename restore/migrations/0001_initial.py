import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import tracker.fields
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
            name='DatabaseServer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('name', tracker.fields.NameField(max_length=200, unique=True)),
                ('address_variable', models.CharField(help_text="The environment variable that contains the server's address.", max_length=100, unique=True, validators=[django.core.validators.RegexValidator('^LANDING_DATABASE_URL\\w*$')])),
                ('active', models.BooleanField(default=True)),
            ],
            options={
                'ordering': ('created_at',),
            },
        ),
        migrations.CreateModel(
            name='DatabaseServerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('name', tracker.fields.NameField(max_length=200)),
                ('address_variable', models.CharField(help_text="The environment variable that contains the server's address.", max_length=100, validators=[django.core.validators.RegexValidator('^LANDING_DATABASE_URL\\w*$')])),
                ('active', models.BooleanField(default=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PlaceReport',
            fields=[
                ('place', models.CharField(max_length=100, primary_key=True, serialize=False)),
                ('host', models.CharField(blank=True, max_length=255)),
                ('held', models.PositiveBigIntegerField(null=True)),
                ('count', models.PositiveIntegerField(null=True)),
                ('free', models.PositiveBigIntegerField(null=True)),
                ('problem', models.TextField(blank=True)),
                ('reported_at', models.DateTimeField()),
            ],
            options={
                'ordering': ('place',),
            },
        ),
        migrations.CreateModel(
            name='Restore',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('kind', models.CharField(choices=[('blackpearl', 'BlackPearl'), ('rio', 'Rio')], max_length=20, verbose_name='appliance')),
                ('file', models.CharField(max_length=4096)),
                ('name', models.CharField(default='', max_length=1000, verbose_name='backup file')),
                ('database', models.CharField(max_length=63)),
                ('dated', models.DateField(null=True, verbose_name='date of the data')),
                ('plan', models.JSONField(default=dict)),
                ('result', models.JSONField(default=dict)),
                ('answered', models.JSONField(default=list)),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed')),
            ],
            options={
                'ordering': ('-created_at',),
            },
        ),
        migrations.CreateModel(
            name='RestoredDatabase',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('kind', models.CharField(choices=[('blackpearl', 'BlackPearl'), ('rio', 'Rio')], max_length=20, verbose_name='appliance')),
                ('name', models.CharField(max_length=63)),
                ('size', models.PositiveBigIntegerField()),
                ('dated', models.DateField(null=True, verbose_name='date of the data')),
                ('restored_at', models.DateTimeField(verbose_name='restored')),
                ('last_read_at', models.DateTimeField(null=True, verbose_name='last read')),
                ('dropped_at', models.DateTimeField(null=True, verbose_name='deleted')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='RestoredDatabaseEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('kind', models.CharField(choices=[('blackpearl', 'BlackPearl'), ('rio', 'Rio')], max_length=20, verbose_name='appliance')),
                ('name', models.CharField(max_length=63)),
                ('size', models.PositiveBigIntegerField()),
                ('dated', models.DateField(null=True, verbose_name='date of the data')),
                ('restored_at', models.DateTimeField(verbose_name='restored')),
                ('dropped_at', models.DateTimeField(null=True, verbose_name='deleted')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RestoreEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('kind', models.CharField(choices=[('blackpearl', 'BlackPearl'), ('rio', 'Rio')], max_length=20, verbose_name='appliance')),
                ('file', models.CharField(max_length=4096)),
                ('name', models.CharField(default='', max_length=1000, verbose_name='backup file')),
                ('database', models.CharField(max_length=63)),
                ('dated', models.DateField(null=True, verbose_name='date of the data')),
                ('plan', models.JSONField(default=dict)),
                ('result', models.JSONField(default=dict)),
                ('answered', models.JSONField(default=list)),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ServerAssignment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ServerAssignmentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Backup',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('name', models.CharField(max_length=1000)),
                ('path', models.CharField(max_length=4096)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('format', models.CharField(max_length=50)),
                ('wrappers', models.JSONField(default=list)),
                ('dated', models.DateField(null=True, verbose_name='date of the data')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='backups', to='customers.customer')),
            ],
        ),
        migrations.CreateModel(
            name='BackupEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('name', models.CharField(max_length=1000)),
                ('path', models.CharField(max_length=4096)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('format', models.CharField(max_length=50)),
                ('wrappers', models.JSONField(default=list)),
                ('dated', models.DateField(null=True, verbose_name='date of the data')),
                ('customer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='restore.backup')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='databaseserver',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "restore_databaseserverevent" ("active", "address_variable", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."active", NEW."address_variable", NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='b1ddd4d57e95cd4cbcfef78f4c523b956d992535', operation='INSERT', pgid='pgtrigger_insert_insert_a5c85', table='restore_databaseserver', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='databaseserver',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "restore_databaseserverevent" ("active", "address_variable", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (NEW."active", NEW."address_variable", NEW."created_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."updated_at"); RETURN NULL;', hash='5465e9e9ca1db4a73df6b6d87aa2cd008adcf021', operation='UPDATE', pgid='pgtrigger_update_update_b8211', table='restore_databaseserver', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='databaseserver',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "restore_databaseserverevent" ("active", "address_variable", "created_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at") VALUES (OLD."active", OLD."address_variable", OLD."created_at", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."updated_at"); RETURN NULL;', hash='11e87b209e0012b198e2657670778229a64a94b5', operation='DELETE', pgid='pgtrigger_delete_delete_1f58b', table='restore_databaseserver', when='AFTER')),
        ),
        migrations.AddField(
            model_name='databaseserverevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='databaseserverevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='restore.databaseserver'),
        ),
        migrations.AddField(
            model_name='placereport',
            name='server',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='restore.databaseserver'),
        ),
        migrations.AddField(
            model_name='restore',
            name='backup',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='restores', to='restore.backup'),
        ),
        migrations.AddField(
            model_name='restore',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='restore',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='restores', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='restore',
            name='job',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='restore', to='jobs.job'),
        ),
        migrations.AddField(
            model_name='restore',
            name='server',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='restore.databaseserver'),
        ),
        migrations.AddField(
            model_name='restoreddatabase',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='databases', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='restoreddatabase',
            name='restore',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='restore.restore'),
        ),
        migrations.AddField(
            model_name='restoreddatabase',
            name='server',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='restore.databaseserver'),
        ),
        migrations.AddField(
            model_name='restoreddatabaseevent',
            name='customer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='restoreddatabaseevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='restoreddatabaseevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='restore.restoreddatabase'),
        ),
        migrations.AddField(
            model_name='restoreddatabaseevent',
            name='restore',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='restore.restore'),
        ),
        migrations.AddField(
            model_name='restoreddatabaseevent',
            name='server',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='restore.databaseserver'),
        ),
        migrations.AddField(
            model_name='restoreevent',
            name='backup',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='restore.backup'),
        ),
        migrations.AddField(
            model_name='restoreevent',
            name='confirmed_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='restoreevent',
            name='customer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='restoreevent',
            name='job',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='jobs.job'),
        ),
        migrations.AddField(
            model_name='restoreevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='restoreevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='restore.restore'),
        ),
        migrations.AddField(
            model_name='restoreevent',
            name='server',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='restore.databaseserver'),
        ),
        migrations.AddField(
            model_name='serverassignment',
            name='customer',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='serverassignment',
            name='server',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='restore.databaseserver'),
        ),
        migrations.AddField(
            model_name='serverassignmentevent',
            name='customer',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer'),
        ),
        migrations.AddField(
            model_name='serverassignmentevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='serverassignmentevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='restore.serverassignment'),
        ),
        migrations.AddField(
            model_name='serverassignmentevent',
            name='server',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='restore.databaseserver'),
        ),
        migrations.AddConstraint(
            model_name='backup',
            constraint=models.UniqueConstraint(models.F('customer'), models.F('sha256'), name='backup_unique'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='backup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "restore_backupevent" ("created_at", "customer_id", "dated", "format", "id", "name", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "updated_at", "wrappers") VALUES (NEW."created_at", NEW."customer_id", NEW."dated", NEW."format", NEW."id", NEW."name", NEW."path", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sha256", NEW."size", NEW."updated_at", NEW."wrappers"); RETURN NULL;', hash='a5df0f9677513c133aff458a71693810ceacbcb0', operation='INSERT', pgid='pgtrigger_insert_insert_87ffe', table='restore_backup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='backup',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "restore_backupevent" ("created_at", "customer_id", "dated", "format", "id", "name", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "updated_at", "wrappers") VALUES (NEW."created_at", NEW."customer_id", NEW."dated", NEW."format", NEW."id", NEW."name", NEW."path", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sha256", NEW."size", NEW."updated_at", NEW."wrappers"); RETURN NULL;', hash='6bb5d3bd8121c79cdf6f25229cb559c316ab64f2', operation='UPDATE', pgid='pgtrigger_update_update_a6bf5', table='restore_backup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='backup',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "restore_backupevent" ("created_at", "customer_id", "dated", "format", "id", "name", "path", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "size", "updated_at", "wrappers") VALUES (OLD."created_at", OLD."customer_id", OLD."dated", OLD."format", OLD."id", OLD."name", OLD."path", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sha256", OLD."size", OLD."updated_at", OLD."wrappers"); RETURN NULL;', hash='04274bab306b3c05fb9b6ab7b6d824bb6d4b4b66', operation='DELETE', pgid='pgtrigger_delete_delete_9c333', table='restore_backup', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='backupevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='restore_bac_pgh_cre_354197_idx'),
        ),
        migrations.AddIndex(
            model_name='databaseserverevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='restore_dat_pgh_cre_5413b3_idx'),
        ),
        migrations.AddIndex(
            model_name='restore',
            index=models.Index(models.F('created_at'), models.F('id'), name='restore_created_at'),
        ),
        migrations.AddConstraint(
            model_name='restore',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['blackpearl', 'rio'])), name='restore_kind_known', violation_error_message='Choose one of: blackpearl, rio.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='restore',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "restore_restoreevent" ("answered", "backup_id", "confirmed_at", "confirmed_by_id", "created_at", "customer_id", "database", "dated", "file", "id", "job_id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "result", "server_id", "updated_at") VALUES (NEW."answered", NEW."backup_id", NEW."confirmed_at", NEW."confirmed_by_id", NEW."created_at", NEW."customer_id", NEW."database", NEW."dated", NEW."file", NEW."id", NEW."job_id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan", NEW."result", NEW."server_id", NEW."updated_at"); RETURN NULL;', hash='738c328b8d0c5c42c3782d7fd47e48b2e6a644ce', operation='INSERT', pgid='pgtrigger_insert_insert_27f0e', table='restore_restore', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='restore',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "restore_restoreevent" ("answered", "backup_id", "confirmed_at", "confirmed_by_id", "created_at", "customer_id", "database", "dated", "file", "id", "job_id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "result", "server_id", "updated_at") VALUES (NEW."answered", NEW."backup_id", NEW."confirmed_at", NEW."confirmed_by_id", NEW."created_at", NEW."customer_id", NEW."database", NEW."dated", NEW."file", NEW."id", NEW."job_id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan", NEW."result", NEW."server_id", NEW."updated_at"); RETURN NULL;', hash='93e86a7fb3f584c5404abd3a7fdce6cbc22bc7fd', operation='UPDATE', pgid='pgtrigger_update_update_cc119', table='restore_restore', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='restore',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "restore_restoreevent" ("answered", "backup_id", "confirmed_at", "confirmed_by_id", "created_at", "customer_id", "database", "dated", "file", "id", "job_id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "result", "server_id", "updated_at") VALUES (OLD."answered", OLD."backup_id", OLD."confirmed_at", OLD."confirmed_by_id", OLD."created_at", OLD."customer_id", OLD."database", OLD."dated", OLD."file", OLD."id", OLD."job_id", OLD."kind", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan", OLD."result", OLD."server_id", OLD."updated_at"); RETURN NULL;', hash='757bdc18c3115f9467916e1cfd05130538bea1c3', operation='DELETE', pgid='pgtrigger_delete_delete_46bf0', table='restore_restore', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='restoreddatabase',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['blackpearl', 'rio'])), name='restored_kind_known', violation_error_message='Choose one of: blackpearl, rio.'),
        ),
        migrations.AddConstraint(
            model_name='restoreddatabase',
            constraint=models.UniqueConstraint(condition=models.Q(('dropped_at', None)), fields=('customer', 'kind'), name='restored_database_one_alive'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='restoreddatabase',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "restore_restoreddatabaseevent" ("created_at", "customer_id", "dated", "dropped_at", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restore_id", "restored_at", "server_id", "size", "updated_at") VALUES (NEW."created_at", NEW."customer_id", NEW."dated", NEW."dropped_at", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."restore_id", NEW."restored_at", NEW."server_id", NEW."size", NEW."updated_at"); RETURN NULL;', hash='6295dbd8d866bb6a9268fbc48e3e411b1d18f4ec', operation='INSERT', pgid='pgtrigger_insert_insert_0c10f', table='restore_restoreddatabase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='restoreddatabase',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."customer_id" IS DISTINCT FROM (NEW."customer_id") OR OLD."dated" IS DISTINCT FROM (NEW."dated") OR OLD."dropped_at" IS DISTINCT FROM (NEW."dropped_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."restore_id" IS DISTINCT FROM (NEW."restore_id") OR OLD."restored_at" IS DISTINCT FROM (NEW."restored_at") OR OLD."server_id" IS DISTINCT FROM (NEW."server_id") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at"))', func='INSERT INTO "restore_restoreddatabaseevent" ("created_at", "customer_id", "dated", "dropped_at", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restore_id", "restored_at", "server_id", "size", "updated_at") VALUES (NEW."created_at", NEW."customer_id", NEW."dated", NEW."dropped_at", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."restore_id", NEW."restored_at", NEW."server_id", NEW."size", NEW."updated_at"); RETURN NULL;', hash='0d36fb0be62d0ea9f0ffb1b0c07fcd1a7c33cabd', operation='UPDATE', pgid='pgtrigger_update_update_13d31', table='restore_restoreddatabase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='restoreddatabase',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "restore_restoreddatabaseevent" ("created_at", "customer_id", "dated", "dropped_at", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restore_id", "restored_at", "server_id", "size", "updated_at") VALUES (OLD."created_at", OLD."customer_id", OLD."dated", OLD."dropped_at", OLD."id", OLD."kind", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."restore_id", OLD."restored_at", OLD."server_id", OLD."size", OLD."updated_at"); RETURN NULL;', hash='eb559c7a9f3b3234ee22adfaff6a23e9ec59775e', operation='DELETE', pgid='pgtrigger_delete_delete_8d5d7', table='restore_restoreddatabase', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='restoreddatabaseevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='restore_res_pgh_cre_965b74_idx'),
        ),
        migrations.AddIndex(
            model_name='restoreevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='restore_res_pgh_cre_4d1525_idx'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='serverassignment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "restore_serverassignmentevent" ("created_at", "customer_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "server_id", "updated_at") VALUES (NEW."created_at", NEW."customer_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."server_id", NEW."updated_at"); RETURN NULL;', hash='782717e8ae24b08878f8320467429b3d3477a6a5', operation='INSERT', pgid='pgtrigger_insert_insert_f438e', table='restore_serverassignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='serverassignment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "restore_serverassignmentevent" ("created_at", "customer_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "server_id", "updated_at") VALUES (NEW."created_at", NEW."customer_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."server_id", NEW."updated_at"); RETURN NULL;', hash='e3944712694982469928c69caccac0175ab603cd', operation='UPDATE', pgid='pgtrigger_update_update_f2b3e', table='restore_serverassignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='serverassignment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "restore_serverassignmentevent" ("created_at", "customer_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "server_id", "updated_at") VALUES (OLD."created_at", OLD."customer_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."server_id", OLD."updated_at"); RETURN NULL;', hash='33ac2d3e2e0254277b182ee511e06eeb38401264', operation='DELETE', pgid='pgtrigger_delete_delete_fa00e', table='restore_serverassignment', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='serverassignmentevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='restore_ser_pgh_cre_3cecab_idx'),
        ),
    ]
