"""Where the demo does not belong, it is refused in a sentence."""

from customers.models import Customer
from samples.management.commands import load_demo
from tests.commands.conftest import assert_refused


def test_not_beside_real_customers(run, harbour):
    harbour.active = False  # nor beside those who are hidden
    harbour.save()
    result = run("load_demo")
    assert_refused(result, "or add --anyway")
    assert Customer.objects.get() == harbour


def test_not_outside_the_embedded_mode(run, settings, monkeypatch):
    settings.EMBEDDED = False
    # These settings are the tests' own: there is much to say against them.
    monkeypatch.setattr(load_demo.Command, "requires_system_checks", [])
    assert_refused(run("load_demo"), "uses an external database")
    assert not Customer.objects.exists()


def test_not_where_a_part_of_it_was_removed(run, northwind):
    assert_refused(run("load_demo"), "Load the demo into an empty tracker")


def test_anyway(run, harbour, monkeypatch):
    requested = []

    def load(command, lacking):
        requested.extend(lacking)
        return {}

    monkeypatch.setattr(load_demo.Command, "load", load)
    assert run("load_demo", "--anyway").code == 0
    assert "Northwind Studios" in requested
