"""The lines of Python on the pages for researchers run as they are printed, and so does the file that is shown."""

import re

import pytest
from places import ROOT

from experiments.calibrate.data_file import read_campaigns

pytestmark = pytest.mark.slow


def blocks(page: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.S)


@pytest.mark.parametrize("page", ["research.md", "calibration.md"])
def test_the_lines_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (block,) = blocks(page, "python")
    exec(compile(block, page, "exec"), {})


def test_the_file_of_campaigns_is_read(tmp_path):
    (block,) = blocks("calibration.md", "csv")
    (tmp_path / "past.csv").write_text(block, encoding="utf-8")
    campaigns, notes = read_campaigns(tmp_path / "past.csv", ["micro_only"], "micro_only")
    assert [campaign.name for campaign in campaigns] == ["spring", "autumn"]
    assert notes == []
