from django.db import migrations


class Migration(migrations.Migration):
    """The context of history is written by the owner's function, never by hand."""

    dependencies = [
        ("tracker", "0001_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]
    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION _pgh_attach_context()"
            " SECURITY DEFINER SET search_path = public, pg_temp",
            "ALTER FUNCTION _pgh_attach_context() SECURITY INVOKER RESET search_path",
        )
    ]
