"""What the product's own code reports is in the log, whichever room it is in."""

import logging

import pytest
from django.conf import settings


@pytest.mark.parametrize("room", ["tracker", *settings.ROOMS])
def test_each_room_is_heard(room):
    assert logging.getLogger(f"{room}.anything").isEnabledFor(logging.INFO)
