from django.db import migrations

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
    dependencies = [("phases", "0001_initial")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
