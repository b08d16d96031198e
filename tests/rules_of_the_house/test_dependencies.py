"""Versions: those that were tried are those that are allowed, and none is allowed whose fault was published."""

import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
# By package, the first version without any fault that was published (CVE, GHSA or PYSEC) up to November 2026.
REPAIRED = {
    **{"nicegui": "3.12", "starlette": "1.3.1", "python-multipart": "0.0.27", "aiohttp": "3.13.4", "h11": "0.16"},
    **{"python-socketio": "5.14", "jinja2": "3.1.6", "pillow": "13.0", "fonttools": "4.60.2", "urllib3": "2.6.3"},
    **{"marimo": "0.23.9", "jupyter-core": "5.8.1", "pytest": "9.0.3"},
}


def asked():
    """Every dependency with its bounds, by name."""
    lines = [*PROJECT["dependencies"], *(line for lines in EXTRAS.values() for line in lines)]
    found = [Requirement(line) for line in lines]
    return {canonicalize_name(one.name): one for one in found if one.name != PROJECT["name"]}


def tried():
    """By name, the versions that the project was tried with."""
    found = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            one = Requirement(line)
            found.setdefault(canonicalize_name(one.name), []).append(next(iter(one.specifier)).version)
    return found


@pytest.mark.parametrize("name", asked())
def test_what_was_tried_is_allowed(name):
    assert name in tried()
    assert all(asked()[name].specifier.contains(version) for version in tried()[name])


@pytest.mark.parametrize("name", REPAIRED)
def test_nothing_with_a_published_fault_is_allowed_or_was_tried(name):
    repaired = Requirement(f"{name}>={REPAIRED[name]}").specifier
    assert all(repaired.contains(version) for version in tried()[name])
    if name in asked():
        least = next(bound.version for bound in asked()[name].specifier if bound.operator == ">=")
        assert repaired.contains(least)


def test_a_program_under_the_gpl_comes_with_one_extra_alone():
    bringing = {extra for extra, lines in EXTRAS.items() if any("imageio-ffmpeg" in line for line in lines)}
    within = {extra for extra, lines in EXTRAS.items() if any("video" in line for line in lines)}
    assert (bringing, within) == ({"video"}, set())
