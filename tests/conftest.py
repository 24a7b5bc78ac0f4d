import signal

from hypothesis import HealthCheck, settings

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

# A shell lets what it starts in the background ignore it, and tests interrupt children.
signal.signal(signal.SIGINT, signal.default_int_handler)
