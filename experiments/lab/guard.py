"""Answers only those who ask for this machine by its name: a page elsewhere cannot have its own name lead here."""

from __future__ import annotations

from nicegui import app
from starlette.middleware.trustedhost import TrustedHostMiddleware

app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"], www_redirect=False)
