"""Shapes of drawn numbers; keys that collide are counted in tables that grow as CPython's and libstdc++'s do."""

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from judge.stress.numbers import Shape, draw
from judge.stress.sampling.distinct import distinct_numbers

COUNT = 20_000
# std::unordered_map<long long, int>::bucket_count() of GCC 12, after each growth.
BUCKETS = (13, 29, 59, 127, 257, 541, 1109, 2357, 5087, 10273, 20753)


def drawn(shape, high, count=COUNT):
    return draw(np.random.RandomState(1), shape, 1, high, count).tolist()


def longest_bucket(keys):
    """The number of keys in the fullest bucket once all are inserted."""
    size = len(set(keys))
    buckets = next(many for fewer, many in pairwise((0, *BUCKETS)) if fewer < size <= many)
    return max(Counter(key % buckets for key in set(keys)).values())


def probes(keys):
    """How many taken slots a CPython dict probes while the keys are inserted; it grows when two thirds are full."""
    table, mask, looked = {}, 7, 0

    def place(key):
        passed, perturb, slot = 0, key, key & mask
        while table.setdefault(slot, key) != key:
            passed += 1
            perturb >>= 5
            slot = (5 * slot + perturb + 1) & mask
        return passed

    known = set()
    for key in keys:
        if key not in known and len(table) == 2 * (mask + 1) // 3:
            kept = list(table.values())
            mask = 2 ** (3 * len(kept)).bit_length() - 1
            table.clear()
            for old in kept:
                place(old)
        known.add(key)
        looked += place(key)
    return looked


@pytest.mark.parametrize("high", [10**9, 10**18])
def test_keys_against_cpp_collide_in_one_bucket_of_an_unordered_map(high):
    assert longest_bucket(drawn(Shape.UNIFORM, high)) < 20
    keys = drawn(Shape.HASH_CPP, high)
    assert longest_bucket(keys) > 2000
    assert all(1 <= key <= high for key in keys)


@pytest.mark.parametrize("high", [10**9, 10**18])
def test_keys_against_python_make_a_dict_probe_long_chains(high):
    ordinary, adverse = (probes(drawn(shape, high, 2000)) for shape in (Shape.UNIFORM, Shape.HASH_PYTHON))
    assert adverse > 100 * ordinary


def test_distinct_keys_are_drawn_in_an_order_that_makes_them_collide():
    keys = distinct_numbers(np.random.RandomState(1), Shape.HASH_PYTHON, 1, 10**9, 2000).tolist()
    assert len(set(keys)) == 2000
    assert probes(keys) > 20 * probes(drawn(Shape.UNIFORM, 10**9, 2000))


@pytest.mark.parametrize("shape", [Shape.HASH_CPP, Shape.HASH_PYTHON])
@pytest.mark.parametrize(("low", "high"), [(1, 1), (-5, 5), (-(10**9), -1), (10**9, 10**9 + 20), (0, 10**18)])
@pytest.mark.parametrize("count", [1, 2, 30])
def test_colliding_keys_stay_within_their_bounds(shape, low, high, count):
    found = draw(np.random.RandomState(1), shape, low, high, count)
    assert len(found) == count
    assert all(low <= number <= high for number in found.tolist())


def test_the_zero_shape_draws_the_allowed_number_nearest_to_zero():
    zeros = [draw(np.random.RandomState(1), Shape.ZERO, low, high, 2).tolist() for low, high in ((-5, 5), (3, 9))]
    assert zeros == [[0, 0], [3, 3]]


def test_the_roots_shape_draws_numbers_whose_floating_point_root_is_wrong():
    keys = drawn(Shape.ROOTS, 10**18, 200)
    assert any(int(key**0.5) != math.isqrt(key) for key in keys)
    assert all(1 <= key <= 10**18 for key in keys)


def test_a_walk_moves_by_at_most_one_from_each_value_to_the_next():
    keys = drawn(Shape.WALK, 10**9, 1000)
    assert {abs(one - other) for one, other in pairwise(keys)} <= {0, 1}
    assert len(set(keys)) > 5


def test_clusters_hold_few_values_some_of_which_are_adjacent():
    for seed in range(20):
        keys = sorted(set(draw(np.random.RandomState(seed), Shape.CLUSTERS, 1, 10**9, 500).tolist()))
        assert 1 < len(keys) <= 40
        assert min(other - one for one, other in pairwise(keys)) == 1


@pytest.mark.parametrize("shape", [shape for shape in Shape if shape is not Shape.NOTABLE])
def test_numbers_of_thousands_of_digits_do_not_take_long(shape):
    numbers = draw(np.random.RandomState(1), shape, 1, 10**10_000, 2).tolist()
    assert all(1 <= number <= 10**10_000 for number in numbers)
