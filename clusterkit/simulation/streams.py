"""Keyed random streams: what a draw is for decides its value, never when or beside what it is drawn.

A stream is named by (seed, model, stream, subject, block). The names go through a 64-bit hash into
words of fixed length, and these through numpy's SeedSequence mixing into the state of an SFC64
generator, so that `tile_states` of a thousand clusters costs a few array operations instead of a
thousand SeedSequence objects. Every block holds `BLOCK` replications and is drawn whole, year
first: more years or replications only append.

Source: M. O'Neill's seed_seq design as documented for numpy.random.SeedSequence; SFC64 by
C. Doty-Humphrey (PractRand) as documented for numpy.random.SFC64.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import blake2b
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

BLOCK = 100
"""Replications in a block: a constant of the model, part of every key."""

Words = NDArray[np.uint32]
States = NDArray[np.uint64]

RANGE = 2.0**32
"""How many values a word has."""

_POOL = 4
_INIT_A, _MULT_A = 0x43B0D7E5, 0x931E8875
_INIT_B, _MULT_B = 0x8B51F9DD, 0x58F38DED
_MIX_LEFT, _MIX_RIGHT = np.uint32(0xCA01F9DD), np.uint32(0x4973F715)
_SHIFT = np.uint32(16)
_MASK = 0xFFFFFFFF
_SFC64_WARM_UP = 12
_QUANTILES = 65_536


@cache
def name_words(name: str) -> tuple[int, int]:
    """Return a name as two 32-bit words of its 64-bit blake2b digest."""
    digest = blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")


@cache
def _name_number(name: str) -> int:
    low, high = name_words(name)
    return low | high << 32


def seed_words(seed: int) -> list[int]:
    """Return a seed as SeedSequence reads it: 32-bit words, padded to the pool when a key follows."""
    words = [seed >> shift & _MASK for shift in range(0, max(seed.bit_length(), 1), 32)]
    return words + [0] * (_POOL - len(words))


def spawn_key(model: str, stream: str, subject: str, block: int) -> tuple[int, ...]:
    """Return the key of one stream as SeedSequence takes it."""
    return (*name_words(model), *name_words(stream), *name_words(subject), block)


def tile_states(seed: int, model: str, stream: str, subjects: Sequence[str], block: int) -> NDArray[np.uint64]:
    """Return the SFC64 states of many subjects' streams, shape (subject, 4).

    Row i equals the state of `SFC64(SeedSequence(seed, spawn_key=spawn_key(model, stream, subjects[i], block)))`.
    """
    names = np.fromiter(map(_name_number, subjects), "<u8", len(subjects)).view("<u4").reshape(-1, 2)
    head = [*seed_words(seed), *name_words(model), *name_words(stream)]
    columns = [np.full(len(names), word, dtype=np.uint32) for word in head]
    columns += [names[:, 0], names[:, 1], np.full(len(names), block, dtype=np.uint32)]
    return _sfc64(_generated(_mixed(columns), 6))


def _mixed(entropy: list[Words]) -> list[Words]:
    """SeedSequence.mix_entropy over arrays: the pool of four words for every row."""
    constant = _INIT_A

    def hashed(value: Words) -> Words:
        nonlocal constant
        value = value ^ np.uint32(constant)
        constant = constant * _MULT_A & _MASK
        value = value * np.uint32(constant)
        hashed_value: Words = value ^ (value >> _SHIFT)
        return hashed_value

    def mixed(into: Words, value: Words) -> Words:
        result = _MIX_LEFT * into - _MIX_RIGHT * value
        folded: Words = result ^ (result >> _SHIFT)
        return folded

    pool = [hashed(entropy[index]) for index in range(_POOL)]
    for source in range(_POOL):
        for target in range(_POOL):
            if source != target:
                pool[target] = mixed(pool[target], hashed(pool[source]))
    for word in entropy[_POOL:]:
        for target in range(_POOL):
            pool[target] = mixed(pool[target], hashed(word))
    return pool


def _generated(pool: list[Words], count: int) -> list[NDArray[np.uint64]]:
    """SeedSequence.generate_state over arrays: `count` 32-bit words, paired into 64-bit ones."""
    constant = _INIT_B
    words = []
    for index in range(count):
        value = pool[index % _POOL] ^ np.uint32(constant)
        constant = constant * _MULT_B & _MASK
        value = value * np.uint32(constant)
        words.append((value ^ (value >> _SHIFT)).astype(np.uint64))
    return [words[i] | (words[i + 1] << np.uint64(32)) for i in range(0, count, 2)]


def _sfc64(seeds: list[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """SFC64's seeding over arrays: three words and a counter, then twelve steps."""
    a, b, c = seeds
    counter = np.ones_like(a)
    for _ in range(_SFC64_WARM_UP):
        step = a + b + counter
        counter = counter + np.uint64(1)
        a = b ^ (b >> np.uint64(11))
        b = c + (c << np.uint64(3))
        c = ((c << np.uint64(24)) | (c >> np.uint64(40))) + step
    return np.stack([a, b, c, counter], axis=1)


@cache
def normal_quantiles() -> NDArray[np.float64]:
    """Return 65,536 quantiles of the standard normal, at the middles of equal steps, scaled to variance 1.

    Mean 0 and variance 1 are exact; the largest is 4.33. Good for yearly shocks, which are added up
    and compared; events that are rare in themselves are drawn from 32-bit words.
    """
    half = _QUANTILES // 2
    lower = np.array([NormalDist().inv_cdf((step + 0.5) / _QUANTILES) for step in range(half)])
    table = np.concatenate([lower, -lower[::-1]])
    table /= np.sqrt(np.mean(table**2))
    table.setflags(write=False)
    return table


class Streams:
    """Draws the streams of one seed through one generator whose state is set for each stream.

    Not shared between threads or processes: every worker makes its own.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._bits = np.random.SFC64(0)

    def states(self, model: str, stream: str, subjects: Sequence[str], block: int) -> States:
        """Return where the streams of some subjects begin, shape (subject, 4)."""
        return tile_states(self.seed, model, stream, subjects, block)

    def normals(self, states: States, out: Iterable[NDArray[np.float64]]) -> None:
        """Fill arrays, shape (year, draw, BLOCK) and contiguous, with standard normals, a stream each.

        Each is the quantile of 16 random bits (`normal_quantiles`): a fifth of the time of exact normals.
        """
        table = normal_quantiles()
        for state, target in zip(states, out, strict=True):
            self._set(state)
            sixteen = self._bits.random_raw(target.size // 4).astype("<u8", copy=False).view("<u2")
            np.take(table, sixteen, out=target.reshape(-1), mode="clip")

    def words(self, states: States, out: Iterable[Words]) -> None:
        """Fill arrays, shape (year, draw, BLOCK), with uniform 32-bit words, a stream each."""
        for state, target in zip(states, out, strict=True):
            self._set(state)
            raw = self._bits.random_raw(target.size // 2)
            target[...] = raw.astype("<u8", copy=False).view("<u4").reshape(target.shape)

    def _set(self, state: NDArray[np.uint64]) -> None:
        self._bits.state = {
            "bit_generator": "SFC64",
            "state": {"state": state},
            "has_uint32": 0,
            "uinteger": 0,
        }
