"""Sets of locations as words of 64 bits, which databases combine quickly."""

from collections.abc import Iterable, Iterator, Sequence

BITS = 64


def words_for(locations: int) -> int:
    return max(1, -(-locations // BITS))


def columns(prefix: str, words: int) -> list[str]:
    return [f"{prefix}{number}" for number in range(words)]


def split(numbers: Iterable[int], words: int) -> list[int]:
    """The words of a set of locations."""
    mask = sum(1 << number for number in set(numbers))
    return [mask >> BITS * word & (1 << BITS) - 1 for word in range(words)]


def join(words: Sequence[int]) -> tuple[int, ...]:
    """The set of locations of these words, in ascending order."""
    mask = sum(word << BITS * number for number, word in enumerate(words))
    return tuple(_numbers(mask))


def _numbers(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
