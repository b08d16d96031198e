"""What is packed comes back to the last digit, and for the run it was packed for alone."""

import math
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.store.packing import opened, packed, sealed, unpacked

KEY = bytes(range(16))
VALUES = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-(2**40), 2**40).map(float),
    st.sampled_from([0.0, -0.0, 2.0**31 - 1, 2.0**31, -(2.0**31), 5e-324, math.inf, -math.inf, math.nan]),
)


@given(st.lists(VALUES, max_size=60), st.integers(0, 2**62))
def test_every_digit_comes_back(values, replicate):
    again = unpacked(KEY, replicate, "names", packed(KEY, replicate, "names", values), len(values))
    assert again.tobytes() == np.array(values, np.float64).tobytes() or np.array_equal(
        again.view(np.int64)[~np.isnan(again)], np.array(values, np.float64).view(np.int64)[~np.isnan(values)]
    )
    assert np.array_equal(np.isnan(again), np.isnan(np.array(values, np.float64)))


@given(st.binary(max_size=200), st.data())
def test_one_bit_otherwise_is_damage(content, data):
    whole = sealed(KEY, 3, content, level=6)
    place = data.draw(st.integers(0, 8 * len(whole) - 1))
    broken = bytearray(whole)
    broken[place // 8] ^= 1 << (place % 8)
    with suppress(ValueError):
        assert opened(KEY, 3, bytes(broken)) == content  # a bit that deflate does not read
    assert opened(KEY, 3, whole) == content


@pytest.mark.parametrize(("key", "replicate"), [(KEY, 4), (bytes(16), 3)])
def test_what_belongs_to_another_run_is_refused(key, replicate):
    with pytest.raises(ValueError, match="not what was kept for this run"):
        opened(key, replicate, sealed(KEY, 3, b"totals", level=6))


@pytest.mark.parametrize("content", [b"", b"abc", b"1234", bytes(40)])
def test_what_was_never_packed_is_damage(content):
    with pytest.raises(ValueError, match=r"damaged|not what was kept"):
        opened(KEY, 3, content)
