"""How many examples of a property are tried: as many as stand beside it; fewer at each change, more at night."""

from hypothesis import settings

BRIEF, QUICK, THOROUGH = 20, 100, 1_000
settings.register_profile("brief", deadline=None, max_examples=BRIEF)
settings.register_profile("quick", deadline=None, max_examples=QUICK)
settings.register_profile("thorough", deadline=None, max_examples=THOROUGH)


def examples(number: int, **other) -> settings:
    """So many in the profile ``quick``, in proportion in any other; ``other`` are settings of Hypothesis."""
    return settings(max_examples=how_many(number), **other)


def how_many(number: int) -> int:
    return number * settings().max_examples // QUICK
