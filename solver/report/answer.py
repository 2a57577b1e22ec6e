"""The report's answer in words, shared by the terminal, the page and the end of a batch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from gettext import gettext as _
from gettext import ngettext

from judge.effort import Effort
from solver.report.decision import Cause, Cost, Decision, Versus, Why
from solver.report.grading.cells import CellName
from solver.report.grading.summary import CellSummary
from solver.report.statistics.proportions import Rate
from solver.report.tables.comparisons import more_words, p_words
from solver.report.tables.names import cell_words, right_words
from solver.report.tables.places import rating_interval, rating_words
from solver.view.language import sentences

_NAMED = 3  # rows named in a sentence; the others are counted
_HOPELESS = 1_000  # further problems, more than a night can bring


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One number of the leading row, with what it is and how sure."""

    value: str
    label: str
    range: str


@dataclass(frozen=True, slots=True)
class ReportAnswer:
    """What the reader wants to know first."""

    headline: str
    name: str  # of the leading row, as in the headline; "" for none
    why: str
    figures: tuple[ShownFigure, ...]
    points: tuple[tuple[str, str], ...]  # each a label and a sentence
    costs: tuple[str, ...]  # what cost answers, each with the command that gets them


def answer(decision: Decision) -> ReportAnswer:
    ahead = decision.ahead
    return ReportAnswer(
        headline=_headline(decision),
        name="" if ahead is None else at_words(ahead.name),
        why=_why(decision),
        figures=tuple(_figures(ahead)) if ahead is not None and decision.is_leader_known else (),
        points=() if ahead is None else tuple(_points(decision, ahead)),
        costs=tuple(_costs(decision.costs)),
    )


def at_words(name: CellName) -> str:
    """A row's name in a sentence."""
    if name.honoured and name.effort != Effort.DEFAULT:
        language = "" if name.language == "python" else name.language
        model = " ".join(filter(None, (name.label, name.variant, language)))
        return _("{model} at {effort}").format(model=model, effort=name.effort)
    return cell_words(name)


def chosen_words(rows: Sequence[CellSummary]) -> str:
    """What the rates mean in rows whose problems a batch chose by earlier results."""
    sizes = sorted({row.plan_problems for row in rows if row.plan_problems is not None})
    if not sizes:
        return _("Problems were chosen by earlier results: compare only the last column.")
    return _(
        "≈: the batch chose problems by earlier results; the rate is an estimate for all {count} in its plan."
    ).format(count=" / ".join(map(str, sizes)))


def unanswered_words(unanswered: Mapping[str, int], most: int = _NAMED) -> str:
    """The models that never answered, of which `most` are named; "" for none."""
    named = []
    for model, count in list(unanswered.items())[:most]:
        tried = ngettext("{model} ({count} try failed)", "{model} ({count} tries failed)", count)
        named.append((tried if count else _("{model} (no try in the log)")).format(model=model, count=count))
    return _("{text}.").format(text=_listed(named, len(unanswered) - most)) if named else ""


def percent_range(rate: Rate) -> str:
    return f"{100 * rate.interval.low:.0f}–{100 * rate.interval.high:.0f} %"


def against_words(versus: Versus) -> str:
    """A row compared with the one to keep, for a column: the finding, and the problems that only one of them solved."""
    if versus.p is None:
        return _("no common problem")
    word = _("worse") if versus.better else _("better")
    if versus.better is None:
        word = _("too close") if versus.too_close else _("open")
    return f"{word} ({versus.only_keep} : {versus.only_other})"


def _headline(decision: Decision) -> str:
    if decision.keep is not None:
        return _("Keep {name}.").format(name=at_words(decision.keep.name))
    if decision.ahead is not None:
        count = len(decision.against) + 1
        return ngettext("Nothing here tells this one apart.", "Nothing here tells these {count} apart.", count).format(
            count=count
        )
    return _("There is nothing to keep yet.")


def _why(decision: Decision) -> str:
    ahead, against = decision.ahead, decision.against
    if decision.why is Why.UNANSWERED:
        return _("No model has answered yet.")
    if ahead is None:
        return _("No model that ran to its end gave a right answer.")
    if decision.why is Why.ONLY:
        return _("It is the only one that was run.")
    if not decision.is_leader_known:
        return _("They were asked different problems, so nothing can be said yet about which is ahead.")
    if decision.why is Why.FASTER:
        times = max(_times(ahead, one.other) for one in decision.level)
        if decision.keep is None:
            return _("{name} is as good as the best, as far as these problems tell, and {times} faster.").format(
                name=at_words(ahead.name), times=_times_words(times)
            )
        return _("As good as the best, as far as these problems tell, and {times} faster.").format(
            times=_times_words(times)
        )
    if decision.keep is None:
        return _("{name} is ahead so far.").format(name=at_words(ahead.name))
    close = decision.level
    if not close:
        return _("Better than everything else that you ran.")
    if all(_times(ahead, one.other) >= 1.5 for one in close):
        if len(close) == 1:
            return _(
                "Best or level with everything you ran, and {times} faster than the only one that comes close."
            ).format(times=_times_words(_times(ahead, close[0].other)))
        return _("Best or level with everything you ran, and faster than all that come close.")
    count = len(against)
    return ngettext(
        "Best or level with the other one that you ran.", "Best or level with all {count} others that you ran.", count
    ).format(count=count)


def _times(ahead: CellSummary, other: CellSummary) -> float:
    """How many times as long the other takes; 0 if not known."""
    mine, theirs = ahead.seconds.median, other.seconds.median
    return theirs / mine if mine and theirs else 0.0


def _times_words(times: float) -> str:
    return _("{times:.0f} times").format(times=times) if times >= 9.5 else _("{times:.1f} times").format(times=times)


def _figures(row: CellSummary) -> Iterator[ShownFigure]:
    label = _("right beyond the samples") if row.tested else _("right on the samples")
    yield ShownFigure(right_words(row), label, percent_range(row.right_rate) if row.right_rate else "")
    if row.estimate is not None:
        yield ShownFigure(
            f"≈ {100 * row.estimate.value:.0f} %", _("on AtCoder's tests, estimated"), percent_range(row.estimate)
        )
    if row.seconds.median is not None:
        slow = _("slowest tenth over {seconds}").format(seconds=seconds_words(row.seconds.p90 or 0))
        yield ShownFigure(seconds_words(row.seconds.median), _("median answer"), slow)
    if row.ability is not None:
        rating = row.ability.rating
        yield ShownFigure(f"≈ {rating_words(rating)}", _("rating"), rating_interval(rating))


def seconds_words(seconds: float) -> str:
    """A duration in a suitable unit."""
    if seconds < 10:
        return _("{seconds:.1f} s").format(seconds=seconds)
    if seconds < 120:
        return _("{seconds:.0f} s").format(seconds=seconds)
    if seconds < 7200:
        return _("{minutes:.0f} min").format(minutes=seconds / 60)
    return _("{hours:.0f} h").format(hours=seconds / 3600)


def _points(decision: Decision, ahead: CellSummary) -> Iterator[tuple[str, str]]:
    better = [one for one in decision.certain if one.better]
    worse = [one for one in decision.certain if not one.better]
    if better:
        yield _("Certain"), _("better than {names}.").format(names=_with_p(better))
    if worse:  # should not happen to a row that leads, but a log may be read at any moment
        yield _("Certain"), _("worse than {names}.").format(names=_with_p(worse))
    if close := [at_words(one.other.name) for one in decision.too_close]:
        names = _listed(close[:_NAMED], len(close) - _NAMED)
        yield _("Too close"), _("{names}: the difference is too small to matter.").format(names=names)
    yield from ((_("Open"), text) for text in _open(decision, ahead))
    if decision.smaller is not None and decision.is_leader_known:
        yield _("If memory is short"), _smaller(decision.smaller, ahead)


def _with_p(found: Sequence[Versus]) -> str:
    named = [f"{at_words(one.other.name)} ({p_words(one.p or 0)})" for one in found[:_NAMED]]
    return _listed(named, len(found) - _NAMED)


def _listed(named: Sequence[str], more: int) -> str:
    text = _(", ").join(named)
    return text + ngettext(" and {count} more", " and {count} more", more).format(count=more) if more > 0 else text


def _open(decision: Decision, ahead: CellSummary) -> Iterator[str]:
    if not decision.open:
        return
    first, *others = decision.open
    name = at_words(first.other.name)
    if first.p is None:
        text = _("{name} did none of the same problems.").format(name=name)
    else:
        text = ngettext(
            "{name} may be as good: it alone solved {theirs} problem, {ahead} alone {mine}.",
            "{name} may be as good: it alone solved {theirs} problems, {ahead} alone {mine}.",
            first.only_other,
        )
        if not decision.is_leader_known:
            text = ngettext(
                "Of the {count} problem that both did, {name} alone solved {theirs}, {ahead} alone {mine}.",
                "Of the {count} problems that both did, {name} alone solved {theirs}, {ahead} alone {mine}.",
                first.problems,
            )
        text = text.format(
            count=first.problems, name=name, theirs=first.only_other, mine=first.only_keep, ahead=at_words(ahead.name)
        )
        more = more_words(first.needed, first.problems)
        hopeless = first.needed is not None and first.needed.low - first.problems >= _HOPELESS
        text = sentences(text, more, _("Not worth a night.") if hopeless else "")
    yield text
    if others:
        names = [at_words(one.other.name) for one in others[:_NAMED]]
        yield _("no clear difference from {names} either.").format(names=_listed(names, len(others) - _NAMED))


def _smaller(row: CellSummary, ahead: CellSummary) -> str:
    fewer = 0.0
    if row.right_rate and ahead.right_rate:
        fewer = 100 * (ahead.right_rate.value - row.right_rate.value)
    return _("{name}, {fewer:.0f} points fewer right, {speed}, {small:.0f} GB instead of {large:.0f}.").format(
        name=at_words(row.name),
        fewer=max(0.0, fewer),
        speed=_speed(row, ahead),
        small=(row.size_bytes or 0) / 1e9,
        large=(ahead.size_bytes or 0) / 1e9,
    )


def _speed(row: CellSummary, ahead: CellSummary) -> str:
    times = _times(ahead, row)
    if not times or 0.8 <= times <= 1.25:
        return _("the same speed")
    if times > 1:
        return _("{times} slower").format(times=_times_words(times))
    return _("{times} faster").format(times=_times_words(1 / times))


def _costs(costs: Sequence[Cost]) -> Iterator[str]:
    summed: dict[Cause, int] = {}
    for cost in costs:
        name = at_words(cost.row.name)
        if cost.cause is Cause.TOKENS:
            text = ngettext(
                "{count} answer of {name} ran out of tokens", "{count} answers of {name} ran out of tokens", cost.count
            ).format(count=cost.count, name=name)
            advice = _("Run again with a larger `--max-tokens`.")
            if cost.max_tokens is not None:
                again = _("Run again with `--max-tokens {tokens}` (max_tokens in a plan)").format(
                    tokens=cost.max_tokens
                )
                if cost.seconds is not None:
                    again = _("{what}; that takes at most {time}").format(what=again, time=seconds_words(cost.seconds))
                advice = _("{text}.").format(text=again)
            yield sentences(_("{text}.").format(text=text), advice)
        elif cost.cause is Cause.STOPPED and cost.row.stopped is not None:
            state = cost.row.stopped
            yield _("{name} is {state}: {reason}").format(name=name, state=state.state, reason=state.reason)
        elif cost.cause is Cause.IGNORED:
            yield _("{name}: the server ignored the effort, so this is no result for that effort.").format(name=name)
        elif cost.cause is Cause.NOTHING_CAME:
            yield ngettext(
                "{count} answer of {name} was empty or endless: `kyoso models` checks the build.",
                "{count} answers of {name} were empty or endless: `kyoso models` checks the build.",
                cost.count,
            ).format(count=cost.count, name=name)
        else:
            summed[cost.cause] = summed.get(cost.cause, 0) + cost.count
    yield from _summed(summed)


def _summed(counts: dict[Cause, int]) -> Iterator[str]:
    if count := counts.get(Cause.NOT_JUDGED):
        yield ngettext(
            "{count} answer is not judged yet: run `kyoso rejudge`.",
            "{count} answers are not judged yet: run `kyoso rejudge`.",
            count,
        ).format(count=count)
    if count := counts.get(Cause.NOT_TESTED):
        yield ngettext(
            "{count} answer passes the samples but has not run on generated tests: run `kyoso rejudge --likely`.",
            "{count} answers pass the samples but have not run on generated tests: run `kyoso rejudge --likely`.",
            count,
        ).format(count=count)
    if count := counts.get(Cause.FAILED):
        yield ngettext(
            "{count} try failed because of kyoso or the server: the same command asks again.",
            "{count} tries failed because of kyoso or the server: the same command asks again.",
            count,
        ).format(count=count)
