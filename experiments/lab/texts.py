"""Texts of a page: elements that hold nothing but text, which is never taken for markup."""

from __future__ import annotations

from collections.abc import Iterable

from nicegui import ui


def text(tag: str, words: str) -> ui.element:
    """An element with this text."""
    with ui.element(tag) as element:
        ui.label(words).classes("contents")
    return element


def alerts(problems: Iterable[str]) -> None:
    """What is wrong, a paragraph each, read out at once."""
    for problem in problems:
        text("p", problem).classes("problem").props("role=alert")
