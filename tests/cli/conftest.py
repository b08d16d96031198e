"""The command in this process, as most tests of it give it."""

import pytest


@pytest.fixture
def say(capsys):
    """The command in this process: (exit code, stdout, stderr)."""
    from experiments.cli.commands import main

    def say(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in arguments])
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return say
