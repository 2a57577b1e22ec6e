"""Samples integers between bounds, in the shapes that expose common mistakes."""

import math
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from itertools import islice, pairwise
from typing import Any

import numpy as np

NumberBound = Any  # int, or an array with one element for each number
Random = np.random.RandomState  # numpy guarantees the same streams in every version

_SAFE = 2**62
_LARGEST_PRIME = 10**20  # largest number tested for primality: one with thousands of digits takes seconds
_WALKERS = 6000  # most keys that walk a probe chain in a dict on every lookup


class Shape(StrEnum):
    """How the numbers of one variable are spread between their bounds."""

    UNIFORM = "uniform"
    TINY = "tiny"  # a few values at the low end, or around zero
    LOG = "log"  # every magnitude equally often
    LEAST = "least"
    ZERO = "zero"  # or the number nearest to it
    MOST = "most"
    NEAR_MOST = "near-most"
    EQUAL = "equal"
    TWO = "two"  # two values only
    ENDS = "ends"  # the least or the greatest
    ALTERNATING = "alternating"
    RISING = "rising"
    NEARLY_RISING = "nearly-rising"  # except for two that are swapped
    FALLING = "falling"
    STEPS = "steps"  # low, low + 1, low + 2, …
    STEPS_DOWN = "steps-down"
    NEGATIVE = "negative"
    POWERS = "powers"  # powers of two and of ten, and their neighbours
    ROOTS = "roots"  # large squares and cubes, and their neighbours, whose floating-point roots round wrongly
    WALK = "walk"  # each differs from the one before it by at most 1
    CLUSTERS = "clusters"  # a few groups of adjacent values, far apart
    SMOOTH = "smooth"  # with many divisors
    PRIMES = "primes"  # large primes, and products of two
    FIBONACCI = "fibonacci"  # slow for Euclid's algorithm
    HASH_PYTHON = "hash-python"  # keys that collide in a CPython dict
    HASH_CPP = "hash-cpp"  # keys that collide in libstdc++'s unordered_map
    NOTABLE = "notable"  # numbers of a pool, with their neighbours and multiples
    QUICKSORT = "quicksort"  # makes quicksort with median of three quadratic


def draw(
    rng: Random, shape: Shape, low: NumberBound, high: NumberBound, count: int, pool: tuple[int, ...] = ()
) -> np.ndarray:
    """`count` integers from low to high (both included, low ≤ high at each place). `pool`: for NOTABLE."""
    if count == 0:
        return np.zeros(0, dtype=np.int64)
    lows, highs = _ends(low, count), _ends(high, count)
    if object in (lows.dtype, highs.dtype):
        lows, highs = lows.astype(object), highs.astype(object)
    found = (
        _notable(rng, pool, lows, highs, count) if shape is Shape.NOTABLE else _SHAPES[shape](rng, lows, highs, count)
    )
    inside: np.ndarray = np.minimum(np.maximum(found, lows), highs)
    return inside


def _ends(bound: NumberBound, count: int) -> np.ndarray:
    if isinstance(bound, np.ndarray):
        if bound.dtype == object and all(isinstance(b, int) and abs(b) < _SAFE for b in bound.tolist()):
            return bound.astype(np.int64)
        return bound
    return np.full(count, bound, dtype=np.int64 if abs(bound) < _SAFE else object)


def uniform(rng: Random, low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    """Uniformly distributed integers."""
    if low.dtype != object:
        return rng.randint(low, high + 1, size=count, dtype=np.int64)
    return np.array([_wide(rng, a, b) for a, b in zip(low.tolist(), high.tolist(), strict=True)], dtype=object)


def _wide(rng: Random, low: int, high: int) -> int:
    width = high - low + 1
    bits = width.bit_length() + 64
    return low + int.from_bytes(rng.bytes((bits + 7) // 8), "little") % width


def _common(low: np.ndarray, high: np.ndarray) -> tuple[int, int]:
    """Bounds within those of every place if possible, otherwise around all of them."""
    least, most = int(low.max()), int(high.min())
    return (least, most) if least <= most else (int(low.min()), int(high.max()))


def _tiny(rng: Random, low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    width = int(rng.choice([1, 1, 2, 3, 4, 6, 9, 15, 30]))
    least, most = _common(low, high)
    if least < 0 < most:
        return uniform(
            rng, np.maximum(low, -width), np.maximum(np.minimum(high, width), np.maximum(low, -width)), count
        )
    if most < 0:
        return uniform(rng, np.maximum(low, high - width), high, count)
    return uniform(rng, low, np.minimum(high, low + width), count)


def _log(rng: Random, low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    if low.dtype == object:
        return np.array(
            [
                a + (_wide(rng, 0, b - a) >> int(rng.randint(0, (b - a).bit_length() + 1)))
                for a, b in zip(low, high, strict=True)
            ],
            dtype=object,
        )
    width = (high - low).astype(np.float64) + 1
    offset = np.exp(rng.random_sample(count) * np.log(width)) - 1
    near = np.where((low < 0) & (high > 0), np.sign(rng.random_sample(count) - 0.5) * offset, low + offset)
    whole: np.ndarray = np.clip(near, -(2.0**61), 2.0**61).astype(np.int64)
    return whole


def _two(rng: Random, low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    least, most = _common(low, high)
    pair = np.array([_wide(rng, least, most), _wide(rng, least, most)], dtype=low.dtype)
    return pair[rng.randint(0, 2, size=count)]


def _nearly_rising(rng: Random, low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    found = np.sort(uniform(rng, low, high, count))
    place, other = rng.randint(0, count, size=2)
    other = other if rng.randint(0, 2) else (place + 1) % count
    found[[place, other]] = found[[other, place]]
    return found


def _notable(rng: Random, pool: tuple[int, ...], low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    """Mostly numbers of the pool and their neighbours, or multiples of one of them."""
    near = [number + step for number in pool for step in (-1, 0, 0, 1)]
    if pool and rng.randint(0, 2):
        unit = int(pool[int(rng.randint(0, len(pool)))])
        near = [unit * times for times in range(-30, 31)] + list(pool)
    picked = _from(rng, near, low, high, count)
    return np.where(rng.random_sample(count) < 0.2, uniform(rng, low, high, count), picked)


def _from(rng: Random, pool: list[int], low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    """Numbers of a pool that fit the bounds of all places, or any numbers if none does."""
    least, most = _common(low, high)
    fitting = sorted({number for number in pool if least <= number <= most})
    if not fitting:
        return uniform(rng, low, high, count)
    return np.array(fitting, dtype=low.dtype)[rng.randint(0, len(fitting), size=count)]


def _powers(rng: Random, low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    powers = [2**bit for bit in range(1, 62)] + [10**digits for digits in range(1, 19)]
    pool = [sign * (power + near) for power in powers for near in (-1, 0, 1) for sign in (1, -1)]
    return _from(rng, pool, low, high, count)


def _roots(rng: Random, low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    _least, most = _common(low, high)
    pool: list[int] = []
    for power in (2, 3):
        largest = _root(most, power)
        bases = [largest - step for step in range(4)] + [_wide(rng, 1, max(1, largest)) for _draw in range(6)]
        pool += [base**power + near for base in bases if base > 1 for near in (-1, 0, 1)]
    return _from(rng, pool, low, high, count)


def _root(number: int, power: int) -> int:
    """The greatest integer whose power is at most `number`."""
    low, high = 0, 1 << (max(0, number).bit_length() // power + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**power <= number else (low, middle - 1)
    return low


def _walk(rng: Random, low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    least, most = _common(low, high)
    steps = rng.randint(-1, 2, size=count) if rng.randint(0, 2) else 2 * rng.randint(0, 2, size=count) - 1
    walked: np.ndarray = _wide(rng, least, most) + np.cumsum(steps).astype(low.dtype)
    return walked


def _clusters(rng: Random, low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    least, most = _common(low, high)
    centres = np.array([_wide(rng, least, most) for _centre in range(int(rng.randint(1, 5)))], dtype=low.dtype)
    near = rng.randint(0, int(rng.choice([2, 3, 5, 10])), size=count)
    return centres[rng.randint(0, len(centres), size=count)] + near


@cache
def _smooth_numbers() -> list[int]:
    """Products of the smallest primes with falling exponents, among them the numbers with the most divisors."""
    found = [(1, 60)]
    for prime in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        more = []
        for number, exponent in found:
            power, times = number, 0
            while times < exponent and power * prime < 2**61:
                power, times = power * prime, times + 1
                more.append((power, times))
        found = sorted(found + more)[-4000:] if len(found) > 4000 else found + more
    return sorted({number for number, _exponent in found})


def _smooth(rng: Random, low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    least, most = _common(low, high)
    fitting = [number for number in _smooth_numbers() if least <= number <= most]
    return _from(rng, fitting[-60:], low, high, count)


def _primes(rng: Random, low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    from problems.inputs.primes import is_prime

    least, most = _common(low, high)
    if most > _LARGEST_PRIME:
        return uniform(rng, low, high, count)
    pool = list(islice(filter(is_prime, range(most, max(2, least, most - 2999) - 1, -1)), 12))
    root = math.isqrt(max(0, most))
    roots = [candidate for candidate in range(root, max(1, root - 400), -1) if is_prime(candidate)][:4]
    pool += [a * b for a in roots for b in roots]
    return _from(rng, pool, low, high, count)


def _fibonacci(rng: Random, low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    least, most = _common(low, high)
    pool: list[int] = []
    pair = (1, 2)
    while pair[0] <= most:
        pool.append(pair[0])
        pair = (pair[1], pair[0] + pair[1])
    return _from(rng, [number for number in pool if number >= least][-4:], low, high, count)


# Bucket counts that libstdc++'s unordered_map grows through (seen in GCC 12), to each when it holds one key more than
# the count before.
_BUCKETS = (13, 29, 59, 127, 257, 541, 1109, 2357, 5087, 10273, 20753, 42043, 85229, 172933, 351061, 712697)


def _hash_cpp(rng: Random, low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    """Numbers that collide in an unordered_map: fillers up to some number of buckets, then multiples of it."""
    least, most = _common(low, high)
    least = max(0, least)
    best = (0, 0, 0, 0)
    for filled, buckets in pairwise(_BUCKETS):
        several = min(count - filled - 1, buckets - filled - 1, most // buckets - -(-least // buckets) + 1)
        steps = several * (count - filled - 1 - several // 2)  # twice the steps along the chain, once it is complete
        if several > 0 and filled < most - least:
            best = max(best, (steps, filled + 1, buckets, several))
    _steps, filled, buckets, several = best
    if several == 0:
        return uniform(rng, low, high, count)
    meeting = (-(-least // buckets) + np.arange(several)) * buckets
    again = meeting[rng.randint(0, several, size=count - filled - several)]
    return np.concatenate([least + np.arange(filled), meeting, again]).astype(low.dtype)


def _hash_python(rng: Random, low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    """Numbers that walk one long probe chain in a CPython dict (Objects/dictobject.c: i = 5 i + perturb + 1).

    Half of a table of 2^k slots is filled along the cycle that a key follows once its perturbation is used up; the
    others are keys whose first probes all hit filled slots, so that each then walks along that cycle.
    """
    least, most = _common(low, high)
    bits = 3
    while 2 ** (bits + 1) * 2 // 3 <= count:
        bits += 1
    table = 2**bits
    if least > 1 or most < 8 * table:
        return uniform(rng, low, high, count)
    most = min(most, max(2**30, 8 * table))  # the perturbation of larger keys lasts longer, and few of them fit
    cycle = np.zeros(table // 2, dtype=np.int64)
    slot = 1
    for place in range(len(cycle)):
        cycle[place] = slot
        slot = (5 * slot + 1) % table
    filled = np.zeros(table, dtype=bool)
    filled[cycle] = True
    cycle = cycle[cycle >= max(0, least)]
    wanted = min(_WALKERS, table * 2 // 3 - len(cycle))
    keys: list[np.ndarray] = []
    for _round in range(8):
        candidates = rng.randint(table, most, size=60 * max(1, wanted), dtype=np.int64)
        slots, perturb = candidates % table, candidates.copy()
        lasting = filled[slots]
        while len(candidates) and perturb.max() > 0:
            candidates, slots, perturb = candidates[lasting], slots[lasting], perturb[lasting] >> 5
            slots = (5 * slots + perturb + 1) % table
            lasting = filled[slots]
        keys.append(np.unique(candidates[lasting]))
        if sum(map(len, keys)) >= wanted:
            break
    walkers = np.unique(np.concatenate(keys))[:wanted]
    found = np.concatenate([cycle, walkers])[:count]
    if len(found) == count or len(walkers) == 0:
        return np.concatenate([found, uniform(rng, low[len(found) :], high[len(found) :], count - len(found))])
    return np.concatenate([found, walkers[rng.randint(0, len(walkers), size=count - len(found))]])


def _quicksort(_rng: Random, low: np.ndarray, high: np.ndarray, count: int) -> np.ndarray:
    """McIlroy's and Musser's sequence against median of three, for std::sort's predecessors and hand-written sorts."""
    half = count // 2
    ranks = np.zeros(count, dtype=np.int64)
    places = np.arange(1, half + 1)
    ranks[:half] = np.where(places % 2 == 1, places, half + places - 1)
    ranks[half : 2 * half] = 2 * places
    if count % 2:
        ranks[-1] = count
    room = min(count, int(high.max()) - int(low.min()))
    return int(low.min()) + np.minimum(ranks, room).astype(low.dtype)


_SHAPES: dict[Shape, Callable[[Random, np.ndarray, np.ndarray, int], np.ndarray]] = {
    Shape.UNIFORM: uniform,
    Shape.TINY: _tiny,
    Shape.LOG: _log,
    Shape.LEAST: lambda _rng, low, _high, _count: low,
    Shape.ZERO: lambda _rng, low, high, _count: np.minimum(np.maximum(low, 0), high),
    Shape.MOST: lambda _rng, _low, high, _count: high,
    Shape.NEAR_MOST: lambda rng, _low, high, count: high - rng.randint(0, 3, size=count),
    Shape.EQUAL: lambda rng, low, high, count: np.full(count, _wide(rng, *_common(low, high)), dtype=low.dtype),
    Shape.TWO: _two,
    Shape.ENDS: lambda rng, low, high, count: np.where(rng.randint(0, 2, size=count) == 0, low, high),
    Shape.ALTERNATING: lambda _rng, low, high, count: np.where(np.arange(count) % 2 == 0, low, high),
    Shape.RISING: lambda *bounds: np.sort(uniform(*bounds)),
    Shape.NEARLY_RISING: _nearly_rising,
    Shape.FALLING: lambda *bounds: np.sort(uniform(*bounds))[::-1],
    Shape.STEPS: lambda _rng, low, _high, count: int(low.min()) + np.arange(count).astype(low.dtype),
    Shape.STEPS_DOWN: lambda _rng, low, _high, count: int(low.min()) + np.arange(count).astype(low.dtype)[::-1],
    Shape.NEGATIVE: lambda rng, low, high, count: uniform(rng, low, np.maximum(low, np.minimum(high, -1)), count),
    Shape.POWERS: _powers,
    Shape.ROOTS: _roots,
    Shape.WALK: _walk,
    Shape.CLUSTERS: _clusters,
    Shape.SMOOTH: _smooth,
    Shape.PRIMES: _primes,
    Shape.FIBONACCI: _fibonacci,
    Shape.HASH_PYTHON: _hash_python,
    Shape.HASH_CPP: _hash_cpp,
    Shape.QUICKSORT: _quicksort,
}
