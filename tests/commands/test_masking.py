import pytest

from tracker.commands.values import masked


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["c", "--password", "canary"], "c --password '…'"),
        (["c", "--api-token=canary"], "c '--api-token=…'"),
        (["c", "pg://me:canary@db/x"], "c 'pg://me:…@db/x'"),
        (["c", "--name", "a b"], "c --name 'a b'"),
    ],
)
def test_secrets_are_not_kept(arguments, shown):
    assert masked(arguments) == shown


def test_long_command_lines_are_cut():
    assert len(masked(["c", "x" * 5000])) == 1000
