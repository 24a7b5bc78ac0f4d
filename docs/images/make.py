"""Make the README's pictures anew, from the demo: `make demo`, `make up`, then

.venv/bin/python docs/images/make.py http://127.0.0.1:8000
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
VAR = Path(os.environ.get("TRACKER_VAR") or HERE.parents[1] / "var")
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WHO = "demo-manager"
# What each picture shows: the phase or project to open, and how much of its page.
PICTURES = {
    "home": ("", 1000),
    "phase": ("news_2019", 900),
    "project": ("Leave DIVA", 950),
}


def log_in(page: Page) -> None:
    lines = (VAR / "demo-passwords").read_text().splitlines()
    page.goto("/accounts/login/")
    page.get_by_label("Username").fill(WHO)
    page.get_by_label("Password", exact=True).fill(dict(map(str.split, lines))[WHO])
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/")


def main(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        page = browser.new_page(
            base_url=address, viewport={"width": 1280, "height": 900}
        )
        log_in(page)
        for name, (row, height) in PICTURES.items():
            page.set_viewport_size({"width": 1280, "height": height})
            page.goto("/")
            if row:
                page.get_by_role("link", name=row, exact=True).first.click()
                page.get_by_role("heading", name=row, level=1).wait_for()
            page.screenshot(path=HERE / f"{name}.png")


if __name__ == "__main__":
    main(*sys.argv[1:])
