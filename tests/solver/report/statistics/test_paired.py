"""Paired comparisons, checked against scipy and statsmodels on the same tables.

Those are imported where they are used, because every test worker imports this module and only one runs it.
"""

from collections import Counter
from fractions import Fraction
from itertools import product

import pytest

from solver.report.statistics.paired import compare, holm, mean_difference, needed_range, problems_needed, sign_flips

TABLES = [(0, 0), (0, 1), (1, 0), (5, 5), (12, 3), (3, 12), (40, 20), (250, 201), (0, 30), (700, 640)]


def near(value):
    return pytest.approx(value, abs=1e-9)


def single(only_first, only_second, agreed=50):
    return Counter({Fraction(1): only_first, Fraction(-1): only_second, Fraction(0): agreed})


@pytest.mark.parametrize(("only_first", "only_second"), TABLES)
def test_for_single_attempts_the_permutation_test_equals_mcnemars_exact_test(only_first, only_second):
    from scipy.stats import binomtest
    from statsmodels.stats.contingency_tables import mcnemar

    ours, exact = sign_flips(single(only_first, only_second))
    assert exact
    if only_first + only_second:
        assert ours == near(binomtest(only_first, only_first + only_second).pvalue)
        assert ours == near(mcnemar([[10, only_first], [only_second, 7]], exact=True).pvalue)
    else:
        assert ours == 1


def test_the_permutation_test_counts_every_choice_of_signs():
    from scipy.stats import permutation_test

    differences = [Fraction(n, 4) for n in (3, -1, 2, 4, 0, 1, -2, 1)]
    total = abs(sum(differences))
    flipped = [abs(sum(s * d for s, d in zip(signs, differences, strict=True))) for signs in product((1, -1), repeat=8)]
    expected = sum(value >= total for value in flipped) / len(flipped)
    assert sign_flips(Counter(differences)) == (near(expected), True)
    theirs = permutation_test(
        ([float(d) for d in differences],), sum, permutation_type="samples", n_resamples=10**6, alternative="two-sided"
    )
    assert sign_flips(Counter(differences))[0] == near(theirs.pvalue)


def test_odd_repeats_without_a_common_step_are_shuffled_with_a_seed():
    differences = [Fraction(1, prime) for prime in (7, 11, 13, 17, 19, 23)] * 3
    first, second = sign_flips(Counter(differences), seed=5), sign_flips(Counter(differences), seed=5)
    assert first == second
    assert first[1] is False
    assert first[0] < 0.001


@pytest.mark.parametrize(
    "p_values", [[0.01], [0.01, 0.04], [0.04, 0.01, 0.03], [0.2, 0.2, 0.001, 0.5, 0.049, 0.9], [1.0, 1.0], []]
)
def test_holms_correction_agrees_with_statsmodels(p_values):
    from statsmodels.stats.multitest import multipletests

    theirs = list(multipletests(p_values, method="holm")[1]) if p_values else []
    assert holm(p_values) == near(theirs)


def test_two_builds_half_a_point_apart_on_400_questions_are_not_told_apart():
    """71.5 % against 71.0 % as published: with any plausible agreement this would take thousands of questions."""
    found = compare(single(22, 20, 358))
    assert found.difference.value == near(0.005)
    assert found.p_value > 0.8
    assert found.difference.interval.low < 0 < found.difference.interval.high
    assert found.problems_needed > 20_000


def test_the_number_of_problems_needed_is_connors_or_none_without_a_difference():
    # Connor 1987: psi = 0.3, delta = 0.1, two-sided 5 %, power 80 %: 234 pairs.
    assert problems_needed(single(20, 10, 70)) == 234
    assert problems_needed(single(5, 5, 90)) is None


def test_the_interval_of_a_difference_is_that_of_bonett_and_price():
    # b = 10, c = 4, n = 60, worked by hand: d = 6/62, se = sqrt((16/62 - d²)/62).
    found = mean_difference(single(10, 4, 46))
    middle, half = 6 / 62, 1.959963984540054 * ((16 / 62 - (6 / 62) ** 2) / 62) ** 0.5
    assert (found.interval.low, found.interval.high) == near((middle - half, middle + half))


def test_without_common_problems_there_is_no_comparison():
    assert compare({}) is None


def test_the_range_of_needed_problems_depends_on_the_pair_alone():
    found = needed_range(single(1, 1, 10))
    assert needed_range(Counter({Fraction(0): 10, Fraction(-1): 1, Fraction(1): 1})) == found
    assert needed_range(single(5, 1, 20)) == needed_range(single(1, 5, 20))
    uneven = Counter({Fraction(1, 3): 4, Fraction(-1, 2): 2, Fraction(0): 9})
    assert needed_range(Counter({-gap: count for gap, count in reversed(uneven.items())})) == needed_range(uneven)
