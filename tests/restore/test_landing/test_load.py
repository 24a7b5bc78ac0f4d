from pathlib import Path

from restore.landing.publish import publish
from restore.landing.reading import read
from restore.landing.staging import Staging

from .conftest import Customer, load

OBJECTS = "SELECT pg_catalog.count(*), min(creation_date) FROM ds3.s3_object"


def test_an_archive_is_loaded_published_and_read(
    staging: Staging, archive: Path, customer: Customer
) -> None:
    load(staging, archive)
    published = publish(
        staging,
        live=customer.live,
        suffix=customer.suffix,
        tables=[("ds3", "s3_object")],
    )

    assert published.old == ""
    assert read(staging.server, customer.live, customer.suffix, OBJECTS) == [
        ("500", "infinity")
    ]
