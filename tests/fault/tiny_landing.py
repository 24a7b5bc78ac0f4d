"""A landing cluster on a file system of its own, until our input ends.

Each line of it asks for another start.

For a process of its own, started by test_small_disks within a mount namespace.
"""

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

if __name__ == "__main__":
    import django

    django.setup()
    from tests.fault.restoring import Landing

    landing = Landing()
    try:
        landing.start()
        landing.set_up()
        print("ready", flush=True)  # noqa: T201
        for _ in sys.stdin:
            landing.start()
            print("ready", flush=True)  # noqa: T201
    finally:
        landing.remove()
