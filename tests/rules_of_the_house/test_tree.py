"""The tree in CONTRIBUTING.md is the tree on disk.

``PYTHONPATH=tests python tests/rules_of_the_house/test_tree.py`` writes it anew, with the first line of what each
folder says of itself.
"""

import ast
import re
from pathlib import Path

from places import ROOT

BLOCK = re.compile(r"(## The house\n\n```\n)(.*?)(```\n)", re.DOTALL)
WIDTH = 100


def said(folder: Path) -> str:
    """What a package says of itself, in a line."""
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    return text.partition("\n\n")[0].replace("\n", " ")


def tree() -> str:
    """Every package with what it says of itself and, indented, its files."""
    lines: list[str] = []
    for package in ("sim", "experiments"):
        folders = [
            ROOT / package,
            *(path for path in sorted((ROOT / package).rglob("*/")) if (path / "__init__.py").exists()),
        ]
        for folder in folders:
            depth = "  " * (len(folder.relative_to(ROOT).parts) - 1)
            lines.append(f"{depth}{folder.name + '/':<20} {said(folder)}")
            names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != "__init__.py")
            line = f"{depth}  "
            for name in names:
                if len(line) + len(name) > WIDTH:
                    lines.append(line.rstrip())
                    line = f"{depth}  "
                line += f"{name} "
            if names:
                lines.append(line.rstrip())
    return "\n".join(lines) + "\n"


def test_the_tree_on_disk_is_the_tree_that_is_described():
    ((_, described, _),) = BLOCK.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert described == tree()


if __name__ == "__main__":
    file = ROOT / "CONTRIBUTING.md"
    text, count = BLOCK.subn(lambda found: found[1] + tree() + found[3], file.read_text(encoding="utf-8"))
    assert count == 1
    file.write_text(text, encoding="utf-8")
