"""How often the early stop is wrong, and how soon it is right: `python -m tests.bench.batch_early_stop`."""

import random
import statistics

from judge.attempt import Outcome
from solver.batch import blocks
from solver.batch.blocks import easier_half, rounds
from solver.batch.early_stop import Suspicion
from solver.batch.selection import Candidate

RUNS = 1000
LETTERS = "ABCDEFG"
HARDNESS = dict(zip(LETTERS, (50, 150, 400, 800, 1300, 1750, 2200), strict=True))


def problems(count):
    letters = [LETTERS[number % 7] for number in range(count)]
    return [Candidate(f"x{n:03}", "", None, letter, HARDNESS[letter]) for n, letter in enumerate(letters)]


def stopped_after(rate, censored, count, seed, rounds_in_slice=4):
    """Attempts until the cell stops, None if it never does; in the batch's own order, easier first within a slice."""
    chance, all_problems = random.Random(seed), problems(count)
    easy, made = easier_half(all_problems), rounds(all_problems, seed)
    suspicion, asked = Suspicion(), 0
    for start in range(0, len(made), rounds_in_slice):
        in_slice = [problem for one in made[start : start + rounds_in_slice] for problem in one]
        for problem in sorted(in_slice, key=lambda one: one.hardness):
            outcome = censored if chance.random() < rate(problem.letter) else Outcome.ANSWERED
            suspicion, asked = suspicion.after(outcome, problem.id in easy), asked + 1
            if suspicion.state is not None:
                return asked
    return None


def simulate(rate, censored, count=210, runs=RUNS, **order):
    """Share of the runs that were stopped, and the median attempts until then."""
    ends = [stopped_after(rate, censored, count, seed, **order) for seed in range(runs)]
    stops = [end for end in ends if end is not None]
    return len(stops) / runs, statistics.median(stops) if stops else None


def rising(letter):
    return 0.05 + 0.65 * LETTERS.index(letter) / 6


def main():
    cases = (
        ("5 % censored", lambda _letter: 0.05),
        ("20 % censored", lambda _letter: 0.20),
        ("5 % at A to 70 % at G", rising),
        ("80 % censored", lambda _letter: 0.80),
    )
    for name, rate in cases:
        for outcome in (Outcome.TRUNCATED, Outcome.EMPTY):
            for slices in (blocks.FIRST_ROUNDS, blocks.MOST_ROUNDS):
                share, median = simulate(rate, outcome, rounds_in_slice=slices)
                print(f"{name}, {outcome}, slices of {8 * slices}: stopped {share:.1%}, after {median} (median)")


if __name__ == "__main__":
    main()
