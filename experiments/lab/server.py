"""Serves the lab on this machine alone."""

from __future__ import annotations

import asyncio
import logging
import socket

from experiments.lab.temporary import sweep
from sim.errors import InputError

_HERE = "127.0.0.1"
_MOST_SAID = 200_000  # bytes that a page says at once


class _Left(logging.Filter):
    """Keeps out of the terminal that a page was not there yet when somebody left, or when the lab was ended."""

    def filter(self, record: logging.LogRecord) -> bool:
        fault = record.exc_info[1] if record.exc_info else None
        cut_short = isinstance(fault, asyncio.CancelledError) or record.getMessage().rstrip().endswith("CancelledError")
        return not (cut_short or str(fault) == "No response returned.")


def serve(port: int, *, show: bool) -> None:
    """Serves until it is stopped; binds 127.0.0.1 and nothing else. Raises InputError where the port is taken."""
    _check_port(port)
    sweep()
    from nicegui import app, ui

    from experiments.lab.guard import HEADERS, guard
    from experiments.lab.pages import assumptions, compare, home, plan, schedule, sheet, task, teach, virality, watch
    from experiments.lab.pool import close_pool, open_pool
    from experiments.lab.routes import curves, downloads, uploads, waiting, watched

    logging.getLogger("uvicorn.error").addFilter(_Left())
    guard(app)
    views = home, watch, virality, compare, plan, schedule, assumptions, teach, task, sheet
    for part in (*views, watched, curves, downloads, uploads, waiting):
        app.include_router(part.router)
    app.on_startup(open_pool)
    app.on_shutdown(close_pool)
    try:
        ui.run(
            host=_HERE,
            port=port,
            title="groundswell lab",
            language="en-US",
            reload=False,
            show=show,
            favicon="\U0001f4e3",
            show_welcome_message=False,
            binding_refresh_interval=1.0,
            reconnect_timeout=30.0,
            timeout_graceful_shutdown=2,  # seconds: Ctrl-C waits for no picture
            http="h11",  # reads no more than 64 kB of an address and its headers
            ws_max_size=_MOST_SAID,
            headers=list(HEADERS),
        )
    finally:
        close_pool()  # a second Ctrl-C leaves out what is to be done at the end


def _check_port(port: int) -> None:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((_HERE, port))
        except OSError as error:
            raise InputError(f"--port {port}: cannot be used ({error.strerror}); give another port") from None
