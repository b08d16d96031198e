"""A lab that is served: whatever is asked it answers, never with a fault of its own, and to nobody else's pages.

It listens on this machine alone, and so do its visitors here.
"""

import base64
import http.client
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from experiments.lab.question.asked import MOST_CHARACTERS

pytest.importorskip("nicegui")

pytestmark = pytest.mark.slow

VIEWS = ("/", "/watch", "/virality", "/compare", "/plan", "/schedule", "/assumptions", "/teach", "/task", "/sheet")
PLAYED = ("/watched", "/hourly.csv", "/events.csv", "/town.png", "/town.gif")
TOLD = ("/scenario.toml", "/roster.csv")
SENT = ("/open", "/roster")
OWN = {"x-groundswell": "lab"}
SECURE = {
    "content-security-policy": "frame-ancestors 'none'",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
}


def asked(lab, address, method="GET", headers=None, body=None):
    """Status, headers and the beginning of what is answered."""
    connection = http.client.HTTPConnection(*lab.removeprefix("http://").split(":"), timeout=90)
    try:
        connection.request(method, address, body, headers or {})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()[:2_000]
    finally:
        connection.close()


WORDS = [
    *("people=0", "people=-1", "people=1e9", "people=%00", "people=" + "9" * 5_000, "people=2000&people=3000"),
    *("seed=1.5", "seed=99999999999999999999", "seed=%D9%A3", "seed=" + "1" * MOST_CHARACTERS),
    *("schedules=", "schedules=mix,mix", "schedules=" + "a," * 5_000, "schedules=%F0%9F%92%A5", "schedules=../../etc"),
    *("off=" + "fatigue," * 1_500, "off=gravity", "changed=a", "changed=" + "a:1," * 4_000, "changed=reach_rate:nan"),
    *("changed=fatigue_per_repeat:1e309", "scenario=" + "0" * 32, "scenario=../secret", "roster=" + "f" * 32),
    *("assumptions=hope", "objective=fame", "sharing=0", "mix_percent=101", "puzzle=10", "budget_eur=1"),
    *("&" * MOST_CHARACTERS, "=" * 3_000, "%", "%ff%fe", "a" * 60_000, "hour=-1", "hour=" + "9" * 9_000),
]


# Every fifth before a change lands, the others at night.
@pytest.mark.parametrize(
    "words",
    [pytest.param(words, id=str(k), marks=[pytest.mark.nightly] * (k % 5 > 0)) for k, words in enumerate(WORDS)],
)
def test_no_words_of_an_address_make_it_fail(lab, words):
    for route in (*VIEWS, *TOLD, "/watched", "/hourly.csv", "/events.csv", "/town.png"):
        small = words if "people=" in words else f"{words}&people=2000"
        status, headers, _ = asked(lab, f"{route}?{small}")
        assert status < 500, (route, words[:60])
        assert headers.items() >= SECURE.items() or status in (400, 431), (route, words[:60], headers)


BODIES = {
    "nothing": b"",
    "no text": b"\xff\xfe\x00",
    "null": b"\x00" * 5_000,
    "commas": b"," * 1_999_999,
    "lines": b"followers\n" + b"1\n" * 900_000,
    "one cell": b"followers,name\n1," + b"x" * 1_900_000,
    "quotes": b'"' * 1_900_000,
    "deep": b"x = " + b"[" * 4_000,
    "deeper": b"[" + b"a." * 4_000 + b"a]",
    "many": b"".join(b"a%d = 1\n" % k for k in range(8_000)),
    "launches": b"".join(b'[[schedules.s%d]]\ntier = "nano"\n' % k for k in range(2_000)),
    "digits": b"budget_eur = 1" + b"0" * 9_000,
    "too large": b"x" * 2_000_001,
    "dates": b"budget_eur = 1979-05-27\n[brand]\nname = 1979-05-27\n[market]\npeople = 07:32:00\n",
    "types": b'budget_eur = "1"\nschedules = 3\n[brand]\n[market]\ninterests = [[], {}]\n[assumptions]\noverride = 3\n',
}


@pytest.mark.parametrize("what", BODIES)
def test_no_file_makes_it_fail(lab, what):
    for route in SENT:
        status, headers, said = asked(lab, f"{route}?file=x.toml", "POST", OWN, BODIES[what])
        assert 400 <= status < 500, (route, what)
        assert b"problems" in said
        assert headers.items() >= SECURE.items()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"])
def test_no_way_of_asking_makes_it_fail(lab, method):
    for route in (*VIEWS, *PLAYED, *TOLD, *SENT, "/_nicegui_ws/socket.io/", "/nowhere", "/%00", "/_nicegui/x/../../y"):
        status, headers, _ = asked(lab, route, method)
        assert status < 500, route
        assert headers.items() >= SECURE.items()


def test_a_class_that_opens_it_at_once_is_answered(lab):
    addresses = [
        *("/watch", "/virality", "/assumptions", "/compare", "/watch?scenario=cosmetics_line"),
        *(f"/watched?people=2000&seed={seed}" for seed in range(5)),
    ]
    with ThreadPoolExecutor(50) as visitors:
        answers = list(visitors.map(lambda k: asked(lab, addresses[k % len(addresses)])[0], range(50)))
    assert answers == [200] * 50


def shaken(lab, origin):
    """The status with which a socket is answered."""
    headers = {
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": base64.b64encode(os.urandom(16)).decode(),
    } | ({"origin": origin} if origin else {})
    connection = http.client.HTTPConnection(*lab.removeprefix("http://").split(":"), timeout=30)
    try:
        connection.request("GET", "/_nicegui_ws/socket.io/?EIO=4&transport=websocket", headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_socket_opens_to_its_own_pages_and_to_programs_alone(lab):
    assert (shaken(lab, lab), shaken(lab, "")) == (101, 101)
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1", lab.replace("127.0.0.1", "localhost")):
        assert shaken(lab, origin) == 403
    polled = "/_nicegui_ws/socket.io/?EIO=4&transport=polling"
    assert asked(lab, polled)[0] == 200
    assert asked(lab, polled, headers={"origin": "https://evil.example"})[0] == 403


@pytest.mark.parametrize("dest", ["image", "iframe", "script", "empty"])
def test_a_page_elsewhere_makes_it_do_nothing(lab, dest):
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-dest": dest, "sec-fetch-mode": "no-cors"}
    for route in (*VIEWS, *PLAYED, *TOLD):
        status, said, words = asked(lab, f"{route}?people=2000", headers=headers)
        assert status == 403
        assert b"a page elsewhere asked this" in words
        assert said.items() >= SECURE.items()
