"""Where things are: this project, and sample files beside it that not every machine has."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
_SHARED = ROOT.parent / "shared"
LASTFM = _SHARED / "data" / "lastfm_asia"
RETWEETS = _SHARED / "data" / "retweet_cascades" / "cascades.csv"
SAMPLE_SCENARIOS = _SHARED / "cases" / "scenarios"
SAMPLE_ROSTERS = _SHARED / "cases" / "rosters"
