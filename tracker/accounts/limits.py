"""How often a password or a code may be guessed.

Whoever tries takes a place at each of several counters, and gives it back when the
guess was right; so any number of guesses at once are still counted. No counter alone
lets anyone lock out somebody else: those who come from a known device have one of
their own, which nobody else can fill.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from time import time

from django.core.cache import cache

MINUTE = 60


@dataclass(frozen=True)
class Rule:
    """So many wrong guesses in so many seconds, counted afresh in each such time."""

    name: str
    most: int
    seconds: int


@dataclass(frozen=True)
class Rules:
    address: Rule  # of all accounts
    pair: Rule  # of an account, from one address
    account: Rule  # from all addresses
    device: Rule  # of an account, from a device that it is known on


PASSWORDS = Rules(
    address=Rule("address", 50, 5 * MINUTE),
    pair=Rule("pair", 5, 5 * MINUTE),
    account=Rule("account", 30, 15 * MINUTE),
    device=Rule("device", 20, 15 * MINUTE),
)
CODES = Rules(
    address=Rule("code-address", 50, 5 * MINUTE),
    pair=Rule("code-pair", 5, 5 * MINUTE),
    account=Rule("code-account", 10, 15 * MINUTE),
    device=Rule("code-device", 10, 15 * MINUTE),
)


class LockedOutError(Exception):
    """Too many guesses were wrong."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True)
class Counter:
    rule: Rule
    key: str
    until: datetime

    def take(self) -> None:
        seconds = max(1, int(self.until.timestamp() - time()) + 1)
        cache.add(self.key, 0, seconds)
        try:
            count = cache.incr(self.key)
        except ValueError:  # its time ended in between
            return
        if count > self.rule.most:
            raise LockedOutError(self.until)

    def give_back(self) -> None:
        with suppress(ValueError):
            cache.decr(self.key)


@dataclass(frozen=True)
class Guess:
    """One attempt, and where it is counted."""

    counters: tuple[Counter, ...]

    def begin(self) -> None:
        """In their order: whoever is refused by one does not fill the next."""
        for counter in self.counters:
            counter.take()

    def was_right(self) -> None:
        for counter in self.counters:
            counter.give_back()


def guess(rules: Rules, *, account: str, address: str, device: str = "") -> Guess:
    """`device` is what the account is known on, if it is."""
    if device:
        return Guess((_counter(rules.device, account, device),))
    return Guess(
        (
            _counter(rules.address, address),
            _counter(rules.pair, account, address),
            _counter(rules.account, account),
        )
    )


def _counter(rule: Rule, *whose: str) -> Counter:
    number = int(time() // rule.seconds)
    owner = sha256("\0".join(whose).encode()).hexdigest()
    until = datetime.fromtimestamp((number + 1) * rule.seconds, UTC)
    return Counter(rule, f"login:{rule.name}:{owner}:{number}", until)
