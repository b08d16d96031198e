"""Pictures of every view of the lab, light and dark: ``python docs/screenshots.py`` writes docs/lab_*.png.

``python docs/screenshots.py plan`` writes those of the views that are named alone.

Needs Debian's chromium and chromium-driver, and the project's extras lab and dev.
"""

from __future__ import annotations

import io
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from selenium import webdriver

VIEWS = {
    "watch": "watch?people=20000&schedules=macro_only,micro_only&hour=330",
    "virality": "virality",
    "compare": "compare?people=20000&schedules=macro_only,micro_only,hybrid&assumptions=documents",
    "assumptions": "assumptions?objective=engagement&people=100000",
    "home": "",
    "teach": "teach",
    "schedule": "schedule",
    "plan": "plan?plan_people=20000&budget_eur=12000&objective=engagement&effort=glance&posts_each=1",
}
SECONDS = {"virality": 25.0, "compare": 20.0, "assumptions": 45.0}  # until there is something to see; 6 elsewhere
FOLDER = Path(__file__).parent


def main(names: Sequence[str]) -> None:
    """Starts a lab, looks at these views, and ends it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lab = subprocess.Popen([sys.executable, "-m", "experiments.cli", "lab", "--port", str(port), "--no-show"])
    try:
        _wait(f"http://127.0.0.1:{port}")
        browser = _browser()
        try:
            browser.get(f"http://127.0.0.1:{port}/assumptions")
            browser.execute_script("localStorage.setItem('groundswell-tour', 'seen')")  # it would stand in the picture
            for scheme in ("light", "dark"):
                preference = [{"name": "prefers-color-scheme", "value": scheme}]
                browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": preference})
                for name in names:
                    browser.get(f"http://127.0.0.1:{port}/{VIEWS[name]}")
                    if name == "assumptions":
                        time.sleep(6.0)
                        browser.find_element("css selector", "[data-tornado]").click()
                    if name == "plan":
                        _planned(browser)
                    time.sleep(SECONDS.get(name, 6.0))
                    picture = Image.open(io.BytesIO(browser.get_screenshot_as_png())).convert("RGB")
                    small = picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
                    small.save(FOLDER / f"lab_{name}_{scheme}.png", optimize=True)
        finally:
            browser.quit()
    finally:
        lab.terminate()
        lab.wait(20)


def _planned(browser: webdriver.Chrome) -> None:
    """Takes the example list and has its plan found."""
    time.sleep(6.0)
    browser.find_element("css selector", "[data-list=example]").click()
    time.sleep(6.0)
    browser.find_element("css selector", "[data-search]").click()
    deadline = time.monotonic() + 300
    while browser.find_element("css selector", "[data-search]").text != "Done":
        if time.monotonic() > deadline:
            raise TimeoutError("no plan was found in five minutes")
        time.sleep(1.0)
    browser.execute_script("scrollTo(0, 0)")


def _wait(address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def _browser() -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--use-gl=angle",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
        "--hide-scrollbars",
        "--window-size=1280,1260",
    ):
        options.add_argument(argument)
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))


if __name__ == "__main__":
    main(sys.argv[1:] or list(VIEWS))
