"""The figures of one model at one effort: how often it is right, how sure that is, how fast it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from math import exp

import numpy as np

from judge.attempt import CENSORED, Outcome
from judge.judgement import Verdict
from solver.report.grading.cells import CellGrades, CellName, deciding_plan_of
from solver.report.grading.chosen import DecidingPlan
from solver.report.grading.counting import Counts, Spread, counts, seconds_to_ac, spread
from solver.report.grading.grades import CODE, MARKS, SAYS_NOTHING, CellRow, Grades, ModelFacts, StoppedCell
from solver.report.grading.splits import Splits, splits_of
from solver.report.statistics.ability import Ability, fit_ability
from solver.report.statistics.hidden_rate import Support, chances, hidden_rate, strength_of
from solver.report.statistics.pass_line import AgainstLine, against_line
from solver.report.statistics.proportions import Rate, pass_at_k, rate_over_problems


@dataclass(frozen=True, slots=True)
class Repair:
    """What repair rounds added. Right is AC on the samples and not refuted by a generated test."""

    tries: int  # with at least one repair round
    ac_first: int  # of all tries, right at once
    ac_after: int  # right at once or after repair
    gain: float  # in the rate
    on_samples: int  # rounds spent on a failed sample
    mended_on_samples: int  # of these, rounds that led to a right program
    on_generated: int  # rounds spent on a failed generated test
    mended_on_generated: int


@dataclass(frozen=True, slots=True)
class CellSummary:
    """One row of the report.

    `attempts` are all but IE and those not judged. The AC rate is over `graded`, without SERVER_ERROR, which says
    nothing about the model. It counts UNCHECKED (`unchecked` of them) and censored answers as not AC;
    `rate_of_answers` leaves the censored out.
    """

    name: CellName
    settings: tuple[CellRow, ...]
    facts: ModelFacts | None
    stopped: StoppedCell | None  # a batch stopped it, so it is no result
    problems: int
    repeats: int  # the most for one problem
    attempts: int
    graded: int
    ac: int
    rate: Rate | None
    censored: int
    answers: int
    rate_of_answers: Rate | None
    unchecked: int
    verdicts: dict[str, int]
    outcomes: dict[str, int]
    internal_errors: int
    server_errors: int
    not_judged: int
    forced: int  # answers that came after we ended their thinking
    forced_ac: int
    from_cache: int  # answers whose prompt was in the server's cache, which are not in first_token_s
    superseded: int
    pass_at: dict[int, float]  # beyond the samples, over the same problems for every k
    pass_at_problems: int
    repair: Repair | None
    tokens_per_s: Spread
    first_token_s: Spread
    reasoning_tokens: Spread
    seconds: Spread
    seconds_to_ac: Spread
    tested: int  # of the sample ACs, those that were tested further
    right: int  # answers that pass the samples and are not refuted beyond them
    likely_known: int  # of the tested, those for which that gave a finding
    disputed: int  # of those, the ones that other programs answer differently, without a vote that decides
    likely_rate: Rate | None  # AC rate with what is known beyond the samples
    splits: Splits  # on the samples
    likely_splits: Splits | None  # with what is known beyond the samples; None: nothing is
    estimate: Rate | None  # the share that the hidden tests accept, estimated
    ability: Ability | None  # with what is known beyond the samples
    adaptive: bool  # whether its problems were chosen by earlier results
    plan_problems: int | None  # in the plan that the rates are then for; None: they are for the problems asked
    contestant_seconds: float | None  # median time of a contestant of that rating for the problems it solved
    rating_basis: str  # "samples", or "samples + generated tests"
    pass_line: AgainstLine | None

    @property
    def size_bytes(self) -> int | None:
        """The build's size, if the log knows it."""
        return self.facts.size_bytes if self.facts else None

    @property
    def likely_ac(self) -> int:
        """How many of `likely_known` stay AC."""
        return self.likely_known - (self.ac - self.right)

    @property
    def right_splits(self) -> Splits:
        return self.likely_splits or self.splits

    @property
    def right_rate(self) -> Rate | None:
        return self.likely_rate or self.rate


def summarise(
    grades: Grades,
    cell: CellGrades,
    rng: np.random.Generator,
    cut_off: str | None = None,
    pass_line: float | None = None,
) -> CellSummary:
    """The figures of one row. `cut_off` is the last month ("2024-06") or day that the model knows of."""
    rows = cell.rows[grades.round[cell.rows] == 0]
    mark = grades.mark[rows]
    by_mark = dict(zip(MARKS, np.bincount(mark, minlength=len(MARKS)).tolist(), strict=True))
    verdicts, outcomes = _by_word(by_mark)
    of = counts(grades, cell)
    graded, ac = int(of.graded.sum()), int(of.ac.sum())
    name = cell.name
    right, likely_known = int(of.right.sum()), int(((mark == CODE[Verdict.AC]) & (grades.likely[rows] >= 0)).sum())
    beyond = replace(of, ac=of.right) if likely_known else None
    ability = _ability(grades, beyond or of)
    adaptive, deciding = _chosen_by_results(grades, name, rows)
    if adaptive:  # these would be shares of the problems that happened to be chosen
        cut_off = pass_line = None
    pass_at, pass_at_problems = ({}, 0) if adaptive else _pass_at(beyond or of)
    rate, rate_of_answers, likely_rate, estimate = _rates(grades, rows, of, beyond, deciding, rng)
    forced = np.isin(grades.attempt[rows], list(grades.forced))
    return CellSummary(
        name=name,
        settings=cell.settings,
        facts=grades.models.get(name.label),
        stopped=grades.states.get((name.label, name.effort, name.language)) if name.honoured else None,
        problems=int(np.count_nonzero(of.graded)),
        repeats=int(of.graded.max(initial=0)),
        attempts=len(rows) - by_mark[Verdict.IE] - by_mark["ANSWERED"],
        graded=graded,
        ac=ac,
        rate=rate,
        censored=sum(by_mark[outcome] for outcome in CENSORED),
        answers=int((of.graded - of.censored).sum()),
        rate_of_answers=rate_of_answers,
        unchecked=by_mark[Verdict.UNCHECKED],
        verdicts=verdicts,
        outcomes=outcomes,
        internal_errors=by_mark[Verdict.IE],
        server_errors=by_mark[Outcome.SERVER_ERROR],
        not_judged=by_mark["ANSWERED"],
        forced=int(forced.sum()),
        from_cache=int(np.isin(grades.attempt[rows], list(grades.from_cache)).sum()),
        forced_ac=int((forced & (mark == CODE[Verdict.AC])).sum()),
        superseded=cell.superseded,
        pass_at=pass_at,
        pass_at_problems=pass_at_problems,
        repair=_repair(grades, cell),
        tokens_per_s=spread(grades.tokens_per_s[rows], slow_is_low=True),
        first_token_s=spread(grades.first_token_s[rows]),
        reasoning_tokens=spread(grades.reasoning_tokens[rows]),
        seconds=spread(grades.seconds[rows]),
        seconds_to_ac=spread(seconds_to_ac(grades, cell)),
        tested=int(of.tested.sum()),
        right=right,
        likely_known=likely_known,
        disputed=int((grades.support[rows] == Support.DISPUTED).sum()),
        likely_rate=likely_rate,
        splits=splits_of(grades, of, rng, cut_off),
        likely_splits=None if beyond is None else splits_of(grades, beyond, rng, cut_off),
        estimate=estimate,
        ability=ability,
        adaptive=adaptive,
        plan_problems=None if deciding is None else len(deciding.plan.problems),
        contestant_seconds=_contestant_seconds(grades, beyond or of, ability),
        rating_basis="samples" if beyond is None else "samples + generated tests",
        pass_line=None if pass_line is None or rate is None else against_line(ac, graded, rate, pass_line),
    )


def _by_word(by_mark: dict[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """How often each verdict and each outcome came; ANSWERED, judged or not, comes first."""
    verdicts = {verdict.value: by_mark[verdict] for verdict in Verdict if by_mark[verdict]}
    outcomes = {Outcome.ANSWERED.value: sum(verdicts.values()) + by_mark["ANSWERED"]}
    outcomes |= {word.value: by_mark[word] for word in Outcome if word is not Outcome.ANSWERED}
    return verdicts, {word: count for word, count in outcomes.items() if count}


def _chosen_by_results(grades: Grades, name: CellName, rows: np.ndarray) -> tuple[bool, DecidingPlan | None]:
    """Whether earlier results chose the problems, and from which plan; (False, None) if all of the plan was asked."""
    adaptive = bool(np.isin(grades.run[rows], list(grades.adaptive)).any())
    deciding = deciding_plan_of(grades, name) if adaptive else None
    asked = {grades.problems[place].id for place in np.unique(grades.problem[rows]).tolist()}
    return (False, None) if deciding is not None and asked.issuperset(deciding.plan.problems) else (adaptive, deciding)


def _rates(
    grades: Grades,
    rows: np.ndarray,
    of: Counts,
    beyond: Counts | None,
    deciding: DecidingPlan | None,
    rng: np.random.Generator,
) -> tuple[Rate | None, Rate | None, Rate | None, Rate | None]:
    """The rate on the samples, of the answers alone, with what is known beyond the samples, and on hidden tests.

    They are over the problems that were asked, or over the whole plan of a batch that chose them.
    """
    says = rows[~np.isin(grades.mark[rows], SAYS_NOTHING)]
    problem, passed = grades.problem[says], int(np.count_nonzero(grades.mark[says] == CODE[Verdict.AC]))
    level = np.array([row.level for row in grades.problems])[problem]
    evidence = grades.support[says], level, strength_of(passed, len(says))
    estimate = hidden_rate(*evidence)
    over: Callable[[np.ndarray, np.ndarray], Rate | None] = partial(rate_over_problems, rng=rng)
    if deciding is not None:
        over = partial(deciding.rate, [row.id for row in grades.problems])
    rate, likely = over(of.ac, of.graded), None if beyond is None else over(beyond.ac, beyond.graded)
    of_answers = over(of.ac, of.graded - of.censored)
    if deciding is not None and estimate is not None:
        won = np.bincount(problem, weights=chances(*evidence), minlength=len(grades.problems))
        tried = np.bincount(problem, minlength=len(grades.problems))
        estimate = deciding.rate([row.id for row in grades.problems], won, tried, estimate.interval.half)
    return rate, of_answers, likely, estimate


def _pass_at(of: Counts) -> tuple[dict[int, float], int]:
    """pass@k over the problems tried at least as often as the median problem, and how many these are."""
    tried = np.sort(of.graded[of.graded > 0])
    most = int(tried[len(tried) // 2]) if len(tried) else 0
    if most < 2:
        return {}, 0
    use = of.graded >= most
    won, of_each = of.ac[use].tolist(), of.graded[use].tolist()
    chances = {k: pass_at_k(won, of_each, k) for k in sorted({1, 2, 3, 4, 5, 10, 20, 50, most}) if k <= most}
    return {k: chance for k, chance in chances.items() if chance is not None}, int(use.sum())


def _repair(grades: Grades, cell: CellGrades) -> Repair | None:
    order = np.lexsort((grades.round[cell.rows], cell.chain))
    rows, chain = cell.rows[order], cell.chain[order]
    later = grades.round[rows] > 0
    if not later.any():
        return None
    passed, beyond = grades.mark[rows] == CODE[Verdict.AC], grades.likely[rows]
    right = passed & ((beyond < 0) | (beyond == CODE[Verdict.AC]))
    # A round follows the previous one in its chain; if that failed no sample, the round is about a generated test.
    unfailed = passed | (grades.mark[rows] == CODE[Verdict.UNCHECKED])
    generated = later & np.append(False, unfailed[:-1])
    on_samples = later & ~generated
    size = int(chain.max()) + 1

    def chains(chosen: np.ndarray) -> np.ndarray:
        return np.bincount(chain[chosen], minlength=size) > 0

    tries = chains(~np.isin(grades.mark[rows], SAYS_NOTHING) & ~later)
    first, after = chains(right & ~later) & tries, chains(right) & tries
    return Repair(
        tries=int(chains(later).sum()),
        ac_first=int(first.sum()),
        ac_after=int(after.sum()),
        gain=float(after.sum() - first.sum()) / max(1, int(tries.sum())),
        on_samples=int(on_samples.sum()),
        mended_on_samples=int((on_samples & right).sum()),
        on_generated=int(generated.sum()),
        mended_on_generated=int((generated & right).sum()),
    )


def _contestant_seconds(grades: Grades, of: Counts, ability: Ability | None) -> float | None:
    """The median time of a contestant of that rating for the solved problems, by AtCoder Problems' model."""
    solved = (grades.problems[place] for place in np.flatnonzero(of.ac).tolist())
    models = [(row.slope, row.intercept) for row in solved if row.slope is not None and row.intercept is not None]
    if ability is None or not models:
        return None
    return float(np.median([exp(slope * ability.rating.value + intercept) for slope, intercept in models]))


def _ability(grades: Grades, of: Counts) -> Ability | None:
    """The ability, from problems with a difficulty; answers that could not be checked say nothing about strength."""
    tried = of.graded - of.unchecked
    known = np.array([row.difficulty is not None for row in grades.problems])
    use = np.flatnonzero(known & (tried > 0))
    rows = [grades.problems[place] for place in use.tolist()]
    return fit_ability(
        [row.difficulty or 0.0 for row in rows],
        of.ac[use].tolist(),
        tried[use].tolist(),
        experimental=sum(row.experimental for row in rows),
    )
