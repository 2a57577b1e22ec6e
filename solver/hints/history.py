"""Which hints somebody has seen, and what that means for a later AC."""

from dataclasses import replace

from judge.attempt import Attempt
from judge.judgement import Verdict
from judge.log.log import Log
from judge.notes import note


def with_hints(attempt: Attempt, log: Log) -> Attempt:
    """The attempt; a person's AC gets a note of how many levels of hints came before it."""
    passed = attempt.judgement is not None and attempt.judgement.verdict is Verdict.AC
    if attempt.key is not None or attempt.problem is None or not passed:
        return attempt
    levels = {view.level for view in log.hints.seen(attempt.problem) if view.seen_at <= attempt.started_at}
    if not levels:
        return attempt
    return replace(attempt, notes=(*attempt.notes, note("hints", count=len(levels))))
