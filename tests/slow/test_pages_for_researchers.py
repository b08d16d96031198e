"""The lines of Python on the pages for researchers run as they are printed, and so does the file that is shown."""

import re

import pytest
from places import ROOT

from experiments.calibrate.data_file import read_campaigns

pytestmark = pytest.mark.slow


def blocks(page: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.S)


PYTHON = [(page, block) for page in ("research.md", "calibration.md") for block in blocks(page, "python")]


@pytest.mark.parametrize(("page", "block"), PYTHON)
def test_the_lines_run(page, block, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exec(compile(block, page, "exec"), {})


def test_the_file_of_campaigns_is_read(tmp_path):
    (block,) = blocks("calibration.md", "csv")
    (tmp_path / "past.csv").write_text(block, encoding="utf-8")
    campaigns, notes = read_campaigns(tmp_path / "past.csv", ["micro_only"], "micro_only")
    assert [campaign.name for campaign in campaigns] == ["spring", "autumn"]
    assert notes == []
