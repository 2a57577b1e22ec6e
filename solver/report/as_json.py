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
from solver.report.grading.splits import Share, Splits
from solver.report.grading.summary import CellSummary
from solver.report.report import Report
from solver.report.statistics.ability import Ability
from solver.report.statistics.hidden_rate import shipped
from solver.report.statistics.paired import Needed, Paired
from solver.report.statistics.proportions import Rate
from solver.report.statistics.rating import OPEN_ABOVE, OPEN_BELOW, shown_rating
from solver.view.spreadsheet import write_csv_rows

_MEASURED = ("tokens_per_s", "first_token_s", "reasoning_tokens", "seconds", "seconds_to_ac")
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
        "unanswered": [{"model": label, "failed_tries": count} for label, count in report.unanswered.items()],
        "estimate_fitted_on": shipped()["source"],
    }


def cell_json(row: CellSummary) -> dict[str, Any]:
    """One model × effort × language."""
    return _name(row.name) | {
        "settings": [asdict(settings) for settings in row.settings],
        **{name: getattr(row.facts, name, None) for name in _FACTS},
        "state": row.stopped and asdict(row.stopped),
        **_fields(row, "problems", "repeats", "attempts", "graded", "ac"),
        **_rate("ac_", row.rate),
        "estimate": row.estimate and _rate("ac_", row.estimate, short=True),
        "right": row.right,
        **_rate("right_", row.right_rate),
        **_fields(row, "censored", "answers"),
        **_rate("answered_ac_", row.rate_of_answers),
        **_fields(row, "unchecked", "verdicts", "outcomes", "internal_errors", "server_errors", "not_judged"),
        **_fields(row, "adaptive", "plan_problems", "forced", "forced_ac", "from_cache", "superseded"),
        "pass_at_problems": row.pass_at_problems,
        "pass_at": {str(k): chance for k, chance in row.pass_at.items()},
        "repair": row.repair and asdict(row.repair),
        **{key: value for name in _MEASURED for key, value in _spread(name, getattr(row, name)).items()},
        "likely": _likely(row),
        **_splits(row.splits),
        "rating": _rating(row.ability, row.rating_basis, row.contestant_seconds),
        "pass_line": row.pass_line and asdict(row.pass_line),
    }


def _fields(row: CellSummary | Share | Pair | Paired, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def report_csv(report: Report) -> str:
    """A header and a line per cell: every key of the JSON with a single value, then verdicts and outcomes."""
    rows = [cell_json(row) for row in report.summaries]
    plain = [key for key in rows[0] if not any(isinstance(row[key], dict | list) for row in rows)] if rows else []
    plain = [key for key in plain if key not in ("state", "load", "repair", "likely", "cut_off", "rating", "pass_line")]
    further = {
        **{f"verdict_{verdict}": ("verdicts", verdict.value, 0) for verdict in Verdict},
        **{f"outcome_{outcome}": ("outcomes", outcome.value, 0) for outcome in Outcome},
        **{f"likely_{key}": ("likely", key, None) for key in ("tested", "ac", "ac_rate", "ac_low", "ac_high")},
        "state": ("state", "state", None),
        "rating": ("rating", "value", None),
        **{f"rating_{key}": ("rating", key, None) for key in ("low", "high", "basis")},
    }
    lines = [
        row | {name: (row[key] or {}).get(inner, missing) for name, (key, inner, missing) in further.items()}
        for row in rows
    ]
    text = io.StringIO()
    write_csv_rows([*plain, *further], lines, text)
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


def _spread(name: str, spread: Spread) -> dict[str, float | None]:
    return {name: spread.median, f"{name}_{'p10' if name == 'tokens_per_s' else 'p90'}": spread.p90}


def _share(share: Share) -> dict[str, Any]:
    return {"name": share.name or None, **_fields(share, "problems", "attempts", "ac"), **_rate("ac_", share.rate)}


def _likely(row: CellSummary) -> dict[str, Any] | None:
    if not row.likely_known:
        return None
    found = {"tested": row.likely_known, "ac": row.likely_ac, **_rate("ac_", row.likely_rate)}
    return found if row.likely_splits is None else found | _splits(row.likely_splits)


def _splits(found: Splits) -> dict[str, Any]:
    dated = found.cut_off
    return {
        "letters": [_share(share) for share in found.letters],
        "bands": [_share(share) for share in found.bands],
        "cut_off": dated
        and {
            "date": dated.date,
            "before": _share(dated.before),
            "after": _share(dated.after),
            **_rate("difference_", dated.difference),
        },
    }


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
    return {
        "keep": found.keep and _brief(found.keep),
        "ahead": found.ahead and _brief(found.ahead),
        "why": found.why.name.lower(),
        "certain": [_versus(found, one) for one in found.certain],
        "too_close": [_versus(found, one) for one in found.too_close],
        "open": [_versus(found, one) for one in found.open],
        "smaller": found.smaller and _brief(found.smaller),
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
    figures = {"p": one.p, "problems": one.problems, "only_first": one.only_keep, "only_second": one.only_other}
    return told | figures | _needed("problems_needed", one.needed)


def _needed(name: str, needed: Needed | None) -> dict[str, int | None]:
    return {f"{name}_{end}": None if needed is None else getattr(needed, end) for end in ("low", "high")}


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "first": _name(pair.first),
        "second": _name(pair.second),
        **_fields(pair, "basis", "problems", "left_out"),
        "test": "paired permutation" if pair.repeats else "McNemar exact",
        **_fields(pair, "both", "neither", "only_first", "only_second"),
        **_paired(pair.result),
        "p_holm": pair.p_corrected,
        "decided": pair.decided,
        "too_close": pair.too_close,
        **_needed("needed", pair.needed),
        "on_samples": pair.on_samples and _paired(pair.on_samples),
        "answered": pair.answered and _paired(pair.answered) | {"problems": pair.answered.problems},
    }


def _paired(found: Paired | None) -> dict[str, Any]:
    if found is None:
        return dict.fromkeys(("difference", "low", "high", "p_value", "p_any_look", "problems_needed", "problems_more"))
    needed = found.problems_needed
    return {
        "difference": found.difference.value,
        "low": found.difference.interval.low,
        "high": found.difference.interval.high,
        **_fields(found, "p_value", "p_any_look", "exact", "problems_needed"),
        "problems_more": None if needed is None else max(0, needed - found.problems),
    }
