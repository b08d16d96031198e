"""What a user reads when an input cannot be used."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class InputError(ValueError):
    """Every problem found in one input, each a sentence: what was given, what is allowed, what to do."""

    def __init__(self, problems: Iterable[str] | str) -> None:
        self.problems: tuple[str, ...] = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[str, ...]]]:
        return type(self), (self.problems,)


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint such as ``; did you mean 'reach_rate'?``, or an empty string where nothing is near."""
    known = list(known)
    begun = [one for one in known if name and one.startswith(name)]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6) or begun[:1]
    return f"; did you mean {near[0]!r}?" if near else ""
