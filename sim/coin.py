"""The only maker of chance: Philox4x32-10, keyed by what a draw is about.

A draw belongs to (seed, purpose, person, post, via) and never to the hour at which it happens to be
taken, so the same person meeting the same post has the same luck under every launch schedule. Every
call gives four independent numbers in [0, 1) at a resolution of 2^-32; a coin fires when u < p, so
p = 0 never fires and p = 1 always does.

Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as
1, 2, 3", SC 2011; its known-answer vectors are in the tests.
"""

from __future__ import annotations

import numpy as np

from sim.compiled import compiled

Words = tuple[np.uint64, np.uint64, np.uint64, np.uint64]  # of 32 bits each

# Purposes. World coins are keyed by the world seed, luck coins by the luck seed.
TRAITS = 1  # (person): activity, propensity, initial trust
POPULARITY = 2  # (person): how many follow this person
CIRCLE = 3  # (person, person): are two people of one circle tied
FAN = 4  # (person, k): the k-th follower from outside the circle
AUDIENCE = 5  # (influencer, k): the k-th member of an influencer's audience
ROSTER = 6  # (tier, k): the traits of the k-th influencer of a tier
LOCALITY = 7  # (influencer): where an influencer is at home, and how the audience lies in its range
READERS = 8  # (author, k): the k-th reader of what somebody of the press writes
TASTE = 9  # (person): buys luxury, is interested in the product at all, is of the press, is about to buy such a thing
APPEAL = 10  # (author): how readily what this author posts is passed on
SEE = 16  # (person, post, via): is the post seen, and how much later
REACT = 17  # (person, post, via): engage, share, click, buy
ORGANIC = 18  # (person): when this person would buy with no campaign
QUALITY = 19  # (post): how good the piece turns out
ANSWER = 20  # (person, post, via): follow the brand, write of it, tell of a purchase
ORDINARY = 21  # (person, cascade, via): see, engage with and share what an ordinary person posts
AUTHOR = 22  # (cascade): who posts, and how infectious the post is
FEED = 23  # (post, generation): how a recommendation is rounded, and in which order a feed goes through people
STOP = 24  # (k, cascade, walk): the k-th of a large account's audience who is looked at, and what they do
LIVE_TIE = 25  # (person, run): the key of the coins of a person's ties, where sharing alone is played
THRESHOLD = 26  # (person, run): how much of what somebody follows it takes, where sharing alone is played
BELIEF = 32  # (entry, tier): what this replicate believes a number to be

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_SPREAD, _FIRST, _SECOND = np.uint32(0x9E3779B1), np.uint32(0x21F0AAAD), np.uint32(0x735A2D97)
_SHIFT = np.uint64(32)
_UNIT = 2.0**-32


# Inlined by force: a loop that only draws is then turned into vector instructions (1.8 ns a call
# instead of 7.5).
@compiled(forceinline=True)
def philox(c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64) -> Words:
    """Philox4x32-10: four 32-bit words from a counter of four words and a key of two."""
    c0, c1, c2, c3 = np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
    k0, k1 = np.uint64(k0), np.uint64(k1)
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0, c1, c2, c3 = (p1 >> _SHIFT) ^ c1 ^ k0, p1 & _LOW, (p0 >> _SHIFT) ^ c3 ^ k1, p0 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@compiled(forceinline=True)
def words(seed: np.uint64 | int, purpose: int, person: int, post: int, via: int) -> Words:
    """The four 32-bit words of one draw; person, post and via are taken modulo 2^32."""
    s = np.uint64(seed)
    return philox(
        np.uint64(person) & _LOW,
        np.uint64(post) & _LOW,
        np.uint64(via) & _LOW,
        np.uint64(purpose),
        s & _LOW,
        s >> _SHIFT,
    )


@compiled(forceinline=True)
def rest(u: float, chance: float) -> float:
    """What is left of a coin ``u`` that did not fall at this chance, again a number in [0, 1) for a deed of its own."""
    return (u - chance) / (1.0 - chance)


@compiled(forceinline=True)
def unit(word: np.uint64) -> float:
    """A 32-bit word as a number in [0, 1)."""
    return word * _UNIT


@compiled()
def draw(seed: np.uint64 | int, purpose: int, person: int, post: int, via: int) -> tuple[float, float, float, float]:
    """Four independent numbers in [0, 1), fixed by what the draw is about."""
    w = words(seed, purpose, person, post, via)
    return unit(w[0]), unit(w[1]), unit(w[2]), unit(w[3])


@compiled(forceinline=True)
def tie_word(place: int, key: np.uint32, other_key: np.uint32) -> np.uint32:
    """The 31-bit word of the tie at this place of a person's row; the two keys are words of the person's own draw.

    For loops over the ties of one person, of which there are too many for a call of Philox each: two multiplications,
    with shifts between them, in 32 bits, so that a compiler does many at a time. It is made to be compared with a
    chance: its high bits are even and independent, its lowest are not. No two ties of a row have the same
    word but for its last bit, which is dropped: 2^32 ties would be drawn without replacement.

    Source of the multipliers: C. Wellons' search for hash functions of low bias (hash prospector, public domain).
    """
    x = np.uint32(np.uint32(place) * _SPREAD + key)
    x = np.uint32((x ^ (x >> np.uint32(16))) * _FIRST)
    x = np.uint32(x ^ other_key)
    x = np.uint32((x ^ (x >> np.uint32(15))) * _SECOND)
    return np.uint32(x >> np.uint32(1))
