"""Spoils good files, and limits the time and memory for reading them."""

import os
import signal
import tracemalloc
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from files.errors import Refused

MEMORY = 32 * 1024**2
HANGS = 120.0  # seconds, for work that takes milliseconds on any machine
LENGTHS = (0, 1, 2**7, 2**15, 2**24, 2**31 - 1, 2**31, 2**32 - 1)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
# The same in each run; `make fuzz` asks for more of them.
MANY = settings(FEW, max_examples=int(os.environ.get("FUZZ_EXAMPLES", "200")))


def check(refused: Refused) -> None:
    assert refused.sentence.isprintable(), refused.sentence
    assert refused.code.isidentifier()
    assert len(refused.sentence) < 1000


def some(content: bytes) -> bool:
    """One in four, and the same ones again: tracing memory takes four times as long."""
    return not zlib.crc32(content) % 4


@contextmanager
def bounds(*, traced: bool, most: int = MEMORY) -> Iterator[None]:
    """The block ends in a result or in a refusal, soon and in little memory."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise AssertionError("It hangs.")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, HANGS)
    if traced:
        tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    except Refused as refused:
        check(refused)
    finally:
        tracemalloc.stop()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@st.composite
def spoilt(draw: st.DrawFn, seeds: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """One of the seeds with bytes changed, cut out, doubled, put in or cut off."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        until = at + draw(st.integers(0, 400))
        match draw(
            st.sampled_from(["change", "length", "word", "cut", "twice", "end"])
        ):
            case "change":
                data[at : at + 4] = draw(st.binary(min_size=1, max_size=4))
            case "length":
                number = draw(st.sampled_from(LENGTHS))
                data[at : at + 4] = number.to_bytes(4, "little")
            case "word":
                data[at:at] = draw(st.sampled_from(words))
            case "cut":
                del data[at:until]
            case "twice":
                data[at:until] = data[at:until] * 2
            case "end":
                del data[at:]
    return bytes(data)
