"""The report as a JSON object and a CSV table for other programs."""

import io
from dataclasses import asdict
from datetime import UTC
from typing import Any

from judge.attempt import Outcome
from judge.judgement import Verdict
from solver.report.decision import Decision, Versus
from solver.report.grading.cells import CellName
from solver.report.grading.counting import Spread
from solver.report.grading.pairs import Pair
from solver.report.grading.splits import CutOff, Share, Splits
from solver.report.grading.summary import CellSummary
from solver.report.report import Report
from solver.report.statistics.ability import Ability
from solver.report.statistics.hidden_rate import shipped
from solver.report.statistics.paired import Paired
from solver.report.statistics.proportions import Rate
from solver.report.statistics.rating import OPEN_ABOVE, OPEN_BELOW, shown_rating
from solver.view.spreadsheet import write_csv_rows

_FACTS = ("quantization", "size_bytes", "context_tokens", "server", "server_build", "load")  # of a build


def report_json(report: Report) -> dict[str, Any]:
    """The whole report. Rates are shares of 1; times are seconds; null if not measured."""
    return {
        "made_at": report.made_at.astimezone(UTC).isoformat(),
        "log": report.log,
        "runs": list(report.runs),
        "only_demo": report.only_demo,
        "cells": [cell_json(row) for row in report.summaries],
        "pairs": [_pair(pair) for pair in report.pairs],
        "decision": _decision(report.decision),
        "estimate_fitted_on": shipped()["source"],
    }


def cell_json(row: CellSummary) -> dict[str, Any]:
    """One model × effort × language."""
    return _name(row.name) | {
        "settings": [asdict(settings) for settings in row.settings],
        **{name: getattr(row.facts, name, None) for name in _FACTS},
        "state": None if row.stopped is None else asdict(row.stopped),
        **_counts(row, "problems", "repeats", "attempts", "graded", "ac"),
        **_rate("ac_", row.rate),
        "estimate": None if row.estimate is None else _rate("ac_", row.estimate, short=True),
        "right": row.right,
        **_rate("right_", row.right_rate),
        **_counts(row, "censored", "answers"),
        **_rate("answered_ac_", row.rate_of_answers),
        **_counts(row, "unchecked", "verdicts", "outcomes", "internal_errors", "server_errors", "not_judged"),
        **_counts(row, "adaptive", "plan_problems", "forced", "forced_ac", "from_cache", "superseded"),
        **_counts(row, "pass_at_problems"),
        "pass_at": {str(k): chance for k, chance in row.pass_at.items()},
        "repair": None if row.repair is None else asdict(row.repair),
        **_spread("tokens_per_s", row.tokens_per_s, "p10"),
        **_spread("first_token_s", row.first_token_s),
        **_spread("reasoning_tokens", row.reasoning_tokens),
        **_spread("seconds", row.seconds),
        **_spread("seconds_to_ac", row.seconds_to_ac),
        "likely": _likely(row),
        **_splits(row.splits),
        "rating": _rating(row.ability, row.rating_basis, row.contestant_seconds),
        "pass_line": None if row.pass_line is None else asdict(row.pass_line),
    }


def _counts(row: CellSummary, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def report_csv(report: Report) -> str:
    """A header and a line per cell: every key of the JSON with a single value, then verdicts and outcomes."""
    rows = [cell_json(row) for row in report.summaries]
    plain = [key for key in rows[0] if not any(isinstance(row[key], dict | list) for row in rows)] if rows else []
    plain = [key for key in plain if key not in ("state", "load", "repair", "likely", "cut_off", "rating", "pass_line")]
    words = [f"verdict_{verdict}" for verdict in Verdict] + [f"outcome_{outcome}" for outcome in Outcome]
    beyond = ("tested", "ac", "ac_rate", "ac_low", "ac_high")
    extra = [*(f"likely_{key}" for key in beyond), "state", "rating", "rating_low", "rating_high", "rating_basis"]
    text = io.StringIO()
    lines = []
    for row in rows:
        line = {key: row[key] for key in plain}
        line |= {f"verdict_{verdict}": row["verdicts"].get(verdict, 0) for verdict in Verdict}
        line |= {f"outcome_{outcome}": row["outcomes"].get(outcome, 0) for outcome in Outcome}
        rating = row["rating"] or {}
        line |= {"state": (row["state"] or {}).get("state"), "rating": rating.get("value")}
        line |= {f"likely_{key}": (row["likely"] or {}).get(key) for key in beyond}
        line |= {f"rating_{key}": rating.get(key) for key in ("low", "high", "basis")}
        lines.append(line)
    write_csv_rows([*plain, *words, *extra], lines, text)
    return text.getvalue()


def _name(name: CellName) -> dict[str, Any]:
    """The keys that name a row; effort is null if it was not honoured, and asked_effort says what was asked."""
    return {
        "model": name.label,
        "effort": name.effort if name.honoured else None,
        "asked_effort": name.effort,
        "effort_honoured": name.honoured,
        "language": name.language,
        "variant": name.variant,
    }


def _rate(prefix: str, rate: Rate | None, short: bool = False) -> dict[str, float | None]:
    """The keys of a rate; `short`: the ends of the interval without the prefix."""
    ends = "" if short else prefix
    return {
        f"{prefix}rate": None if rate is None else rate.value,
        f"{ends}low": None if rate is None else rate.interval.low,
        f"{ends}high": None if rate is None else rate.interval.high,
    }


def _spread(name: str, spread: Spread, edge: str = "p90") -> dict[str, float | None]:
    return {name: spread.median, f"{name}_{edge}": spread.p90}


def _share(share: Share) -> dict[str, Any]:
    return {
        "name": share.name or None,
        "problems": share.problems,
        "attempts": share.attempts,
        "ac": share.ac,
        **_rate("ac_", share.rate),
    }


def _likely(row: CellSummary) -> dict[str, Any] | None:
    if not row.likely_known:
        return None
    found = {"tested": row.likely_known, "ac": row.likely_ac, **_rate("ac_", row.likely_rate)}
    return found if row.likely_splits is None else found | _splits(row.likely_splits)


def _splits(found: Splits) -> dict[str, Any]:
    return {
        "letters": [_share(share) for share in found.letters],
        "bands": [_share(share) for share in found.bands],
        "cut_off": _cut_off(found.cut_off),
    }


def _cut_off(found: CutOff | None) -> dict[str, Any] | None:
    if found is None:
        return None
    parts = {"date": found.date, "before": _share(found.before), "after": _share(found.after)}
    return parts | _rate("difference_", found.difference)


def _rating(ability: Ability | None, basis: str, contestant_seconds: float | None) -> dict[str, Any] | None:
    """The rating on the scale of the fit; `shown` is squeezed below 400 as on the site. An end that is null is open."""
    if ability is None:
        return None
    rating = ability.rating
    low, high = rating.interval.low, rating.interval.high
    return {
        "value": rating.value,
        "low": None if low <= OPEN_BELOW else low,
        "high": None if high >= OPEN_ABOVE else high,
        "shown": shown_rating(rating.value),
        "slope": ability.slope,
        "slope_low": ability.slope_interval.low,
        "slope_high": ability.slope_interval.high,
        "basis": basis,
        "contestant_seconds": contestant_seconds,
        "problems": rating.problems,
        "experimental": rating.experimental,
    }


def _decision(found: Decision) -> dict[str, Any]:
    """The decision; `ahead` is given even if nothing can be told apart and `keep` is null."""
    keep, ahead = (None if row is None else _brief(row) for row in (found.keep, found.ahead))
    return {
        "keep": keep,
        "ahead": ahead,
        "why": found.why.name.lower(),
        "certain": [_versus(found, one) for one in found.certain],
        "too_close": [_versus(found, one) for one in found.too_close],
        "open": [_versus(found, one) for one in found.open],
        "smaller": None if found.smaller is None else _brief(found.smaller),
        "costs": [
            _brief(cost.row)
            | {"cause": cost.cause.name.lower(), "count": cost.count, "max_tokens": cost.max_tokens}
            | {"seconds": cost.seconds}
            for cost in found.costs
        ],
    }


def _brief(row: CellSummary) -> dict[str, Any]:
    return {name: value for name, value in _name(row.name).items() if name in ("model", "effort", "language")}


def _versus(found: Decision, one: Versus) -> dict[str, Any]:
    assert found.ahead is not None
    this, that = _brief(found.ahead), _brief(one.other)
    better, worse = (this, that) if one.better else (that, this)
    told = {"better": better, "worse": worse} if one.better is not None else {"first": this, "second": that}
    needed = one.needed
    return told | {
        "p": one.p,
        "problems": one.problems,
        "only_first": one.only_keep,
        "only_second": one.only_other,
        "problems_needed_low": None if needed is None else needed.low,
        "problems_needed_high": None if needed is None else needed.high,
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "first": _name(pair.first),
        "second": _name(pair.second),
        "basis": pair.basis,
        "problems": pair.problems,
        "left_out": pair.left_out,
        "test": "paired permutation" if pair.repeats else "McNemar exact",
        "both": pair.both,
        "neither": pair.neither,
        "only_first": list(pair.only_first),
        "only_second": list(pair.only_second),
        **_paired(pair.result),
        "p_holm": pair.p_corrected,
        "decided": pair.decided,
        "too_close": pair.too_close,
        "needed_low": None if pair.needed is None else pair.needed.low,
        "needed_high": None if pair.needed is None else pair.needed.high,
        "on_samples": None if pair.on_samples is None else _paired(pair.on_samples),
        "answered": None if pair.answered is None else _paired(pair.answered) | {"problems": pair.answered.problems},
    }


def _paired(found: Paired | None) -> dict[str, Any]:
    if found is None:
        return dict.fromkeys(("difference", "low", "high", "p_value", "p_any_look", "problems_needed", "problems_more"))
    needed = found.problems_needed
    return {
        "difference": found.difference.value,
        "low": found.difference.interval.low,
        "high": found.difference.interval.high,
        "p_value": found.p_value,
        "p_any_look": found.p_any_look,
        "exact": found.exact,
        "problems_needed": needed,
        "problems_more": None if needed is None else max(0, needed - found.problems),
    }
