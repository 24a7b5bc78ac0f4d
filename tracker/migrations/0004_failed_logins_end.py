from django.db import migrations

# The application may remove no failed login, neither the row nor its history; this
# function of the owner's removes both, and only what is as old as it says itself.
FORGET = """
CREATE FUNCTION tracker_forget_failed_logins() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    old uuid[] := ARRAY(
        SELECT id FROM tracker_failedlogin
        WHERE created_at < now() - interval '180 days' LIMIT 10000
    );
BEGIN
    DELETE FROM tracker_failedlogin WHERE id = ANY(old);
    DELETE FROM tracker_failedloginevent WHERE pgh_obj_id = ANY(old);
    RETURN cardinality(old);
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("tracker", "0003_ended_sessions")]

    operations = [
        migrations.RunSQL(FORGET, "DROP FUNCTION tracker_forget_failed_logins()"),
    ]
