"""One major's programs, as a process, so that the download can be stopped.

python -m embedded.fetch MAJOR
"""

import signal
import sys

from embedded.binaries import binaries
from embedded.errors import EmbeddedError


def main(major: int) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and leave no draft
    try:
        binaries(major)
    except EmbeddedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(int(sys.argv[1]))
