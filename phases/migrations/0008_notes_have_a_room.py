from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('phases', '0007_history_of_legacy_imports'),
        ('notes', '0002_from_phases'),
    ]

    operations = [
        migrations.DeleteModel(
            name='PhaseNoteEvent',
        ),
        migrations.DeleteModel(
            name='PhaseNote',
        ),
    ]
