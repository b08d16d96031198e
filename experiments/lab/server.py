"""Serves the lab on this machine alone."""

from __future__ import annotations


def serve(port: int, *, show: bool) -> None:
    """Serves until it is stopped; binds 127.0.0.1 and nothing else."""
    from nicegui import ui

    from experiments.lab import page  # noqa: F401  (its pages register themselves)

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
