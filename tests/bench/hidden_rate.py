"""How well the share that hidden tests accept is estimated, and the coefficients for it.

    python -m tests.bench.hidden_rate HOME [--write]

HOME holds a log of the recorded answers with what was found beyond the samples, each model under its own name. It is
made by `kyoso import` of the record's answers ({problem, model, text} a line) against the mirror, then
`kyoso rejudge --likely`. Each model is estimated with coefficients fitted to the others. Answers for which the record
is known to be wrong are left out. --write ships the coefficients fitted to all of them. Says so if the shared data are
absent.
"""

import argparse
import gzip
import itertools
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_expit
from scipy.stats import kendalltau

from judge.log.log import FILE_NAME
from solver.report.grading.grades import CODE, read_grades
from solver.report.statistics import hidden_rate
from solver.report.statistics.hidden_rate import FEATURES, Coefficients, Support, chances, features, strength_of

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
FILES = {"answers-o1-preview": "o1-preview", "answers-o1-mini-half": "o1-mini", "answers-four-models-half": None}
UNRELIABLE = re.compile(r"threading|open\(0\)|/dev/stdin|os\.read")
# How much each feature may count: the standard deviations of its prior. The smallest is as good as leaving it out.
FORMS = [
    {"level": level, "tested_level": tested, "strength": strength, "shown": shown, "unknown": unknown}
    for level, tested, strength, shown, unknown in itertools.product(
        (0.15, 0.5), (0.01, 0.15, 0.5), (0.01, 0.5), (0.5, 1.5), (0.01, 0.5)
    )
]
# Standard deviations. A problem's difficulty says little once there are tests and other programs.
PRIORS = {"intercept": 5.0, "level": 0.5, "tested_level": 0.15, "strength": 0.5, "unknown": 0.5, "shown": 1.5}
# Of the shares on record of answers with evidence against them: accepted and rejected, as parameters of Beta priors.
PRIOR_COUNTS = {Support.SLOW: (1.5, 0.5), Support.DISPUTED: (1.0, 1.0), Support.REFUTED: (0.5, 4.5)}
TABLE = ROOT / "solver" / "report" / "statistics" / "hidden_rate.json"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("home", type=Path)
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    if not DATA.is_dir():
        sys.exit("shared data absent: nothing to measure with")
    answers = Answers(given.home / FILE_NAME)
    estimates, briers = [], []
    for model in answers.names:
        others = answers.model != model
        form = answers.best_form(others)
        estimate, brier = answers.estimated(model, answers.fitted(others, answers.unexplained(others, form), form))
        estimates.append(estimate)
        briers.append(brier)
    errors = [100 * (rate.value - truth) for rate, truth, _passed, _likely in estimates]
    for model, (rate, truth, passed, likely), error in zip(answers.names, estimates, errors, strict=True):
        inside = "inside" if rate.interval.low <= truth <= rate.interval.high else "OUTSIDE"
        print(
            f"{model:18} {int((answers.model == model).sum()):4} answers: recorded {truth:.1%}, estimated "
            f"{rate.value:.1%} ({rate.interval.low:.1%} to {rate.interval.high:.1%}, {inside}), off {error:+.1f}; "
            f"samples {100 * (passed - truth):+.1f}, not refuted {100 * (likely - truth):+.1f}"
        )
    truth = [one[1] for one in estimates]
    print(f"mean error {np.abs(errors).mean():.2f} points;", end=" ")
    print(f"samples {100 * np.mean([abs(one[2] - one[1]) for one in estimates]):.2f},", end=" ")
    print(f"not refuted {100 * np.mean([abs(one[3] - one[1]) for one in estimates]):.2f}")
    print(f"Kendall: estimate {kendalltau([one[0].value for one in estimates], truth)[0]:.2f}, ", end="")
    print(f"samples {kendalltau([one[2] for one in estimates], truth)[0]:.2f}")
    print(f"Brier of what passes the samples: {np.concatenate(briers).mean():.3f}")
    everything = np.ones(len(answers.model), dtype=bool)
    if given.write:
        form = answers.best_form(everything)
        print("shipped form:", form)
        write(answers.fitted(everything, answers.unexplained(everything, form), form), answers)


class Answers:
    """The record and what the log knows about each answer, in arrays of one length."""

    def __init__(self, log):
        grades = read_grades(log)
        recorded = record()
        # The record is too lenient for answers that took four times the limit on a valid input when run alone.
        slow = log.parent / "too_slow.json"
        too_slow = set(map(tuple, json.loads(slow.read_text()))) if slow.exists() else set()
        rows, truth = [], []
        for row in range(len(grades)):
            name = grades.cells[grades.cell[row]].label, grades.problems[grades.problem[row]].id
            found = recorded.get(name)
            if found is not None and not UNRELIABLE.search(found["response"]):
                rows.append(row)
                truth.append(found["hidden_pass"] and name not in too_slow)
        self.model = np.array([grades.cells[grades.cell[row]].label for row in rows])
        self.evidence = grades.support[rows].astype(int)
        # If a problem has many right answers, nobody can tell whether the record is right.
        self.truth = np.array(truth)
        self.level = np.array([grades.problems[grades.problem[row]].level for row in rows])
        self.refuted = (grades.likely[rows] >= 0) & (grades.likely[rows] != CODE["AC"])
        keep = self.evidence != Support.UNCHECKED
        for name in ("model", "evidence", "truth", "level", "refuted"):
            setattr(self, name, getattr(self, name)[keep])
        self.names = sorted(set(self.model.tolist()))
        self.strengths = {
            name: strength_of(int((self.evidence[self.model == name] > 0).sum()), int((self.model == name).sum()))
            for name in self.names
        }
        self.strength = np.array([self.strengths[name] for name in self.model])

    def fitted(self, chosen, between_models, form):
        data = self.evidence[chosen], self.level[chosen], self.strength[chosen], self.truth[chosen]
        return fit(*data, between_models, form)

    def best_form(self, chosen):
        """The form with the least log loss over the answers of models, each left out of the fit in turn."""
        return min(FORMS, key=lambda form: sum(self.loss(model, chosen, form) for model in set(self.model[chosen])))

    def loss(self, model, chosen, form):
        its = (self.model == model) & (self.evidence > 0)
        fitted = self.fitted(chosen & (self.model != model), 0.0, form)
        chance = chances(self.evidence[its], self.level[its], self.strengths[model], fitted).clip(1e-6, 1 - 1e-6)
        return -np.log(np.where(self.truth[its], chance, 1 - chance)).sum()

    def estimated(self, model, fitted):
        """(estimated rate, recorded rate, on the samples, not refuted) and the squared errors of each chance."""
        its = self.model == model
        evidence, level = self.evidence[its], self.level[its]
        rate = hidden_rate.hidden_rate(evidence, level, self.strengths[model], fitted)
        passed = evidence > 0
        chance = chances(evidence, level, self.strengths[model], fitted)
        squares = (chance[passed] - self.truth[its][passed]) ** 2
        likely = float((passed & ~self.refuted[its]).mean())
        return (rate, float(self.truth[its].mean()), float(passed.mean()), likely), squares

    def unexplained(self, chosen, form):
        """The standard deviation of the models' errors beyond their own intervals, each model left out in turn."""
        excess = []
        for model in sorted(set(self.model[chosen].tolist())):
            (rate, truth, *_others), _squares = self.estimated(
                model, self.fitted(chosen & (self.model != model), 0.0, form)
            )
            half = (rate.interval.high - rate.interval.low) / 2 / 1.96
            excess.append((rate.value - truth) ** 2 - half**2)
        return float(np.sqrt(max(0.0, np.mean(excess))))


def fit(support, level, strength, accepted, between_models, priors):
    """The coefficients fitted to answers with known hidden verdicts, of which only those that pass the samples count.

    A tested answer counts twice: with what was found, and as if it had not been tested, so that the table also serves a
    log without generated tests. Normal (ridge) priors keep features that were rarely seen near zero; `priors` overrides
    their standard deviations in PRIORS.
    """
    passed = ~np.isin(support, [Support.NONE, Support.UNCHECKED])
    tested = passed & ~np.isin(support, [Support.SAMPLES, *PRIOR_COUNTS])
    bare = np.full(int(passed.sum()), Support.SAMPLES)
    design = np.vstack(
        [
            features(support[tested], level[tested], strength[tested]),
            features(bare, level[passed], strength[passed]),
        ]
    )
    truth = np.concatenate([accepted[tested], accepted[passed]]).astype(float)
    chosen = PRIORS | priors
    prior = np.array([chosen.get(name, chosen.get(name.rpartition("_")[2], chosen["shown"])) for name in FEATURES])

    def loss(values):
        logit = design @ values
        gradient = design.T @ (expit(logit) - truth)
        value = -float(truth @ log_expit(logit) + (1 - truth) @ log_expit(-logit))
        return value + float((values**2 / prior**2).sum() / 2), gradient + values / prior**2

    values = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="BFGS").x
    chance = expit(design @ values)
    information = (design * (chance * (1 - chance))[:, None]).T @ design + np.diag(1 / prior**2)
    against = {}
    for kind, (one, other) in PRIOR_COUNTS.items():
        of_kind = support == kind
        right = int(np.count_nonzero(accepted[of_kind]))
        against[kind] = (one + right, other + int(of_kind.sum()) - right)
    return Coefficients(values, np.linalg.inv(information), between_models, against)


def record():
    found = {}
    for file, name in FILES.items():
        with gzip.open(DATA / f"{file}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                found[name or row["model"], row["task_id"]] = row
    return found


def write(fitted, answers):
    table = {
        "source": f"{len(answers.model)} answers of {len(answers.names)} models of 2024 and 2025 to AtCoder tasks of "
        "2023-05 to 2025 in Python, with recorded hidden verdicts (LiveCodeBench's submissions, MIT)",
        "command": f"python -m tests.bench.hidden_rate HOME --write, {datetime.now(UTC):%Y-%m-%d}",
        "values": {name: round(float(value), 4) for name, value in zip(FEATURES, fitted.values, strict=True)},
        "covariance": [[round(float(value), 5) for value in row] for row in fitted.covariance],
        "between_models": round(fitted.between_models, 4),
        "against": {kind.name.lower(): list(counts) for kind, counts in fitted.against.items()},
    }
    text = re.sub(r"\[[-\d.e,\s]+\]", lambda row: f"[{' '.join(row[0][1:-1].split())}]", json.dumps(table, indent=1))
    TABLE.write_text(text + "\n")


if __name__ == "__main__":
    main()
