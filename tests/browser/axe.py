"""What axe-core finds wrong with the page that a browser shows, for whoever sees or hears it otherwise."""

import importlib.util
from pathlib import Path

import pytest


def violations(browser, part="html", **options):
    """(rule, beginnings of the elements) of each fault in a part of the page; skips where axe is not installed.

    ``options`` are those of ``axe.run``.
    """
    found = importlib.util.find_spec("axe_core_python")
    if found is None:
        pytest.skip("not installed: axe-core-python")
    browser.execute_script(Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8"))
    told = browser.execute_async_script(
        "const [part, options, end] = arguments; axe.run(part, options).then((found) => end(found.violations))",
        part,
        options,
    )
    return [(one["id"], [node["html"][:100] for node in one["nodes"]]) for one in told]
