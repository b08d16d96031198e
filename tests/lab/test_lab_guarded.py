"""The lab answers its own pages, programs and links to its views; pages elsewhere in a browser make it do nothing."""

import asyncio

import httpx
import pytest

pytest.importorskip("nicegui")

from experiments.lab.guard import OwnPagesAlone
from experiments.lab.question.asked import MOST_CHARACTERS

HOST = "127.0.0.1:8080"
OWN = {"origin": f"http://{HOST}"}
ELSEWHERE = {"origin": "https://evil.example"}
PICTURE = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
FRAME = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
FOLLOWED = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


class Lab:
    """Stands behind the guard and notes what gets through."""

    def __init__(self):
        self.reached = []

    async def __call__(self, scope, receive, send):
        self.reached.append(scope["path"])
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def asked(address, headers, method="GET"):
    """The status, and whether the lab behind the guard heard of it."""
    lab = Lab()

    async def ask():
        way = httpx.ASGITransport(app=OwnPagesAlone(lab))
        async with httpx.AsyncClient(transport=way, base_url=f"http://{HOST}") as client:
            return await client.request(method, address, headers=headers)

    return asyncio.run(ask()).status_code, bool(lab.reached)


@pytest.mark.parametrize(
    "headers",
    [{}, OWN, {"sec-fetch-site": "none"}, {"sec-fetch-site": "same-origin"}, OWN | {"sec-fetch-site": "none"}],
)
@pytest.mark.parametrize("address", ["/", "/compare?people=5000", "/watched", "/town.png", "/_nicegui/x.js"])
def test_its_own_pages_programs_and_addresses_typed_in_are_answered(address, headers):
    assert asked(address, headers) == (200, True)


@pytest.mark.parametrize(
    "headers",
    [
        *(ELSEWHERE, PICTURE, FRAME, {"origin": "null"}, {"origin": "http://127.0.0.1:9999"}),
        {"origin": "http://127.0.0.1:8080.evil.example"},
        PICTURE | {"sec-fetch-site": "same-site"},  # another port of this machine
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"},
    ],
)
@pytest.mark.parametrize("address", ["/", "/compare", "/watched", "/events.csv", "/_nicegui_ws/socket.io/"])
def test_nothing_on_a_page_elsewhere_makes_it_work(address, headers):
    assert asked(address, headers) == (403, False)


def test_a_link_elsewhere_leads_to_a_view_and_to_nothing_else():
    for view in (
        "/",
        "/watch",
        "/virality?people=5000",
        "/compare",
        "/plan",
        "/schedule",
        "/assumptions",
        "/teach",
        "/task",
    ):
        assert asked(view, FOLLOWED) == (200, True)
    for address in ("/watched", "/events.csv", "/town.gif", "/scenario.toml"):
        assert asked(address, FOLLOWED) == (403, False)
    assert asked("/", FOLLOWED, "POST") == (403, False)


@pytest.mark.parametrize("address", ["/", "/watched", "/open"])
def test_an_address_longer_than_all_that_can_be_asked_is_never_read(address):
    assert asked(f"{address}?seed={'1' * MOST_CHARACTERS}", {}) == (414, False)
    assert asked(f"{address}?seed={'1' * (MOST_CHARACTERS - 5)}", {}) == (200, True)


def knocked(headers):
    """What a socket is answered, and whether the lab behind the guard heard of it."""
    lab, said = Lab(), []
    scope = {"type": "websocket", "path": "/_nicegui_ws/socket.io/", "query_string": b""}
    scope["headers"] = [(name.encode(), value.encode()) for name, value in ({"host": HOST} | headers).items()]

    async def receive():
        return {"type": "websocket.connect"}

    async def send(message):
        said.append(message["type"])

    asyncio.run(OwnPagesAlone(lab)(scope, receive, send))
    return said, bool(lab.reached)


def test_no_page_elsewhere_opens_a_socket():
    for headers in (ELSEWHERE, {"origin": "null"}, {"sec-fetch-site": "cross-site"}, {"origin": "http://localhost"}):
        assert knocked(headers) == (["websocket.close"], False)
    for headers in ({}, OWN, OWN | {"sec-fetch-site": "same-origin"}):
        assert knocked(headers) == (["websocket.accept"], True)
