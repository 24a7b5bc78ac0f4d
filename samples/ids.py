"""UUIDs by the million, the same ones for the same seed."""

from random import Random


class Ids:
    """Kept as bytes; made into text where they are written."""

    def __init__(self, seed: str, count: int) -> None:
        self.raw = Random(seed).randbytes(16 * count)

    def texts(self, start: int, stop: int) -> list[str]:
        h = self.raw[16 * start : 16 * stop].hex()
        return [
            f"{h[i : i + 8]}-{h[i + 8 : i + 12]}-4{h[i + 13 : i + 16]}"
            f"-a{h[i + 17 : i + 20]}-{h[i + 20 : i + 32]}"
            for i in range(0, len(h), 32)
        ]
