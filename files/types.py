from collections.abc import Callable

Tick = Callable[[int], None]  # hears how many bytes have been read by now
