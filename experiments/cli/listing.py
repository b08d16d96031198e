"""Every command by who asks: what ``groundswell --help`` lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from typer.core import TyperGroup

SECTIONS: Final = {
    "A launch of yours": ("compare", "plan", "run", "init", "roster", "detect", "forecast"),
    "To see and to teach": ("lab", "page"),
    "What is assumed": ("assumptions", "calibrate", "calibration-check", "worth-knowing", "validate", "hypotheses"),
    "What the answer hangs on": ("sensitivity", "breakeven", "sweep", "scale"),
    "Results and this machine": ("reproduce", "store", "benchmark", "help"),
}
_SENTENCE: Final = 200  # characters that the first sentence about a command has at most


class WholeSentences(TyperGroup):
    """Commands listed with their first sentence whole, where Click cuts it to a line."""

    def sections(self) -> Mapping[str, Sequence[str]]:
        """Names of commands under their headings."""
        return {"Commands": list(self.commands)}

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Writes them into the help, whose writer is of the Click that Typer brings."""
        for heading, names in self.sections().items():
            with formatter.section(heading):
                formatter.write_dl([(name, self.commands[name].get_short_help_str(_SENTENCE)) for name in names])


class BySection(WholeSentences):
    """All commands, by who asks."""

    def sections(self) -> Mapping[str, Sequence[str]]:
        """Names of commands under their headings."""
        return SECTIONS
