"""Writes nights into a real log, from short descriptions of attempts."""

from datetime import UTC, datetime, timedelta

from judge.attempt import Attempt, JobKey, Likely, Outcome, Reply, Source
from judge.effort import Effort
from judge.judgement import CaseResult, Judgement, Submission, Verdict
from judge.log.log import Log
from judge.notes import plain
from problems.problem import Checker, Limits, Problem, Statements
from problems.resources import ProblemModel
from sandbox.run import Ending, RunResult

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def made(
    problem,
    word,
    model="m",
    effort="low",
    repeat=0,
    round=0,
    source=Source.BATCH,
    settings='{"max_tokens":5}',
    language="python",
    honoured=True,
    likely=None,
    code="print(1)",
    reasoning="thinking",
    seconds=2.0,
    note="differs",
    text="```python\nprint(1)\n```",
):
    """An attempt; `word` is its verdict or its outcome."""
    judged = word in set(Verdict)
    outcome = Outcome.ANSWERED if judged else Outcome(word)
    run = RunResult(Ending.EXITED, 0, None, 0.01, 0.02, 9.5, b"1\n", b"")
    judgement = None
    if judged:
        judgement = Judgement(
            Verdict(word), (CaseResult("1", Verdict(word), run, note=plain(note)),), "", 0.01, 9.5, "box", "Py"
        )
    return Attempt(
        id=None,
        source=source,
        author=model,
        problem=problem,
        key=JobKey(problem, model, Effort(effort), language, "en", repeat, round, 1, settings),
        reply=Reply(
            outcome, text, reasoning, "stop", 9, 70, 100, None, 0.5, seconds, 50.0, "x", "http://s", "b1", honoured
        ),
        submission=Submission(language, code) if judged else None,
        judgement=judgement,
        likely=likely,
        started_at=NOW,
    )


def likely(verdict, case="big", confidence=0.9):
    return Likely(None if verdict is None else Verdict(verdict), case, confidence)


def night(home, *attempts, problems=()):
    """Write the problems and attempts into the log at `home`; returns the attempts as written."""
    with Log(home) as log:
        for problem, model in problems:
            log.runs.record_problem(problem, model, NOW)
        return [log.attempts.write(attempt) for attempt in attempts]


def problem(task, title="Title", held="2024-01-06", difficulty=None, experimental=False):
    start = datetime.fromisoformat(held).replace(hour=12, tzinfo=UTC) if held else None
    row = Problem(
        id=task,
        contest=task.rpartition("_")[0],
        label=task.rpartition("_")[2].upper(),
        title=title,
        url=f"https://atcoder.jp/contests/{task.rpartition('_')[0]}/tasks/{task}",
        points=100,
        statements=Statements(en="made up"),
        samples=(),
        limits=Limits(2.0, 1024),
        checker=Checker(),
        interactive=False,
        figures=(),
        contest_start=start,
        contest_end=start and start + timedelta(minutes=100),
    )
    model = None
    if difficulty is not None:
        model = ProblemModel(-0.0008, 7.0, 0.4, difficulty, experimental)
    return row, model
