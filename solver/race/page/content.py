"""What the page shows of a race, as JSON: words in its language, and nothing that only a model knows."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from judge.wording import SPOKEN
from problems.problem import Problem
from solver.race import rules, words
from solver.race.clock import minutes
from solver.race.messages import Translate
from solver.race.rules import Lane, LaneKind
from solver.race.state import Course, LaneState, LastTest, Phase, RaceState, YourState
from solver.race.view import failing_case_of, key_caps
from solver.view.failing_case import marks
from solver.view.html_case import case_html
from solver.view.text import safe, safe_line

_NEWS = 30  # lines of what has happened


def page_json(
    course: Course, state: RaceState, problems: Mapping[str, Problem], _: Translate, pace: float = 1.0
) -> dict[str, Any]:
    """Everything that changes on the page. pace: seconds of the race in a second of ours."""
    said = words.headline(course, state, _)
    you = None if state.you is None else state.lanes[state.you.place].lane
    clock_s = state.at_s if you is None else rules.clock_s(you, course.tasks, state.at_s)
    # What the clock does until the next message.
    stands = you is not None and (you.paused or clock_s != rules.own_time(you, state.at_s) or you.ended is not None)
    return {
        "phase": state.phase.value,
        "at_s": round(state.at_s, 3),
        "clock_s": round(clock_s, 3),
        "pace": pace if state.phase is Phase.RUNNING and not stands else 0,
        "countdown": state.countdown,
        "limit_s": course.limit_s,
        "headline": said.text,
        "tone": said.tone,
        "ghost": words.ghost_ahead(course, state, _),
        "lanes": [_lane(course, one, state, _) for one in state.lanes],
        "standings": _standings(course, state, _) if len(course.problems) > 1 else None,
        "news": [
            {"time": minutes(one.at_s), "text": safe_line(words.happening_words(one, state, _))}
            for one in state.news[-_NEWS:]
        ],
        "you": None if state.you is None else _you(state, state.you, problems, _),
    }


def _lane(course: Course, one: LaneState, state: RaceState, _: Translate) -> dict[str, Any]:
    lane, said = one.lane, words.standing_words(course, one, _)
    ghost = course.ghost(lane.rating)
    bars = ghost.bars if ghost is not None else ()
    late_s = 1.5 * ghost.late_s if ghost is not None and ghost.late_s is not None else None
    return {
        "kind": lane.kind.value,
        "name": safe_line(words.short_title(lane, _)),
        "state": safe_line(said.text),
        "tone": said.tone,
        "detail": safe_line(words.detail_words(course, one, state.at_s, _)),
        "position": round(words.position(course, one, state.at_s), 4),
        "stations": [[one.name, one.status, one.count] for one in words.stations(course, one, _)],
        "rates": list(one.rates) if lane.ended is None else [],
        "bars": list(bars),
        # Where its own time and now stand among the bars, from 0 to 1.
        "expected": _share(max(ghost.at_s.values()), late_s) if ghost is not None and late_s else None,
        "now": _share(state.at_s, late_s) if late_s else None,
    }


def _share(at_s: float, whole_s: float) -> float:
    return round(min(1.0, at_s / whole_s), 3)


def _standings(course: Course, state: RaceState, _: Translate) -> dict[str, Any]:
    lanes = tuple(one.lane for one in state.lanes)
    ranks = words.ranks(course, lanes)
    rows = []
    for place in sorted(range(len(lanes)), key=lambda at: (ranks[at], at)):
        score = rules.score(lanes[place], course.points, course.rules)
        rows.append(
            {
                "rank": ranks[place],
                "kind": lanes[place].kind.value,
                "name": safe_line(words.short_title(lanes[place], _)),
                "points": score.points,
                "time": minutes(score.time_s) if score.time_s is not None else "",
                "cells": [_cell(course, lanes[place], task) for task in course.tasks],
            }
        )
    return {"letters": [[problem.label, problem.id] for problem in course.problems], "rows": rows}


def _cell(course: Course, lane: Lane, task: str) -> dict[str, Any]:
    at_s, wrong = rules.solved_at(lane, task), rules.rejected(lane, task)
    pending = rules.is_pending(lane, task) or rules.unchecked_at(lane, task) is not None
    return {
        "points": course.points[task] if at_s is not None else None,
        "time": minutes(at_s) if at_s is not None else "",
        "wrong": wrong,
        "pending": pending and at_s is None,
    }


def _you(state: RaceState, you: YourState, problems: Mapping[str, Problem], _: Translate) -> dict[str, Any]:
    hint = you.hint
    models = any(one.lane.kind is LaneKind.MODEL and one.lane.ended is None for one in state.lanes)
    return {
        "task": you.task,
        "case": _case(you, problems),
        "file": safe_line(you.last.file) if you.last is not None else "",
        "saved": minutes(you.last.at_s) if you.last is not None else "",
        "message": safe(you.message.words(_)),
        "hint": None if hint is None else {
            "title": _("hint {level}").format(level=hint.level),
            "text": safe(hint.text),
            "asked_s": hint.asked_s,
            "shown": hint.shown,
        },
        "closing": you.closing_s is not None,
        "keys": [[key, label] for key, label in key_caps(state, you, _) if key not in ("?", "^C")]
        + ([["!", _("answer now")]] if models else []),
    }  # fmt: skip


def _case(you: YourState, problems: Mapping[str, Problem]) -> str:
    """The failing case as HTML, escaped; empty where nothing failed."""
    if you.last is None or you.last.task not in problems:
        return ""
    return _case_html(you.last, problems[you.last.task], hash(SPOKEN.get()))


@lru_cache(maxsize=4)
def _case_html(last: LastTest, problem: Problem, _language: int) -> str:
    """Made once for each language that is looked at."""
    return str(case_html(marks(last.judgement), failing_case_of(last, problem)))
