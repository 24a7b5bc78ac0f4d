import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
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
        ('restore', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Inventory',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('kind', models.CharField(choices=[('blackpearl', 'BlackPearl'), ('rio', 'Rio')], max_length=20, verbose_name='appliance')),
                ('dated', models.DateField(verbose_name='date of the data')),
                ('taken_at', models.DateTimeField(verbose_name='created')),
                ('seconds', models.FloatField(verbose_name='duration')),
                ('backup_name', models.CharField(max_length=1000, verbose_name='backup')),
                ('backup_sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('backup_size', models.PositiveBigIntegerField()),
                ('notes', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text='What the catalogue lacks, and how oddities were counted.', size=None)),
                ('objects_count', models.PositiveBigIntegerField(default=0, verbose_name='objects')),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('blobs_count', models.PositiveBigIntegerField(default=0, verbose_name='blobs')),
                ('sanity', models.JSONField(default=dict, help_text='Counts by the names in SANITY.', verbose_name='data checks')),
                ('discarded_at', models.DateTimeField(blank=True, null=True)),
                ('discard_reason', models.CharField(blank=True, max_length=500)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inventories', to='customers.customer')),
                ('discarded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('job', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inventory', to='jobs.job')),
                ('restore', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inventories', to='restore.restore')),
            ],
            options={
                'verbose_name_plural': 'inventories',
                'ordering': ('-dated', '-taken_at'),
            },
        ),
        migrations.CreateModel(
            name='Bucket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=1100)),
                ('policy', models.CharField(blank=True, max_length=1100, verbose_name='data policy')),
                ('objects_count', models.PositiveBigIntegerField(default=0, verbose_name='objects')),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('blobs_count', models.PositiveBigIntegerField(default=0, verbose_name='blobs')),
                ('unfinished_objects', models.PositiveBigIntegerField(default=0, verbose_name='unfinished uploads')),
                ('unfinished_size', models.PositiveBigIntegerField(default=0, verbose_name='size of unfinished uploads')),
                ('inventory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='buckets', to='gather.inventory')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='BlobGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('locations', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('blobs_count', models.PositiveBigIntegerField(default=0, verbose_name='blobs')),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('bucket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blob_groups', to='gather.bucket')),
                ('inventory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blob_groups', to='gather.inventory')),
            ],
        ),
        migrations.CreateModel(
            name='InventoryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('kind', models.CharField(choices=[('blackpearl', 'BlackPearl'), ('rio', 'Rio')], max_length=20, verbose_name='appliance')),
                ('dated', models.DateField(verbose_name='date of the data')),
                ('taken_at', models.DateTimeField(verbose_name='created')),
                ('seconds', models.FloatField(verbose_name='duration')),
                ('backup_name', models.CharField(max_length=1000, verbose_name='backup')),
                ('backup_sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('backup_size', models.PositiveBigIntegerField()),
                ('notes', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text='What the catalogue lacks, and how oddities were counted.', size=None)),
                ('objects_count', models.PositiveBigIntegerField(default=0, verbose_name='objects')),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('blobs_count', models.PositiveBigIntegerField(default=0, verbose_name='blobs')),
                ('sanity', models.JSONField(default=dict, help_text='Counts by the names in SANITY.', verbose_name='data checks')),
                ('discarded_at', models.DateTimeField(blank=True, null=True)),
                ('discard_reason', models.CharField(blank=True, max_length=500)),
                ('customer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='customers.customer')),
                ('discarded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('job', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='jobs.job')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='gather.inventory')),
                ('restore', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='restore.restore')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Location',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('sort', models.CharField(choices=[('domain', 'Storage domain'), ('tape', 'Tape type in a storage domain'), ('pool', 'Pool partition in a storage domain'), ('broker', 'Broker')], max_length=10, verbose_name='type')),
                ('name', models.CharField(help_text='"domain", "domain/LTO9" or "domain/pool:partition"', max_length=1100)),
                ('domain', models.PositiveSmallIntegerField(blank=True, help_text='The number of the storage domain.', null=True)),
                ('medium', models.CharField(blank=True, help_text='"LTO9" or the name of a pool partition', max_length=1100)),
                ('inventory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='locations', to='gather.inventory')),
            ],
            options={
                'ordering': ('number',),
            },
        ),
        migrations.CreateModel(
            name='CopyGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('good', 'Good'), ('obsolete', 'Obsolete'), ('suspect', 'Suspect'), ('lost', 'Lost')], max_length=10)),
                ('copies', models.PositiveBigIntegerField(default=0)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('ejected_copies', models.PositiveBigIntegerField(default=0)),
                ('ejected_size', models.PositiveBigIntegerField(default=0)),
                ('inventory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copy_groups', to='gather.inventory')),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='copy_groups', to='gather.location')),
            ],
        ),
        migrations.CreateModel(
            name='BrokerGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_by', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('objects_count', models.PositiveBigIntegerField(default=0, verbose_name='objects')),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('inventory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='broker_groups', to='gather.inventory')),
                ('broker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='broker_groups', to='gather.location')),
            ],
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partition', models.CharField(blank=True, max_length=1100, null=True)),
                ('state', models.CharField(blank=True, max_length=1100)),
                ('write_preference', models.CharField(blank=True, max_length=1100)),
                ('inventory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='gather.inventory')),
                ('location', models.ForeignKey(help_text='The medium.', on_delete=django.db.models.deletion.CASCADE, related_name='members', to='gather.location')),
            ],
            options={
                'ordering': ('location__number',),
            },
        ),
        migrations.CreateModel(
            name='ObjectGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('complete', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('present', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('objects_count', models.PositiveBigIntegerField(default=0, verbose_name='objects')),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('bucket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='object_groups', to='gather.bucket')),
                ('inventory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='object_groups', to='gather.inventory')),
            ],
        ),
        migrations.CreateModel(
            name='Origin',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('type', models.CharField(max_length=20, verbose_name='type of phase')),
                ('source', models.TextField()),
                ('target', models.TextField()),
                ('partition', models.TextField(blank=True)),
                ('rule', models.CharField(choices=[('chosen', 'selected buckets'), ('named', "the bucket with the phase's name"), ('all', 'all buckets'), ('broker', 'all objects of the source broker')], max_length=10)),
                ('buckets', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None)),
                ('figures', models.JSONField(help_text='As gathered. Later corrections are shown next to them.')),
                ('inventory', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='origins', to='gather.inventory')),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job')),
                ('measurement', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='origin', to='phases.migrationdata')),
                ('tapes_inventory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='gather.inventory')),
            ],
        ),
        migrations.CreateModel(
            name='OriginEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated')),
                ('type', models.CharField(max_length=20, verbose_name='type of phase')),
                ('source', models.TextField()),
                ('target', models.TextField()),
                ('partition', models.TextField(blank=True)),
                ('rule', models.CharField(choices=[('chosen', 'selected buckets'), ('named', "the bucket with the phase's name"), ('all', 'all buckets'), ('broker', 'all objects of the source broker')], max_length=10)),
                ('buckets', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None)),
                ('figures', models.JSONField(help_text='As gathered. Later corrections are shown next to them.')),
                ('inventory', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='gather.inventory')),
                ('job', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='jobs.job')),
                ('measurement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='phases.migrationdata')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='gather.origin')),
                ('tapes_inventory', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='gather.inventory')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Partition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=1100)),
                ('of_pools', models.BooleanField(default=False)),
                ('inventory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partitions', to='gather.inventory')),
            ],
            options={
                'ordering': ('of_pools', 'name'),
            },
        ),
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=1100)),
                ('versioning', models.CharField(blank=True, max_length=1100)),
                ('inventory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='policies', to='gather.inventory')),
            ],
            options={
                'verbose_name_plural': 'policies',
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Pool',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=1100)),
                ('partition', models.CharField(blank=True, max_length=1100, null=True)),
                ('type', models.CharField(blank=True, max_length=1100)),
                ('state', models.CharField(blank=True, max_length=1100)),
                ('used_capacity', models.PositiveBigIntegerField(default=0)),
                ('available_capacity', models.PositiveBigIntegerField(default=0)),
                ('total_capacity', models.PositiveBigIntegerField(default=0)),
                ('reserved_capacity', models.PositiveBigIntegerField(default=0)),
                ('inventory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pools', to='gather.inventory')),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='pools', to='gather.location')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(blank=True, max_length=1100)),
                ('state', models.CharField(blank=True, max_length=1100)),
                ('isolation_level', models.CharField(blank=True, max_length=1100)),
                ('minimum_days_to_retain', models.BigIntegerField(blank=True, null=True)),
                ('domain', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='gather.location')),
                ('inventory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='gather.inventory')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='gather.policy')),
            ],
        ),
        migrations.CreateModel(
            name='TapeGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partition', models.CharField(blank=True, help_text='Empty if the tape has been ejected or lost.', max_length=1100, null=True)),
                ('type', models.CharField(max_length=1100)),
                ('state', models.CharField(max_length=1100)),
                ('assigned', models.BooleanField(help_text='Assigned to a storage domain.')),
                ('tapes', models.PositiveBigIntegerField(default=0)),
                ('usable', models.PositiveBigIntegerField(default=0, help_text='Normal, not full, not write-protected, not being ejected.')),
                ('full', models.PositiveBigIntegerField(default=0)),
                ('total_raw_capacity', models.PositiveBigIntegerField(default=0)),
                ('available_raw_capacity', models.PositiveBigIntegerField(default=0)),
                ('inventory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tape_groups', to='gather.inventory')),
                ('location', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tape_groups', to='gather.location')),
            ],
            options={
                'ordering': ('partition', 'type', 'state'),
            },
        ),
        migrations.AddIndex(
            model_name='inventory',
            index=models.Index(fields=['customer', 'kind', '-dated', '-taken_at'], name='inventory_newest'),
        ),
        migrations.AddConstraint(
            model_name='inventory',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['blackpearl', 'rio'])), name='inventory_kind_known', violation_error_message='Choose one of: blackpearl, rio.'),
        ),
        migrations.AddConstraint(
            model_name='inventory',
            constraint=models.CheckConstraint(condition=models.Q(('seconds__gte', 0)), name='inventory_took_time'),
        ),
        migrations.AddConstraint(
            model_name='inventory',
            constraint=models.CheckConstraint(condition=models.Q(('discarded_at', None), ('discard_reason__regex', '\\S'), _connector='OR'), name='inventory_discarded_for_a_reason', violation_error_message='Enter a reason for discarding this inventory.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='inventory',
            trigger=pgtrigger.compiler.Trigger(name='counted_for_good', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."customer_id" IS DISTINCT FROM (NEW."customer_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."restore_id" IS DISTINCT FROM (NEW."restore_id") OR OLD."taken_at" IS DISTINCT FROM (NEW."taken_at") OR OLD."objects_count" IS DISTINCT FROM (NEW."objects_count") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."blobs_count" IS DISTINCT FROM (NEW."blobs_count") OR OLD."sanity" IS DISTINCT FROM (NEW."sanity"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='91840d5557e6f22bcd1d30914e0bb71c327e7c4e', operation='UPDATE', pgid='pgtrigger_counted_for_good_939cd', table='gather_inventory', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='inventory',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "gather_inventoryevent" ("backup_name", "backup_sha256", "backup_size", "blobs_count", "created_at", "customer_id", "dated", "discard_reason", "discarded_at", "discarded_by_id", "id", "job_id", "kind", "notes", "objects_count", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restore_id", "sanity", "seconds", "size", "taken_at", "updated_at") VALUES (NEW."backup_name", NEW."backup_sha256", NEW."backup_size", NEW."blobs_count", NEW."created_at", NEW."customer_id", NEW."dated", NEW."discard_reason", NEW."discarded_at", NEW."discarded_by_id", NEW."id", NEW."job_id", NEW."kind", NEW."notes", NEW."objects_count", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."restore_id", NEW."sanity", NEW."seconds", NEW."size", NEW."taken_at", NEW."updated_at"); RETURN NULL;', hash='3e9c9672027a3388c1075f98785b081263de4be9', operation='INSERT', pgid='pgtrigger_insert_insert_e82a0', table='gather_inventory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='inventory',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "gather_inventoryevent" ("backup_name", "backup_sha256", "backup_size", "blobs_count", "created_at", "customer_id", "dated", "discard_reason", "discarded_at", "discarded_by_id", "id", "job_id", "kind", "notes", "objects_count", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restore_id", "sanity", "seconds", "size", "taken_at", "updated_at") VALUES (NEW."backup_name", NEW."backup_sha256", NEW."backup_size", NEW."blobs_count", NEW."created_at", NEW."customer_id", NEW."dated", NEW."discard_reason", NEW."discarded_at", NEW."discarded_by_id", NEW."id", NEW."job_id", NEW."kind", NEW."notes", NEW."objects_count", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."restore_id", NEW."sanity", NEW."seconds", NEW."size", NEW."taken_at", NEW."updated_at"); RETURN NULL;', hash='ff6dd46d4d0db230a73c0ce3afac276b00c51dff', operation='UPDATE', pgid='pgtrigger_update_update_d4f58', table='gather_inventory', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='inventory',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "gather_inventoryevent" ("backup_name", "backup_sha256", "backup_size", "blobs_count", "created_at", "customer_id", "dated", "discard_reason", "discarded_at", "discarded_by_id", "id", "job_id", "kind", "notes", "objects_count", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "restore_id", "sanity", "seconds", "size", "taken_at", "updated_at") VALUES (OLD."backup_name", OLD."backup_sha256", OLD."backup_size", OLD."blobs_count", OLD."created_at", OLD."customer_id", OLD."dated", OLD."discard_reason", OLD."discarded_at", OLD."discarded_by_id", OLD."id", OLD."job_id", OLD."kind", OLD."notes", OLD."objects_count", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."restore_id", OLD."sanity", OLD."seconds", OLD."size", OLD."taken_at", OLD."updated_at"); RETURN NULL;', hash='9a4caa5008d3f5ad2bcbf65bae63ffd78b9379fc', operation='DELETE', pgid='pgtrigger_delete_delete_2b120', table='gather_inventory', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='bucket',
            constraint=models.UniqueConstraint(models.F('inventory'), models.F('number'), name='bucket_number'),
        ),
        migrations.AddConstraint(
            model_name='bucket',
            constraint=models.UniqueConstraint(models.F('inventory'), django.db.models.functions.text.MD5('name'), name='bucket_unique'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='bucket',
            trigger=pgtrigger.compiler.Trigger(name='bucket_as_counted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='ff54ec970ca3f12aea4d8b5a8a161bcb195ff688', operation='UPDATE', pgid='pgtrigger_bucket_as_counted_617c3', table='gather_bucket', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='blobgroup',
            constraint=models.UniqueConstraint(models.F('bucket'), models.F('locations'), name='blob_group_unique'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blobgroup',
            trigger=pgtrigger.compiler.Trigger(name='blobs_as_counted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='2d4ace482aafbf8b9fa3d3b6a044a28c56e3990e', operation='UPDATE', pgid='pgtrigger_blobs_as_counted_ecf4d', table='gather_blobgroup', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='inventoryevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='gather_inve_pgh_cre_505053_idx'),
        ),
        migrations.AddConstraint(
            model_name='location',
            constraint=models.UniqueConstraint(models.F('inventory'), models.F('number'), name='location_number'),
        ),
        migrations.AddConstraint(
            model_name='location',
            constraint=models.UniqueConstraint(models.F('inventory'), models.F('sort'), models.F('domain'), django.db.models.functions.text.MD5('name'), name='location_unique', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='location',
            constraint=models.CheckConstraint(condition=models.Q(('sort__in', ['domain', 'tape', 'pool', 'broker'])), name='location_sort_known', violation_error_message='Choose one of: domain, tape, pool, broker.'),
        ),
        migrations.AddConstraint(
            model_name='location',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('domain__isnull', False), ('sort__in', ('tape', 'pool'))), models.Q(('domain', None), ('sort__in', ('domain', 'broker'))), _connector='OR'), name='location_media_are_in_domains'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='location',
            trigger=pgtrigger.compiler.Trigger(name='location_as_counted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='d321470edc7584bcebb57d5febcce53cf989828c', operation='UPDATE', pgid='pgtrigger_location_as_counted_12220', table='gather_location', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='copygroup',
            constraint=models.UniqueConstraint(models.F('inventory'), models.F('location'), models.F('state'), name='copy_group_unique', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='copygroup',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['good', 'obsolete', 'suspect', 'lost'])), name='copy_group_state_known', violation_error_message='Choose one of: good, obsolete, suspect, lost.'),
        ),
        migrations.AddConstraint(
            model_name='copygroup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ejected_copies', 0), ('ejected_size', 0)), models.Q(('ejected_copies__lte', models.F('copies')), ('ejected_size__lte', models.F('size')), ('state', 'good')), _connector='OR'), name='copy_group_ejected_are_good'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='copygroup',
            trigger=pgtrigger.compiler.Trigger(name='copies_as_counted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='b481d0825ccedd7eb75437dd8fc73359c53d19d5', operation='UPDATE', pgid='pgtrigger_copies_as_counted_817d3', table='gather_copygroup', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='brokergroup',
            constraint=models.UniqueConstraint(models.F('broker'), models.F('held_by'), name='broker_group_unique'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='brokergroup',
            trigger=pgtrigger.compiler.Trigger(name='broker_objects_as_counted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='56bdcca263096cc163c9d4ac7347a1f4af6a736d', operation='UPDATE', pgid='pgtrigger_broker_objects_as_counted_c2b97', table='gather_brokergroup', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='member',
            trigger=pgtrigger.compiler.Trigger(name='member_as_counted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='e0d338fbed13116cffe96f973de9d8016b2c4b96', operation='UPDATE', pgid='pgtrigger_member_as_counted_ee8c2', table='gather_member', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='objectgroup',
            constraint=models.UniqueConstraint(models.F('bucket'), models.F('complete'), models.F('present'), name='object_group_unique'),
        ),
        migrations.AddConstraint(
            model_name='objectgroup',
            constraint=models.CheckConstraint(condition=models.Q(('present__contains', models.F('complete'))), name='object_group_complete_is_present'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='objectgroup',
            trigger=pgtrigger.compiler.Trigger(name='objects_as_counted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='1b1c906fca378b75439728ed9f7f65f03ecb42d6', operation='UPDATE', pgid='pgtrigger_objects_as_counted_923f6', table='gather_objectgroup', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='origin',
            constraint=models.CheckConstraint(condition=models.Q(('rule__in', ['chosen', 'named', 'all', 'broker'])), name='origin_rule_known', violation_error_message='Choose one of: chosen, named, all, broker.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='origin',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "gather_originevent" ("buckets", "created_at", "figures", "id", "inventory_id", "job_id", "measurement_id", "partition", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule", "source", "tapes_inventory_id", "target", "type", "updated_at") VALUES (NEW."buckets", NEW."created_at", NEW."figures", NEW."id", NEW."inventory_id", NEW."job_id", NEW."measurement_id", NEW."partition", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rule", NEW."source", NEW."tapes_inventory_id", NEW."target", NEW."type", NEW."updated_at"); RETURN NULL;', hash='5512e57bda74afb2abfd655ce5a2ff0b02e8cc61', operation='INSERT', pgid='pgtrigger_insert_insert_b0842', table='gather_origin', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='origin',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "gather_originevent" ("buckets", "created_at", "figures", "id", "inventory_id", "job_id", "measurement_id", "partition", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule", "source", "tapes_inventory_id", "target", "type", "updated_at") VALUES (NEW."buckets", NEW."created_at", NEW."figures", NEW."id", NEW."inventory_id", NEW."job_id", NEW."measurement_id", NEW."partition", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rule", NEW."source", NEW."tapes_inventory_id", NEW."target", NEW."type", NEW."updated_at"); RETURN NULL;', hash='2259b0cf0caa5a571569f36fb408a6e26c3f4ab5', operation='UPDATE', pgid='pgtrigger_update_update_4e7e2', table='gather_origin', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='origin',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "gather_originevent" ("buckets", "created_at", "figures", "id", "inventory_id", "job_id", "measurement_id", "partition", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rule", "source", "tapes_inventory_id", "target", "type", "updated_at") VALUES (OLD."buckets", OLD."created_at", OLD."figures", OLD."id", OLD."inventory_id", OLD."job_id", OLD."measurement_id", OLD."partition", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."rule", OLD."source", OLD."tapes_inventory_id", OLD."target", OLD."type", OLD."updated_at"); RETURN NULL;', hash='993976704e60ebbd1f876e84a8e9263446600bb1', operation='DELETE', pgid='pgtrigger_delete_delete_f8e69', table='gather_origin', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='originevent',
            index=models.Index(fields=['pgh_created_at', 'pgh_id'], name='gather_orig_pgh_cre_132b1d_idx'),
        ),
        migrations.AddConstraint(
            model_name='partition',
            constraint=models.UniqueConstraint(models.F('inventory'), models.F('of_pools'), django.db.models.functions.text.MD5('name'), name='partition_unique'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='partition',
            trigger=pgtrigger.compiler.Trigger(name='partition_as_counted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='3272a5e7e2ef7d2730ce3cd936191d42720c0ced', operation='UPDATE', pgid='pgtrigger_partition_as_counted_be454', table='gather_partition', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.UniqueConstraint(models.F('inventory'), django.db.models.functions.text.MD5('name'), name='policy_unique'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='policy',
            trigger=pgtrigger.compiler.Trigger(name='policy_as_counted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='46509b71e4454bbe02d729a7e43e1332177181d9', operation='UPDATE', pgid='pgtrigger_policy_as_counted_92a2d', table='gather_policy', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pool',
            trigger=pgtrigger.compiler.Trigger(name='pool_as_counted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='dbbe022e1c2bf0110ddf05395282bb29c35125cb', operation='UPDATE', pgid='pgtrigger_pool_as_counted_9a2b0', table='gather_pool', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rule',
            trigger=pgtrigger.compiler.Trigger(name='rule_as_counted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4cfac6a2dceca11188f702ee00191f975e7fa654', operation='UPDATE', pgid='pgtrigger_rule_as_counted_24c8d', table='gather_rule', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='tapegroup',
            constraint=models.UniqueConstraint(models.F('inventory'), models.F('location'), django.db.models.functions.text.MD5('partition'), django.db.models.functions.text.MD5('type'), django.db.models.functions.text.MD5('state'), models.F('assigned'), name='tape_group_unique', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='tapegroup',
            constraint=models.CheckConstraint(condition=models.Q(('full__lte', models.F('tapes')), ('usable__lte', models.F('tapes'))), name='tape_group_parts'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='tapegroup',
            trigger=pgtrigger.compiler.Trigger(name='tapes_as_counted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='33e2d8aa8c349292f0cb69759d246448c13073b9', operation='UPDATE', pgid='pgtrigger_tapes_as_counted_0b723', table='gather_tapegroup', when='BEFORE')),
        ),
    ]
