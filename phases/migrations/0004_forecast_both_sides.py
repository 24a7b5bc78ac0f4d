from django.db import migrations, models
from django.db.models import F


def spread_both_sides(apps, schema_editor):
    """Earlier forecasts were as wide downwards as upwards."""
    forecasts = apps.get_model("phases", "PhaseForecast").objects
    forecasts.filter(sigma_up__isnull=False).update(sigma_down=F("sigma_up"))


class Migration(migrations.Migration):
    dependencies = [("phases", "0003_import_details")]

    operations = [
        migrations.RenameField("phaseforecast", "sigma", "sigma_up"),
        migrations.AddField(
            "phaseforecast", "sigma_down", models.FloatField(null=True)
        ),
        migrations.AddField("phaseforecast", "shift", models.FloatField(default=0)),
        migrations.AddField("phaseforecast", "scale", models.FloatField(default=1)),
        migrations.AddField(
            "phaseforecast", "method", models.PositiveSmallIntegerField(default=1)
        ),
        migrations.AlterField(
            "phaseforecast", "method", models.PositiveSmallIntegerField(default=2)
        ),
        migrations.AddField("phasesummary", "deviation", models.FloatField(null=True)),
        migrations.AlterField(
            "phasesummary", "forecasts_held", models.FloatField(default=0)
        ),
        migrations.RunPython(spread_both_sides, migrations.RunPython.noop),
    ]
