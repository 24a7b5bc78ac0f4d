"""How far all phases of a project were together, day by day.

Between two measurements a phase stays where the earlier one left it. The database adds
up, so that measuring one phase does not read the measurements of all others.
"""

from uuid import UUID

from django.db import connection

from phases.forecast.series import thinned

MOST = 120  # days: as many as a chart shows well

# As in `Measured`: of several measurements of one day, the one with the latest figures;
# without a counted remaining, the larger of the baseline's source and its own.
SUMS = """
WITH own AS (
    SELECT phases_migrationdata.* FROM phases_migrationdata
    JOIN phases_phase ON phases_phase.id = phase_id WHERE project_id = %s
), baseline AS (
    SELECT DISTINCT ON (phase_id) phase_id, source_objects, source_size FROM own
    ORDER BY phase_id, type <> 'REFERENCE', timestamp, figures_at, created_at
), measured AS (
    SELECT DISTINCT ON (phase_id, timestamp) phase_id, timestamp AS day,
        target_objects AS objects_done, target_size AS bytes_done,
        coalesce(
            remaining_objects::numeric + target_objects,
            greatest(own.source_objects, baseline.source_objects)
        ) AS objects_all,
        coalesce(
            remaining_size::numeric + target_size,
            greatest(own.source_size, baseline.source_size)
        ) AS bytes_all
    FROM own JOIN baseline USING (phase_id)
    ORDER BY phase_id, timestamp, figures_at DESC, created_at DESC
), step AS (
    SELECT day,
        objects_done - lag(objects_done, 1, 0::bigint) OVER phase AS objects_done,
        objects_all - lag(objects_all, 1, 0::numeric) OVER phase AS objects_all,
        bytes_done - lag(bytes_done, 1, 0::bigint) OVER phase AS bytes_done,
        bytes_all - lag(bytes_all, 1, 0::numeric) OVER phase AS bytes_all
    FROM measured WINDOW phase AS (PARTITION BY phase_id ORDER BY day)
)
SELECT day, sum(sum(objects_done)) OVER days, sum(sum(objects_all)) OVER days,
    sum(sum(bytes_done)) OVER days, sum(sum(bytes_all)) OVER days
FROM step GROUP BY day WINDOW days AS (ORDER BY day) ORDER BY day
"""

Day = tuple[str, int, int, int, int]


def course_of(project: UUID) -> list[Day]:
    """Objects done, of how many, bytes done, of how many."""
    with connection.cursor() as cursor:
        cursor.execute(SUMS, [project])
        rows = cursor.fetchall()
    return [(row[0].isoformat(), *map(int, row[1:])) for row in thinned(rows, MOST)]  # type: ignore[misc]
