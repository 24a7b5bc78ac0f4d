"""The appliances whose catalogues are restored. Pure: no Django."""

from enum import StrEnum


class Appliance(StrEnum):
    """The values are stored, and given to commands: they stay."""

    BLACKPEARL = "blackpearl"
    RIO = "rio"

    @property
    def label(self) -> str:
        return {"blackpearl": "BlackPearl", "rio": "Rio"}[self.value]

    @property
    def prefix(self) -> str:
        """Its catalogue's own name, and how a restored database's name begins."""
        return {"blackpearl": "tapesystem", "rio": "rio_db"}[self.value]

    @property
    def other(self) -> "Appliance":
        return Appliance.RIO if self is Appliance.BLACKPEARL else Appliance.BLACKPEARL

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(appliance.value, appliance.label) for appliance in cls]
