"""A Problem as the JSON object that --json prints; its keys must not change, since other programs read them."""

from datetime import UTC
from typing import Any

from problems.problem import Problem


def problem_json(problem: Problem) -> dict[str, Any]:
    """The object of one problem. Times are UTC in ISO 8601; bytes are decoded as UTF-8 with surrogateescape."""
    checker = problem.checker
    end = problem.contest_end
    return {
        "id": problem.id,
        "contest": problem.contest,
        "label": problem.label,
        "title": problem.title,
        "url": problem.url,
        "points": problem.points,
        "statements": {"ja": problem.statements.ja, "en": problem.statements.en},
        "samples": [
            {"name": sample.name, "stdin": _text(sample.stdin), "expected": _text(sample.expected)}
            for sample in problem.samples
        ],
        "limits": {"time_s": problem.limits.time_s, "memory_mib": problem.limits.memory_mib},
        "checker": {"kind": checker.kind.value, "abs": checker.abs, "rel": checker.rel},
        "interactive": problem.interactive,
        "has_figures": problem.has_figures,
        "contest_end": end.astimezone(UTC).isoformat() if end is not None else None,
    }


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
