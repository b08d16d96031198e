"""Pictures of every view of the lab, light and dark: ``python docs/screenshots.py`` writes docs/lab_*.png.

``python docs/screenshots.py plan`` writes those of the views that are named alone. ``--every FOLDER`` writes the views
to a folder as a phone, a laptop and a projector show them: light, dark, and in the colours of high contrast.

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
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image
from selenium import webdriver

# By view: its address, and the seconds until there is something to see.
VIEWS = {
    "watch": ("watch?people=20000&schedules=macro_only,micro_only&hour=330", 6.0),
    "virality": ("virality", 25.0),
    "compare": ("compare?people=20000&schedules=macro_only,micro_only,hybrid&assumptions=documents", 20.0),
    "assumptions": ("assumptions?objective=engagement&people=100000", 45.0),
    "home": ("", 6.0),
    "teach": ("teach", 6.0),
    "schedule": ("schedule", 6.0),
    "plan": ("plan?plan_people=20000&budget_eur=12000&objective=engagement&effort=glance&posts_each=1", 6.0),
    "task": ("task?number=1&seed=1", 6.0),
    "sheet": ("sheet?seed=1", 6.0),
}
IN_THE_DOCS = ("watch", "virality", "compare", "assumptions", "home", "teach", "schedule", "plan")
SIZES = {"phone": (390, 844), "laptop": (1280, 1117), "projector": (1920, 1080)}  # pixels
COLOURS = {
    "light": {"prefers-color-scheme": "light", "forced-colors": "none"},
    "dark": {"prefers-color-scheme": "dark", "forced-colors": "none"},
    "forced": {"prefers-color-scheme": "dark", "forced-colors": "active"},
}
FOLDER = Path(__file__).parent


def main(names: Sequence[str], folder: Path, looks: Mapping[str, tuple[str, str]]) -> None:
    """Starts a lab, takes pictures of these views in each of the looks (size, colours, by end of name), and ends it."""
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
            for end, (size, colours) in looks.items():
                _look(browser, size, colours)
                for name in names:
                    picture = _picture(browser, f"http://127.0.0.1:{port}", name)
                    picture.save(folder / f"lab_{name}_{end}.png", optimize=True)
        finally:
            browser.quit()
    finally:
        lab.terminate()
        lab.wait(20)


def _look(browser: webdriver.Chrome, size: str, colours: str) -> None:
    """What is opened from here on is seen at this size, in these colours."""
    width, height = SIZES[size]
    screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == "phone"}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    features = [{"name": name, "value": value} for name, value in COLOURS[colours].items()]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def _picture(browser: webdriver.Chrome, lab: str, name: str) -> Image.Image:
    """A view, once there is something to see."""
    address, seconds = VIEWS[name]
    browser.get(f"{lab}/{address}")
    if name == "assumptions":
        time.sleep(6.0)
        browser.find_element("css selector", "[data-tornado]").click()
    if name == "plan":
        _planned(browser)
    time.sleep(seconds)
    picture = Image.open(io.BytesIO(browser.get_screenshot_as_png())).convert("RGB")
    return picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


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
    ):
        options.add_argument(argument)
    return webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--every", folder]:
            Path(folder).mkdir(parents=True, exist_ok=True)
            every = {f"{size}_{colours}": (size, colours) for size in SIZES for colours in COLOURS}
            main(list(VIEWS), Path(folder), every)
        case chosen if not set(chosen) <= VIEWS.keys():
            sys.exit(__doc__)
        case chosen:
            main(chosen or IN_THE_DOCS, FOLDER, {colours: ("laptop", colours) for colours in ("light", "dark")})
