pytest_plugins = [
    "tests.fixtures.services",
    "tests.fixtures.people",
    "tests.fixtures.jobs",
    "tests.fixtures.browser",
    "tests.fault.restoring",
]
