"""Refuses requests that do not name this machine, or that come from pages other than the lab's own.

A page elsewhere can have its own name lead here, open a socket here, or hold a picture or a frame whose address is
here. None of these makes the lab work: see ``OwnPagesAlone``.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from experiments.lab.question.asked import MOST_CHARACTERS

# Of every answer: no page elsewhere shows the lab in a frame, and no browser takes a file for another kind than it is.
HEADERS = (
    ("Content-Security-Policy", "frame-ancestors 'none'"),
    ("X-Frame-Options", "DENY"),
    ("X-Content-Type-Options", "nosniff"),
)
# Of the addresses: where a link on a page elsewhere may lead.
VIEWS = (
    *("/", "/watch", "/virality", "/compare", "/plan", "/schedule", "/assumptions"),
    *("/teach", "/task", "/sheet"),
)
_POLICY_VIOLATION = 1008  # why a socket is closed


class OwnPagesAlone:
    """Refuses what a page elsewhere asks, and addresses longer than all that can be asked.

    Browsers say who asks: ``Origin`` with a socket and with what is sent, ``Sec-Fetch-Site`` with everything. Where
    neither is said, nobody's page asks: a program does. A link on a page elsewhere may lead to a view, as a link in
    a letter does: whoever follows it sees what is played. It may not lead to a file, nor be a frame or a picture.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers in place of the lab what is refused."""
        if scope["type"] in ("http", "websocket"):
            refusal = _refusal(scope)
            if refusal is not None and scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
                return
            if refusal is not None:
                status, words = refusal
                await PlainTextResponse(f"{words}\n", status)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _refusal(scope: Scope) -> tuple[int, str] | None:
    """Status and words of a refusal, where it is to be refused."""
    if len(scope["query_string"]) > MOST_CHARACTERS:
        return 414, f"the address is longer than the {MOST_CHARACTERS:,} characters that the lab reads"
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return 403, "only the lab's own pages may ask this"
    if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
        return None
    followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    if followed and scope.get("method") == "GET" and scope["path"] in VIEWS:
        return None
    return 403, "a page elsewhere asked this; open the lab's own pages instead"


def guard(app: Starlette) -> None:
    """Has an application answer only whom the lab answers."""
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"], www_redirect=False)
    app.add_middleware(OwnPagesAlone)
