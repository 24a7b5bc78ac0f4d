"""Notes of phases move here, with ids, authors, times and all of their history."""

from django.conf import settings
from django.db import migrations

# Nothing of it is a change that someone made, so no trigger writes history of it.
NOTES = """
ALTER TABLE notes_note DISABLE TRIGGER USER;
INSERT INTO notes_note
    (id, created_at, updated_at, customer_id, project_id, phase_id, author_id, text)
SELECT note.id, note.created_at, note.updated_at, project.customer_id, NULL,
       note.phase_id, note.author_id, note.text
FROM phases_phasenote note
JOIN phases_phase phase ON phase.id = note.phase_id
JOIN projects_project project ON project.id = phase.project_id;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
ALTER TABLE notes_note ENABLE TRIGGER USER;
"""

# Of phases and projects that are gone, their history knows the customer.
HISTORY = """
WITH project_of AS (
    SELECT DISTINCT ON (id) id, project_id FROM phases_phaseevent
    ORDER BY id, pgh_id DESC
), customer_of AS (
    SELECT DISTINCT ON (id) id, customer_id FROM projects_projectevent
    ORDER BY id, pgh_id DESC
)
INSERT INTO notes_noteevent
    (pgh_created_at, pgh_label, pgh_context_id, pgh_obj_id, id, created_at,
     updated_at, customer_id, project_id, phase_id, author_id, text)
SELECT event.pgh_created_at, event.pgh_label, event.pgh_context_id, event.pgh_obj_id,
       event.id, event.created_at, event.updated_at,
       COALESCE(customer_of.customer_id, '00000000-0000-0000-0000-000000000000'),
       NULL, event.phase_id, event.author_id, event.text
FROM phases_phasenoteevent event
LEFT JOIN project_of ON project_of.id = event.phase_id
LEFT JOIN customer_of ON customer_of.id = project_of.project_id
ORDER BY event.pgh_id;
"""

# So what the admin logged, and rights that were given to single users, stay.
TYPES = """
UPDATE auth_permission SET
    codename = replace(codename, 'phasenote', 'note'),
    name = replace(name, 'phase note', 'note')
WHERE content_type_id IN (
    SELECT id FROM django_content_type
    WHERE app_label = 'phases' AND model IN ('phasenote', 'phasenoteevent')
);
UPDATE django_content_type
SET app_label = 'notes', model = replace(model, 'phasenote', 'note')
WHERE app_label = 'phases' AND model IN ('phasenote', 'phasenoteevent');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('notes', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(sql)
        for sql in (NOTES, HISTORY, TYPES)
    ]
