import os
import signal
import sys

from hypothesis import HealthCheck, settings

# Hundreds of processes import the product, and three rewrite all tests: compiled once.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

pytest_plugins = [
    "tests.fixtures.services",
    "tests.fixtures.people",
    "tests.fixtures.jobs",
    "tests.fixtures.browser",
    "tests.fault.restoring",
]

# A busy machine is no finding.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")

# Who starts the tests in the background, or with nohup, has them ignored; children
# that tests interrupt would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
