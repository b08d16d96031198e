"""Serves the lab on this machine alone."""

from __future__ import annotations

import logging


class _Left(logging.Filter):
    """Keeps out of the terminal that somebody left before a page was there: that is no fault of the lab."""

    def filter(self, record: logging.LogRecord) -> bool:
        fault = record.exc_info[1] if record.exc_info else None
        return not (isinstance(fault, RuntimeError) and str(fault) == "No response returned.")


def serve(port: int, *, show: bool) -> None:
    """Serves until it is stopped; binds 127.0.0.1 and nothing else."""
    from importlib import import_module

    from nicegui import ui

    logging.getLogger("uvicorn.error").addFilter(_Left())
    for part in (
        "guard",
        "watch_page",
        "virality_page",
        "compare_page",
        "assumptions_page",
        "downloads",
    ):  # which register what they answer as they are imported
        import_module(f"experiments.lab.{part}")
    ui.run(
        host="127.0.0.1",
        port=port,
        title="groundswell lab",
        reload=False,
        show=show,
        favicon="\U0001f4e3",
        show_welcome_message=False,
        binding_refresh_interval=1.0,
        reconnect_timeout=30.0,
    )
