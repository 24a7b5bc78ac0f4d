import gc
import os
import signal
import sys

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

# Hundreds of processes import the product, and three rewrite all tests: compiled once.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

pytest_plugins = [
    "tests.fixtures.services",
    "tests.fixtures.people",
    "tests.fixtures.jobs",
    "tests.fixtures.processes",
    "tests.fixtures.browser",
    "tests.fault.restoring",
]

# A busy machine is no finding. The same examples each time: a failure is of the change
# that is tried. `make fuzz` looks further; what it finds becomes an @example.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", PATIENT, derandomize=True, database=None)
settings.register_profile("fuzz", PATIENT, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# Who starts the tests in the background, or with nohup, has them ignored; children
# that tests interrupt would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """All tests share the cores; a few start sooner in one process.

    Slow ones wait for other processes a third of the time: one more fills the gaps.
    """
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if not whole or config.option.keyword:
        return 0
    cores = min(len(os.sched_getaffinity(0)), 4)
    return cores if "not slow" in config.option.markexpr else cores + 1


def pytest_collection_finish() -> None:
    """What is there by now stays: the garbage collector need not look through it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


def pytest_sessionfinish() -> None:
    gc.unfreeze()  # libraries written in C clear up after themselves


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make fuzz` knows property tests by their mark; ordinary users skip root's."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("property")
        if os.geteuid() != 0 and item.get_closest_marker("root"):
            item.add_marker(pytest.mark.skip(reason="only root can"))
