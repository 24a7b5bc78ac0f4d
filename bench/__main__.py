"""`make bench`: speed as ratios of things measured one after the other in one run.

The machine is shared and noisy, so no figure here is a limit that a test asserts.
"""

import argparse
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ["TRACKER_VAR"] = str(ROOT / "var" / "bench")
os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--objects", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    from tracker import embedded

    with embedded.services():
        import django

        django.setup()
        from bench import restoring

        restoring.run(objects=options.objects, rounds=options.rounds)


if __name__ == "__main__":
    main()
