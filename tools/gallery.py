"""The pictures of docs/gallery.md, made anew by the commands that stand above them on that page.

``python tools/gallery.py`` plays every command in a folder that goes away afterwards, and keeps the pictures that the
page shows as docs/gallery_NAME.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/gallery.md"
PREFIX = "gallery_"
_COMMAND = re.compile(r"^groundswell .*$", re.MULTILINE)
_PICTURE = re.compile(r"!\[[^\]]+\]\((\S+)\)")


def commands() -> list[str]:
    """The commands of the page, in their order."""
    return _COMMAND.findall(PAGE.read_text(encoding="utf-8"))


def pictures() -> list[str]:
    """The names of the files that the page shows, in their order."""
    return _PICTURE.findall(PAGE.read_text(encoding="utf-8"))


def make(folder: Path) -> None:
    """Plays every command in a folder and copies what the page shows into docs. Raises CalledProcessError."""
    for line in commands():
        words = shlex.split(line)[1:]
        subprocess.run([sys.executable, "-m", "experiments.cli", *words], cwd=folder, check=True)
    for name in pictures():
        (made,) = folder.rglob(name.removeprefix(PREFIX))
        shutil.copy(made, PAGE.parent / name)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        make(Path(place))
