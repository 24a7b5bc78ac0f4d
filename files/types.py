from collections.abc import Callable

Tick = Callable[[int], None]  # is told how many bytes have been read so far
