"""A page is one whole file: nothing is fetched, no script runs but its own, and names are words wherever they stand."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from experiments.page import page as making
from experiments.page.page import page
from sim.errors import InputError
from sim.scenario.scenario import Scenario

pytestmark = pytest.mark.second
EVIL = "</script><script>window.ran = 1</script><!-- ' & \" \N{SNOWMAN}"
SMALL = replace(Scenario.load(), simulated_people=2_000)
NAMES = ("macro_only", "hybrid")


class Parts(HTMLParser):
    """The elements of a page, and the text of its scripts that run."""

    def __init__(self, text: str):
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.running = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.running = tag == "script" and "type" not in dict(attrs)
        if self.running:
            self.scripts.append("")

    def handle_endtag(self, tag):
        self.running = False

    def handle_data(self, data):
        if self.running:
            self.scripts[-1] += data


@pytest.fixture(scope="module")
def text():
    evil = replace(SMALL, question=EVIL, brand=SMALL.brand.model_copy(update={"name": EVIL}))
    return page(evil, NAMES, 1, 1)


def test_the_same_question_gives_the_same_bytes():
    assert page(SMALL, NAMES, 1, 1) == page(SMALL, NAMES, 1, 1)


def test_nothing_is_fetched_from_anywhere(text):
    parts = Parts(text)
    addresses = [(tag, name, value) for tag, attrs in parts.elements for name, value in attrs.items()
                 if name in ("src", "href", "action", "srcset", "data")]  # fmt: skip
    assert addresses == [("link", "href", "data:,"), ("a", "href", "#towns")]
    assert "url(" not in text
    assert "@import" not in text
    assert re.findall(r"https?://[^\s\"')]*", text) == ["http://www.w3.org/2000/svg"]  # a name, and no address


def test_no_script_runs_but_its_own_and_the_policy_names_each(text):
    parts = Parts(text)
    policy = next(attrs["content"] for tag, attrs in parts.elements if attrs.get("http-equiv"))
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in parts.scripts]
    assert len(hashes) == 10
    (allowed,) = re.findall(r"script-src ([^;]*)", policy)
    assert allowed.split() == [*hashes, "'wasm-unsafe-eval'"]
    assert policy.startswith("default-src 'none'")
    assert "connect" not in policy
    assert "unsafe-inline" not in policy
    assert [name for _, attrs in parts.elements for name in attrs if name == "style" or name.startswith("on")] == []


def test_the_notices_of_what_is_compiled_into_it_are_in_it(text):
    for holder in ("Rich Felker", "Arm Limited", "Sun Microsystems", "Permission is hereby granted, free of charge"):
        assert holder in text


def test_a_name_is_never_markup(text):
    assert EVIL not in text
    assert "window.ran" not in "".join(Parts(text).scripts)


def test_a_file_that_is_too_large_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(making, "MOST_BYTES", 1_000)
    with pytest.raises(InputError, match="fewer --towns or fewer --people"):
        page(SMALL, NAMES, 1, 1)
