from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever stands here needs a Chromium."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def styleguide(settings, live_server, log_in, administrator) -> str:
    settings.ROOT_URLCONF = "tests.reports.urls"
    log_in(administrator)
    return f"{live_server.url}/styleguide/"
