"""A browser that looks at a lab."""

import time

import chromium
import pytest
from lab_on_screen import SEEN


@pytest.fixture(scope="session")
def browser(tmp_path_factory, lab):
    """A browser that has seen the tour."""
    started = chromium.started(
        chromium.found(),
        tmp_path_factory.mktemp("profile"),
        "--disable-gpu",  # a third of the work, as there is none: WebGL, which draws the towns, is there all the same
        "--enable-unsafe-swiftshader",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    )
    started.get(f"{lab}/assumptions")
    started.execute_script(f"localStorage.setItem('{SEEN}', 'seen')")
    yield started
    started.quit()


@pytest.fixture
def visit(browser, lab):
    """Opens an address of the lab; afterwards the browser must have had nothing to say and asked nobody else."""

    def opened(words="", width=chromium.WIDE, scheme="light", forced="none"):
        preference = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "forced-colors", "value": forced},
        ]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": preference})
        size = {"width": width, "height": 1100, "deviceScaleFactor": 1, "mobile": width == chromium.NARROW}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get(f"{lab}/{words}")
        return browser

    yield opened
    assert [one for one in browser.get_log("browser") if one["level"] == "SEVERE"] == []
    resources = browser.execute_script("return performance.getEntriesByType('resource').map((r) => r.name)")
    assert all(name.startswith((lab, "blob:", "data:")) for name in resources), resources


@pytest.fixture
def saved(browser, tmp_path):
    """Where the browser saves files: waits for one of this name that is whole, and returns its content."""
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})

    def whole(name):
        file = tmp_path / name
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline and not (file.exists() and file.stat().st_size):
            time.sleep(0.1)
        return file.read_bytes()

    return whole
