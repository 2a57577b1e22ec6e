"""The figures of one model at one effort: how often, how sure, where, how fast."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import exp
from typing import TYPE_CHECKING

from judge.attempt import CENSORED, Effort, Outcome
from judge.judgement import Verdict
from solver.report.grading.grades import CENSORED_CODES, CODE, MARKS, SAYS_NOTHING, CellRow, Grades, ModelFacts, State
from solver.report.statistics.pass_line import AgainstLine, against_line
from solver.report.statistics.proportions import Rate, difference, pass_at_k, rate_over_problems
from solver.report.statistics.rating import Rating, clipped, fit_rating

if TYPE_CHECKING:
    import numpy as np

# AtCoder's colours, 400 points each.
BANDS = ("grey", "brown", "green", "cyan", "blue", "yellow", "orange", "red")
_EFFORTS = tuple(Effort)


@dataclass(frozen=True, slots=True, order=True)
class CellName:
    """What names a row of the report. `variant` tells settings apart, where that was asked for."""

    label: str
    effort: str  # as it was asked for
    language: str
    honoured: bool = True  # False: the server took no notice of the effort, so nothing may stand under it
    variant: str = ""


@dataclass(frozen=True, slots=True)
class CellGrades:
    """The attempts of one row of the report: places in Grades, and what was left aside."""

    name: CellName
    rows: "np.ndarray"  # all that count, repair rounds included
    chain: "np.ndarray"  # for each of them, a number for its independent try
    superseded: int  # tries that were made again with other settings: the newest holds
    settings: tuple[CellRow, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """AC rate of a part of the problems. `rate` is None where nothing was graded."""

    name: str
    problems: int
    attempts: int
    ac: int
    rate: Rate | None


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle and the slow end of a measurement; None where nobody measured."""

    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class CutOff:
    """Problems of contests before and after the model's knowledge ends."""

    date: str
    before: Share
    after: Share
    difference: Rate | None  # before − after


@dataclass(frozen=True, slots=True)
class Splits:
    """Where a row is strong and where it is weak."""

    letters: tuple[Share, ...]
    bands: tuple[Share, ...]  # of difficulty
    cut_off: CutOff | None  # None: not known, or no problem has a date


@dataclass(frozen=True, slots=True)
class Repair:
    """What repair rounds added."""

    tries: int  # with at least one repair round
    ac_first: int  # of all tries, right at once
    ac_after: int  # right at once or after repair
    gain: float  # of the AC rate


@dataclass(frozen=True, slots=True)
class CellSummary:
    """One row of the report.

    `attempts` are all but IE and those not judged. The AC rate is over `graded`: SERVER_ERROR says nothing of the
    model. UNCHECKED counts as not AC in it; `unchecked` says how many they are. Censored ones are counted in it as no
    answer; `rate_of_answers` is without them.
    """

    name: CellName
    settings: tuple[CellRow, ...]
    facts: ModelFacts | None
    state: State | None
    problems: int
    repeats: int  # the most for one problem
    fewest_repeats: int  # the fewest for one problem
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
    superseded: int
    pass_at: dict[int, float]
    repair: Repair | None
    tokens_per_s: Spread
    first_token_s: Spread
    reasoning_tokens: Spread
    seconds: Spread
    seconds_to_ac: Spread
    likely_known: int  # of the sample ACs, for how many more is known
    likely_ac: int  # of those, how many stay AC
    likely_rate: Rate | None  # AC rate with what is known beyond the samples
    splits: Splits  # on the samples
    likely_splits: Splits | None  # with what is known beyond them; None: nothing is
    rating: Rating | None
    contestant_seconds: float | None  # what a contestant of that rating takes for the problems it solved; median
    rating_basis: str  # "samples", or "samples + generated tests"
    pass_line: AgainstLine | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Of each problem, by its place in Grades.problems."""

    graded: "np.ndarray"
    ac: "np.ndarray"
    unchecked: "np.ndarray"
    censored: "np.ndarray"  # among the graded


def cells_of(grades: Grades, variants: bool = False) -> list[CellGrades]:
    """The rows of the report, in the order of model, then effort.

    An effort that was not honoured makes a row of its own. Tries that differ only in settings (max_tokens, prompt,
    statement language) are one row, in which the newest of each problem and repeat holds; with `variants` they are rows
    of their own.
    """
    import numpy as np

    if not len(grades):
        return []
    names = [_name(row, grades.cells if variants else ()) for row in grades.cells]
    groups = sorted(set(names))
    place = np.array([groups.index(name) for name in names])
    # Twice as many groups: the odd ones for efforts that were not honoured.
    group = place[grades.cell] * 2 + grades.ignored
    tries = _number(group, grades.problem, grades.source, grades.repeat)
    first = grades.round == 0
    # Rows come oldest first, so what stays is the cell of each try's newest first answer.
    newest = np.full(int(tries.max()) + 1, -1, dtype=np.int64)
    newest[tries[first]] = grades.cell[first]
    stays = newest[tries] == grades.cell
    found = []
    for number in np.unique(group).tolist():
        within = group == number
        rows = np.flatnonzero(within & stays)
        name = groups[number // 2]
        honoured = number % 2 == 0
        _chains, chain = np.unique(tries[rows], return_inverse=True)
        found.append(
            CellGrades(
                name=CellName(name.label, name.effort, name.language, honoured, name.variant),
                rows=rows,
                chain=chain,
                superseded=int(np.count_nonzero(within & ~stays & first)),
                settings=tuple(grades.cells[c] for c in np.unique(grades.cell[rows]).tolist()),
            )
        )
    return sorted(found, key=lambda cell: _order(cell.name))


def _name(row: CellRow, all_rows: Sequence[CellRow]) -> CellName:
    return CellName(row.label, row.effort, row.language, variant=" ".join(_variant(row, all_rows)))


def _variant(row: CellRow, all_rows: Sequence[CellRow]) -> Iterator[str]:
    """What tells the row apart from others of the same model, effort and language."""
    alike = [o for o in all_rows if (o.label, o.effort, o.language) == (row.label, row.effort, row.language)]
    if len({other.statement_lang for other in alike}) > 1:
        yield row.statement_lang
    if len({other.prompt_version for other in alike}) > 1:
        yield f"prompt {row.prompt_version}"
    if len({other.settings for other in alike}) > 1:
        yield row.settings.replace('"', "").strip("{}")


def _order(name: CellName) -> tuple[object, int, str, bool, str]:
    """By the model as people count, 20b before 120b, then by effort."""
    model = [(int(part) if part.isdecimal() else -1, part) for part in re.split(r"(\d+)", name.label)]
    effort = _EFFORTS.index(Effort(name.effort)) if name.effort in set(_EFFORTS) else len(_EFFORTS)
    return model, effort, name.language, not name.honoured, name.variant


def _number(*columns: "np.ndarray") -> "np.ndarray":
    """One dense number for each distinct combination."""
    import numpy as np

    packed = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        packed = packed * (int(column.max()) + 1) + column
    _distinct, numbers = np.unique(packed, return_inverse=True)
    return numbers


def counts(grades: Grades, cell: CellGrades) -> Counts:
    """First answers that say something of the model, by problem."""
    import numpy as np

    rows = cell.rows[grades.round[cell.rows] == 0]
    mark, problem = grades.mark[rows], grades.problem[rows]

    def by_problem(chosen: "np.ndarray") -> "np.ndarray":
        return np.bincount(problem[chosen], minlength=len(grades.problems))

    graded = ~np.isin(mark, SAYS_NOTHING)
    return Counts(
        graded=by_problem(graded),
        ac=by_problem(mark == CODE[Verdict.AC]),
        unchecked=by_problem(mark == CODE[Verdict.UNCHECKED]),
        censored=by_problem(graded & np.isin(mark, CENSORED_CODES)),
    )


def summarise(
    grades: Grades,
    cell: CellGrades,
    rng: "np.random.Generator",
    cut_off: str | None = None,
    pass_line: float | None = None,
) -> CellSummary:
    """The figures of one row. `cut_off` is the last month ("2024-06") or day that the model knows of."""
    import numpy as np

    rows = cell.rows[grades.round[cell.rows] == 0]
    mark = grades.mark[rows]
    by_mark = dict(zip(MARKS, np.bincount(mark, minlength=len(MARKS)).tolist(), strict=True))
    of = counts(grades, cell)
    graded, ac = int(of.graded.sum()), int(of.ac.sum())
    rate = rate_over_problems(of.ac, of.graded, rng)
    answered = of.graded - of.censored
    verdicts = {verdict.value: by_mark[verdict] for verdict in Verdict if by_mark[verdict]}
    outcomes = {outcome.value: by_mark[outcome] for outcome in Outcome if by_mark[outcome]}
    judged = sum(verdicts.values())
    not_judged = by_mark["ANSWERED"]
    outcomes = ({"ANSWERED": judged + not_judged} if judged + not_judged else {}) | {
        name: count for name, count in outcomes.items() if name != "ANSWERED"
    }
    repeats = int(of.graded.max(initial=0))
    name = cell.name
    state = grades.states.get((name.label, name.effort, name.language)) if name.honoured else None
    likely_ac, likely_known = _beyond_samples(grades, rows)
    beyond = replace(of, ac=of.ac - (likely_known - likely_ac)) if likely_known.any() else None
    rating = _rating(grades, beyond or of, rng)
    return CellSummary(
        name=name,
        settings=cell.settings,
        facts=grades.models.get(name.label),
        state=state,
        problems=int(np.count_nonzero(of.graded)),
        repeats=repeats,
        fewest_repeats=int(of.graded[of.graded > 0].min(initial=repeats)),
        attempts=len(rows) - by_mark[Verdict.IE] - not_judged,
        graded=graded,
        ac=ac,
        rate=rate,
        censored=sum(by_mark[outcome] for outcome in CENSORED),
        answers=int(answered.sum()),
        rate_of_answers=rate_over_problems(of.ac, answered, rng),
        unchecked=by_mark[Verdict.UNCHECKED],
        verdicts=verdicts,
        outcomes=outcomes,
        internal_errors=by_mark[Verdict.IE],
        server_errors=by_mark[Outcome.SERVER_ERROR],
        not_judged=not_judged,
        superseded=cell.superseded,
        pass_at=_pass_at(of, repeats),
        repair=_repair(grades, cell),
        tokens_per_s=_spread(grades.tokens_per_s[rows], slow_is_low=True),
        first_token_s=_spread(grades.first_token_s[rows]),
        reasoning_tokens=_spread(grades.reasoning_tokens[rows]),
        seconds=_spread(grades.seconds[rows]),
        seconds_to_ac=_spread(seconds_to_ac(grades, cell)),
        likely_known=int(likely_known.sum()),
        likely_ac=int(likely_ac.sum()),
        likely_rate=None if beyond is None else rate_over_problems(beyond.ac, beyond.graded, rng),
        splits=_splits(grades, of, rng, cut_off),
        likely_splits=None if beyond is None else _splits(grades, beyond, rng, cut_off),
        rating=rating,
        contestant_seconds=_contestant_seconds(grades, beyond or of, rating),
        rating_basis="samples" if beyond is None else "samples + generated tests",
        pass_line=None if pass_line is None or rate is None else against_line(ac, graded, rate, pass_line),
    )


def band(difficulty: float | None) -> str:
    """The colour of a difficulty, "" where it is not known."""
    return "" if difficulty is None else BANDS[min(len(BANDS) - 1, int(clipped(difficulty) // 400))]


def _beyond_samples(grades: Grades, rows: "np.ndarray") -> tuple["np.ndarray", "np.ndarray"]:
    """Of each problem's sample ACs: how many stay AC, and of how many more is known."""
    import numpy as np

    passed = rows[grades.mark[rows] == CODE[Verdict.AC]]
    known = passed[grades.likely[passed] >= 0]
    stays = known[grades.likely[known] == CODE[Verdict.AC]]
    size = len(grades.problems)
    return np.bincount(grades.problem[stays], minlength=size), np.bincount(grades.problem[known], minlength=size)


def _pass_at(of: Counts, repeats: int) -> dict[int, float]:
    if repeats < 2:
        return {}
    won, tried = of.ac.tolist(), of.graded.tolist()
    ks = sorted({1, 2, 3, 4, 5, 10, 20, 50, repeats})
    chances = {k: pass_at_k(won, tried, k) for k in ks if k <= repeats}
    return {k: chance for k, chance in chances.items() if chance is not None}


def _repair(grades: Grades, cell: CellGrades) -> Repair | None:
    import numpy as np

    later = grades.round[cell.rows] > 0
    if not later.any():
        return None
    says = ~np.isin(grades.mark[cell.rows], SAYS_NOTHING)
    won = grades.mark[cell.rows] == CODE[Verdict.AC]
    size = int(cell.chain.max()) + 1

    def chains(chosen: "np.ndarray") -> "np.ndarray":
        return np.bincount(cell.chain[chosen], minlength=size) > 0

    tries = chains(says & ~later)
    first, after = chains(won & ~later) & tries, chains(won) & tries
    return Repair(
        tries=int(chains(later).sum()),
        ac_first=int(first.sum()),
        ac_after=int(after.sum()),
        gain=float(after.sum() - first.sum()) / max(1, int(tries.sum())),
    )


def seconds_to_ac(grades: Grades, cell: CellGrades) -> "np.ndarray":
    """For each try that ended in AC, the model's seconds over all its rounds."""
    import numpy as np

    size = int(cell.chain.max(initial=-1)) + 1
    won = np.bincount(cell.chain[grades.mark[cell.rows] == CODE[Verdict.AC]], minlength=size) > 0
    seconds = np.nan_to_num(grades.seconds[cell.rows].astype(np.float64))
    return np.asarray(np.bincount(cell.chain, weights=seconds, minlength=size)[won])


def _spread(values: "np.ndarray", slow_is_low: bool = False) -> Spread:
    import numpy as np

    known = values[~np.isnan(values)]
    if not len(known):
        return Spread(None, None)
    median, p90 = np.quantile(known.astype(np.float64), [0.5, 0.1 if slow_is_low else 0.9])
    return Spread(float(median), float(p90))


def _splits(grades: Grades, of: Counts, rng: "np.random.Generator", cut_off: str | None) -> Splits:
    return Splits(
        letters=tuple(_shares([row.letter for row in grades.problems], of, rng)),
        bands=tuple(_shares([band(row.difficulty) for row in grades.problems], of, rng, BANDS)),
        cut_off=None if cut_off is None else _cut_off(grades, of, rng, cut_off),
    )


def _shares(
    names: Sequence[str], of: Counts, rng: "np.random.Generator", order: Sequence[str] | None = None
) -> Iterator[Share]:
    import numpy as np

    kinds, place = np.unique(np.array(names, dtype=str), return_inverse=True)
    for kind in sorted(
        kinds.tolist(), key=lambda k: (order.index(k) if order and k in order else len(order or ()), len(k), k)
    ):
        share = _share(kind, of, place == list(kinds).index(kind), rng)
        if share.problems:
            yield share


def _share(name: str, of: Counts, chosen: "np.ndarray", rng: "np.random.Generator") -> Share:
    import numpy as np

    won, tried = of.ac[chosen], of.graded[chosen]
    return Share(
        name=name,
        problems=int(np.count_nonzero(tried)),
        attempts=int(tried.sum()),
        ac=int(won.sum()),
        rate=rate_over_problems(won, tried, rng),
    )


def _cut_off(grades: Grades, of: Counts, rng: "np.random.Generator", date: str) -> CutOff | None:
    """Before: held in the cut-off's month (or on its day) or earlier. Problems without a date are in neither."""
    import numpy as np

    held = [_day(row.held_at)[: len(date)] for row in grades.problems]
    before = _share("before", of, np.array([bool(day) and day <= date for day in held]), rng)
    after = _share("after", of, np.array([bool(day) and day > date for day in held]), rng)
    if before.rate is None and after.rate is None:
        return None
    both = before.rate is not None and after.rate is not None
    gap = difference(before.rate, after.rate) if both else None  # type: ignore[arg-type]  # neither is None
    return CutOff(date, before, after, gap)


def _day(moment: datetime | None) -> str:
    return "" if moment is None else moment.date().isoformat()


def _contestant_seconds(grades: Grades, of: Counts, rating: Rating | None) -> float | None:
    """The median time of a contestant of the rating for the problems that were solved, by AtCoder Problems' model."""
    import numpy as np

    solved = (grades.problems[place] for place in np.flatnonzero(of.ac).tolist())
    models = [(row.slope, row.intercept) for row in solved if row.slope is not None and row.intercept is not None]
    if rating is None or not models:
        return None
    return float(np.median([exp(slope * rating.value + intercept) for slope, intercept in models]))


def _rating(grades: Grades, of: Counts, rng: "np.random.Generator") -> Rating | None:
    """From the problems with a difficulty. Answers that could not be checked tell nothing of strength."""
    import numpy as np

    tried = of.graded - of.unchecked
    known = np.array([row.difficulty is not None for row in grades.problems])
    use = np.flatnonzero(known & (tried > 0))
    rows = [grades.problems[place] for place in use.tolist()]
    return fit_rating(
        [row.difficulty or 0.0 for row in rows],
        of.ac[use].tolist(),
        tried[use].tolist(),
        rng,
        experimental=sum(row.experimental for row in rows),
    )
