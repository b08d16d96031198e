"""A worker of a cluster plays only with the code, and the Python, of whoever asks."""

from types import SimpleNamespace

import pytest

from experiments.replicates import cluster
from experiments.replicates.cluster import OtherCodeError


def test_a_worker_with_another_python_is_refused_though_its_code_is_the_same(monkeypatch):
    asked = cluster._code()
    assert cluster._played_there(asked, max, (1, 2)) == 2
    monkeypatch.setattr(cluster, "sys", SimpleNamespace(version_info=(3, 99, 0)))
    with pytest.raises(OtherCodeError, match="another Python"):
        cluster._played_there(asked, max, (1, 2))
