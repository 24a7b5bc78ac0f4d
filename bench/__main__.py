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
    parser.add_argument("--upload", type=int, default=2**30, help="size in bytes")
    parser.add_argument(
        "--forecast", action="store_true", help="only the back-test of the forecast"
    )
    parser.add_argument("--series", type=int, default=200, help="number per kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--csv", type=Path, nargs="*", default=[], help="real series")
    parser.add_argument("--phases", type=int, default=10_000)
    parser.add_argument("--measurements", type=int, default=1_000_000)
    parser.add_argument("--pages", action="store_true", help="only the pages")
    parser.add_argument(
        "--stock", action="store_true", help="only inventories and measurements"
    )
    parser.add_argument("--uploads", action="store_true", help="only uploads")
    options = parser.parse_args()
    from bench import forecasting

    if not (options.pages or options.stock or options.uploads):
        forecasting.run(count=options.series, seed=options.seed, files=options.csv)
    if options.forecast:
        return
    import embedded

    with embedded.services():
        import django

        django.setup()
        from bench import fragment, pages, restoring, stocktaking, uploading

        if options.pages:
            pages.run(phases=options.phases, measurements=options.measurements)
            return
        if options.uploads:
            uploading.run(size=options.upload)
            return
        stocktaking.run(objects=options.objects, rounds=options.rounds)
        if options.stock:
            return
        fragment.run()
        uploading.run(size=options.upload)
        restoring.run(objects=options.objects, rounds=options.rounds)


if __name__ == "__main__":
    main()
