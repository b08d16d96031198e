"""The generator is the published one, a draw is fixed by what it is about, and draws look like chance."""

import itertools

import numpy as np
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim import coin
from sim.compiled import compiled

WORD = st.integers(0, 2**32 - 1)
UNLIKELY = 1e-6  # a correct generator fails one of these tests with this probability, and the seeds are fixed
steadily = examples(300, derandomize=True)  # the same examples in every run

KNOWN_ANSWERS = [  # counter, key, answer: the known-answer file of Random123 for philox4x32-10
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


def reference_philox(counter, key):
    """Philox4x32-10 as the paper describes it, in whole numbers without limit."""
    (c0, c1, c2, c3), (k0, k1) = counter, key
    for _ in range(10):
        high0, low0 = divmod(0xD2511F53 * c0, 2**32)
        high1, low1 = divmod(0xCD9E8D57 * c2, 2**32)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = (k0 + 0x9E3779B9) % 2**32, (k1 + 0xBB67AE85) % 2**32
    return c0, c1, c2, c3


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(counter, key, answer):
    assert tuple(int(word) for word in coin.philox(*counter, *key)) == answer
    assert tuple(int(word) for word in coin.philox.py_func(*counter, *key)) == answer


@steadily
@given(st.tuples(WORD, WORD, WORD, WORD), st.tuples(WORD, WORD))
def test_philox_agrees_with_a_plain_reading_of_the_paper(counter, key):
    assert tuple(int(word) for word in coin.philox(*counter, *key)) == reference_philox(counter, key)


@steadily
@given(st.integers(0, 2**64 - 1), st.integers(0, 255), WORD, WORD, WORD)
def test_the_key_of_a_draw_is_laid_out_as_documented(seed, purpose, person, post, via):
    words = reference_philox((person, post, via, purpose), (seed % 2**32, seed >> 32))
    seed = np.uint64(seed)
    assert tuple(int(word) for word in coin.words(seed, purpose, person, post, via)) == words
    assert coin.draw(seed, purpose, person, post, via) == tuple(word / 2**32 for word in words)


def test_the_smallest_and_largest_words_stay_within_zero_and_one():
    assert coin.unit(np.uint64(0)) == 0.0
    assert coin.unit(np.uint64(2**32 - 1)) == 1.0 - 2.0**-32


@steadily
@given(st.integers(0, 2**63 - 1), st.integers(0, 255), WORD, WORD, WORD)
def test_probability_zero_never_fires_and_one_always_does(seed, purpose, person, post, via):
    for u in coin.draw(seed, purpose, person, post, via):
        assert not u < 0.0
        assert u < 1.0


@steadily
@given(st.integers(0, 2**63 - 1), st.integers(1, 19), WORD, WORD, WORD, st.integers(0, 4), st.integers(0, 31))
def test_changing_any_one_part_of_the_key_changes_every_lane(seed, purpose, person, post, via, part, bit):
    key = [seed, purpose, person, post, via]
    other = list(key)
    other[part] ^= 1 << bit
    assert all(a != b for a, b in zip(coin.draw(*key), coin.draw(*other), strict=True))


def test_both_halves_of_a_seed_count_and_neighbouring_seeds_are_unrelated():
    low = np.array([coin.draw(seed, coin.SEE, 1, 2, 3) for seed in range(2000)])
    high = np.array([coin.draw(seed << 32, coin.SEE, 1, 2, 3) for seed in range(2000)])
    assert np.unique(low[:, 0]).size == np.unique(high[:, 0]).size == 2000
    for lane in range(4):
        assert stats.kstest(low[:, lane], "uniform").pvalue > UNLIKELY
        assert stats.kstest(high[:, lane], "uniform").pvalue > UNLIKELY


def test_purposes_are_all_different():
    purposes = [value for name, value in vars(coin).items() if name.isupper() and not name.startswith("_")]
    assert len(purposes) == len(set(purposes)) >= 11


def test_a_purpose_keeps_its_number_so_that_a_seed_goes_on_meaning_the_same_draws():
    purposes = {name: value for name, value in vars(coin).items() if name.isupper() and not name.startswith("_")}
    assert purposes == {
        **{"TRAITS": 1, "POPULARITY": 2, "CIRCLE": 3, "FAN": 4, "AUDIENCE": 5, "ROSTER": 6, "LOCALITY": 7},
        **{"READERS": 8, "TASTE": 9, "APPEAL": 10, "SEE": 16, "REACT": 17, "ORGANIC": 18, "QUALITY": 19, "ANSWER": 20},
        **{"ORDINARY": 21, "AUTHOR": 22, "FEED": 23, "STOP": 24, "LIVE_TIE": 25, "THRESHOLD": 26, "BELIEF": 32},
    }


DRAWS = 40_000
SERIES = {
    "seed": lambda i: (i, coin.REACT, 5, 6, 7),
    "person": lambda i: (11, coin.REACT, i, 6, 7),
    "post": lambda i: (11, coin.REACT, 5, i, 7),
    "via": lambda i: (11, coin.REACT, 5, 6, i),
    "person in large steps": lambda i: (11, coin.REACT, i * 65_536 % 2**32, 6, 7),
}


@pytest.fixture(scope="module", params=SERIES)
def series(request):
    """Draws, shape (DRAWS, 4), whose keys differ in one part alone."""
    return np.array([coin.draw(*SERIES[request.param](i)) for i in range(DRAWS)])


def test_every_lane_is_uniform(series):
    for lane in range(4):
        counts = np.bincount((series[:, lane] * 100).astype(int), minlength=100)
        assert stats.chisquare(counts).pvalue > UNLIKELY


def test_lanes_of_one_draw_and_neighbouring_draws_are_independent(series):
    tenths = (series * 10).astype(int)
    pairs = [(tenths[:, a], tenths[:, b]) for a, b in itertools.combinations(range(4), 2)]
    pairs += [(tenths[:-1, lane], tenths[1:, lane]) for lane in range(4)]
    for one, other in pairs:
        counts = np.bincount(one * 10 + other, minlength=100)
        assert stats.chisquare(counts).pvalue > UNLIKELY


def test_different_purposes_of_one_meeting_are_independent():
    see = np.array([coin.draw(3, coin.SEE, i, 6, 7)[0] for i in range(DRAWS)])
    react = np.array([coin.draw(3, coin.REACT, i, 6, 7)[0] for i in range(DRAWS)])
    counts = np.bincount((see * 10).astype(int) * 10 + (react * 10).astype(int), minlength=100)
    assert stats.chisquare(counts).pvalue > UNLIKELY


@pytest.mark.parametrize("p", [0.0, 2e-4, 0.1, 0.5, 0.9, 1.0])
def test_coins_fire_as_often_as_their_probability(series, p):
    fired = (series < p).sum(axis=0)
    assert np.all(np.abs(fired - DRAWS * p) <= 5 * np.sqrt(DRAWS * p * (1 - p)))


def tie_words(people, ties, run):
    """The words of everybody's first ties in one run, (people, ties)."""
    words = np.empty((people, ties), np.uint32)
    fill(words, run)
    return words


@compiled()
def fill(words, run):
    for person in range(words.shape[0]):
        keys = coin.words(5, coin.LIVE_TIE, person, 0, run)
        for tie in range(words.shape[1]):
            words[person, tie] = coin.tie_word(tie, np.uint32(keys[0]), np.uint32(keys[1]))


@given(WORD, WORD, WORD)
def test_a_tie_word_is_what_arithmetic_without_a_limit_gives_modulo_two_to_the_32nd(place, key, other_key):
    word = (place * 0x9E3779B1 + key) % 2**32
    word = (word ^ word >> 16) * 0x21F0AAAD % 2**32 ^ other_key
    word = (word ^ word >> 15) * 0x735A2D97 % 2**32
    assert coin.tie_word(place, np.uint32(key), np.uint32(other_key)) == word >> 1


def test_words_of_ties_are_even_and_independent_of_each_other_and_of_the_next_person_and_run():
    words = tie_words(100_000, 8, 0) >> np.uint32(27)
    other_run = tie_words(100_000, 8, 1) >> np.uint32(27)
    pairs = [(words[:, a], words[:, b]) for a, b in itertools.combinations(range(8), 2)]
    pairs += [(words[:-1, tie], words[1:, tie]) for tie in range(8)]
    pairs += [(words[:, tie], other_run[:, tie]) for tie in range(8)]
    for one, other in pairs:
        assert stats.chisquare(np.bincount(one * 16 + other, minlength=256)).pvalue > UNLIKELY


@pytest.mark.parametrize("p", [0.001, 0.03, 0.2, 0.5])
def test_of_a_row_a_binomial_number_of_ties_is_live(p):
    live = (tie_words(100_000, 20, 0) < np.uint32(np.ceil(p * 2**31))).sum(axis=1)
    expected = live.size * stats.binom(20, p).pmf(np.arange(21))
    often = expected > 5.0
    observed = np.bincount(live, minlength=21)[often]
    assert stats.chisquare(observed, expected[often] * observed.sum() / expected[often].sum()).pvalue > UNLIKELY


def test_words_along_a_long_row_are_independent():
    words = tie_words(100, 20_000, 0) >> np.uint32(27)
    for apart in (1, 2, 3, 16, 32, 64, 256):
        together = words[:, :-apart] * 16 + words[:, apart:]
        assert stats.chisquare(np.bincount(together.ravel(), minlength=256)).pvalue > UNLIKELY
