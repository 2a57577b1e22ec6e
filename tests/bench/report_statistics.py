"""Simulated nights and models of known strength: do the report's 95 % intervals cover the truth, and how far off is it?

    python -m tests.bench.report_statistics [--nights 2000] [--models 2000]

Difficulties are AtCoder Problems' own (the record beside the repository; says so if it is absent). Each night draws new
problems, since a report's rate is about problems like these; a model of some rating solves a problem with the chance
that AtCoder Problems' model gives a contestant of that rating.
"""

import argparse
import gzip
import json
import sys
from pathlib import Path

import numpy as np
from scipy.special import bdtr

from solver.report.statistics.ability import fit_ability
from solver.report.statistics.always_valid import p_value, p_with_plan
from solver.report.statistics.paired import compare
from solver.report.statistics.proportions import rate_over_problems
from solver.report.statistics.rating import DISCRIMINATION

SHARED = Path(__file__).parents[2].parent / "shared"
RATINGS = (400, 1200, 2000, 2800)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--nights", type=int, default=2_000)
    options.add_argument("--models", type=int, default=2_000)
    given = options.parse_args()
    path = SHARED / "data" / "problem-models.json.gz"
    if not path.is_file():
        sys.exit("shared data absent: nothing to measure with")
    with gzip.open(path) as file:
        models = json.load(file)
    hard = np.array(
        [
            row["difficulty"]
            for task, row in models.items()
            if task.startswith("abc") and row.get("difficulty") is not None
        ]
    )
    print(f"{len(hard)} difficulties of ABC problems")
    nights(hard, given.nights)
    differences(hard, given.nights)
    ratings(hard, given.models)
    looks(given.nights)


def nights(hard, count):
    rng = np.random.default_rng(11)
    print(f"AC rate: share of {count} nights whose 95 % interval covers the true rate")
    for problems in (100, 300):
        for repeats in (1, 4):
            shares = []
            for rating in RATINGS:
                truth = chance(hard, rating).mean()
                covered = 0
                for _night in range(count):
                    drawn = rng.choice(hard, problems)
                    won = rng.binomial(repeats, chance(drawn, rating))
                    interval = rate_over_problems(won, np.full(problems, repeats), rng).interval
                    covered += interval.low <= truth <= interval.high
                shares.append(covered / count)
            print(
                f"  {problems} problems × {repeats}: "
                + "  ".join(f"{r}: {s:.1%}" for r, s in zip(RATINGS, shares, strict=True))
            )


def differences(hard, count):
    from collections import Counter
    from fractions import Fraction

    rng = np.random.default_rng(12)
    print(f"paired difference over 300 problems: cover of the interval, and p < 0.05, in {count} nights each")
    for repeats in (1, 4):
        for first, second in ((1200, 1200), (1200, 1300)):
            truth = (chance(hard, first) - chance(hard, second)).mean()
            covered = found = 0
            for _night in range(count):
                drawn = rng.choice(hard, 300)
                gaps = rng.binomial(repeats, chance(drawn, first)) - rng.binomial(repeats, chance(drawn, second))
                result = compare(Counter(Fraction(int(gap), repeats) for gap in gaps))
                interval = result.difference.interval
                covered += interval.low <= truth <= interval.high
                found += result.p_value < 0.05
            print(f"  {first} against {second}, {repeats} each: {covered / count:.1%} covered,", end="")
            print(f" p < 0.05 in {found / count:.1%}")


def ratings(hard, count):
    rng = np.random.default_rng(13)
    night = rng.choice(hard, 200, replace=False)
    print(f"rating from 200 problems, {count} models of rating 200 to 2600 at each slope:")
    for slope in (1.0, 0.6, 0.4):
        errors, covered = [], 0
        for _model in range(count):
            rating = rng.uniform(200, 2600)
            won = rng.binomial(1, chance(night, rating, slope))
            fitted = fit_ability(night, won, np.ones(200)).rating
            errors.append(abs(fitted.value - rating))
            covered += fitted.interval.low <= rating <= fitted.interval.high
        print(f"  slope {slope}: covers in {covered / count:.1%}; median error {np.median(errors):.0f} points")


def looks(count):
    """Thirty looks at 300 problems with a planned size, compared with the fixed-size test at that size."""
    rng = np.random.default_rng(14)
    sizes = range(10, 301, 10)
    for planned in (10, 100, 300):
        for rates in ((0.15, 0.15), (0.2, 0.1), (0.22, 0.08)):
            fixed = ours = naive = at_plan = 0
            for _night in range(count):
                gaps = rng.choice([1.0, -1.0, 0.0], 300, p=[*rates, 1 - sum(rates)])
                fixed_p = [mcnemar(int((gaps[:n] == 1).sum()), int((gaps[:n] == -1).sum())) for n in sizes]
                first = fixed_p[planned // 10 - 1]
                naive += min(fixed_p) < 0.05
                fixed += first < 0.05
                at_plan += p_with_plan(p_value(gaps[:planned].tolist()), first) < 0.05
                ours += p_with_plan(p_value(gaps.tolist()), first) < 0.05
            print(
                f"  planned {planned:3}, only A {rates[0]:.0%}, only B {rates[1]:.0%}: decided at any of 30 looks "
                f"{ours / count:.1%} (McNemar at every look {naive / count:.1%}); at the planned size "
                f"{at_plan / count:.1%}, fixed-size test {fixed / count:.1%}"
            )


def mcnemar(only_first, only_second):
    """McNemar's exact p-value, fast enough for 100,000 of them."""
    discordant = only_first + only_second
    return min(1.0, 2 * float(bdtr(min(only_first, only_second), discordant, 0.5))) if discordant else 1.0


def chance(hard, rating, slope=1.0):
    return 1 / (1 + np.exp(DISCRIMINATION * slope * (hard - rating)))


if __name__ == "__main__":
    main()
