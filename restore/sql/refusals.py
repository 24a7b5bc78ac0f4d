"""Why a dump is refused, where several modules say the same."""

from files.errors import Refused
from files.sql.refusals import UNCHANGED

RIGHT_FILE = "Check that this is an appliance's own backup."
# Of a plain dump a part that something else needs cannot be left out, of others it can.
AS_CUSTOM = (
    "Make the dump again with pg_dump -Fc: from such a dump, the parts that need this "
    "are left out and the rest is restored."
)
NOTHING_LOADED = f"Nothing was loaded. {UNCHANGED}"
AS_UTF8 = "Make it again with pg_dump --encoding=UTF8."
UNLISTED = "which is not on the list of harmless functions"
GROWING = "which could take any amount of memory"


class UnsafeDefinition(Refused):
    """A definition uses something that may not run while a backup is loaded."""

    def __init__(self, used: str, reason: str = UNLISTED) -> None:
        self.why = f"uses {used}, {reason}"
        super().__init__(
            "unsafe_definition",
            f"A definition in this dump {self.why}. {NOTHING_LOADED}",
        )


def old_strings() -> Refused:
    return Refused(
        "old_strings",
        "This dump writes texts in the old way (standard_conforming_strings is off). "
        "Make it again with that setting on.",
    )
