"""One learner on one problem: gives a level of the ladder from the log, or has a model write it.

The command line and the race both use a session. Server and sandbox are opened only when the log lacks the hint.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from gettext import gettext as _

from judge.attempt import Attempt
from judge.effort import Effort
from judge.judgement import Submission
from judge.log.hint_records import HintRecord
from judge.log.log import Log
from judge.progress import Progress, silent
from problems.problem import Problem
from sandbox.sandbox import Sandbox
from solver.hints import ladder, reference_solution
from solver.hints.ahead import BackgroundWriter
from solver.hints.gate import Reason, Secret, reasons_against
from solver.hints.ladder import HintChoices
from solver.hints.learner import fingerprint
from solver.models.listed import is_same_model
from solver.prepare import Prepared

__all__ = ["LEVELS", "NO_SOLUTION", "UNVERIFIED", "HintChoices", "HintSession", "HintTools", "NoHint"]

LEVELS = 4
UNVERIFIED = "from an unverified solution"
NO_SOLUTION = "no solution to write from"


@dataclass(frozen=True, slots=True)
class NoHint:
    """There is no hint of that level. The reasons name only kinds, so they give nothing away."""

    reasons: tuple[str, ...]
    verified: bool
    unavailable: bool = False  # the server or our own sandbox failed, which says nothing about the model

    @property
    def is_unreadable(self) -> bool:
        """Whether the model's text is not in the wanted language."""
        return not {Reason.UNREADABLE, Reason.WRONG_LANGUAGE}.isdisjoint(self.reasons)


@dataclass(frozen=True, slots=True)
class HintTools:
    """The real parts that a session works with. Its creator opens and closes them."""

    open_model: Callable[[str, Effort | None], Prepared]
    default_model: Callable[[str | None], str]  # the wanted one if a server lists it, else another
    open_sandbox: Callable[[], Sandbox]
    clock: Callable[[], datetime]
    # Adds the likely verdict to a hidden attempt.
    run_stress: Callable[[Attempt, Progress], Attempt] = lambda attempt, _progress: attempt
    # Shows what is being done, under that name.
    working: Callable[[str], AbstractContextManager[Progress]] = lambda _name: nullcontext(silent)
    note: Callable[[str], None] = lambda _text: None


class HintSession:
    """The ladder of one problem for one learner."""

    def __init__(self, log: Log, problem: Problem, choices: HintChoices, tools: HintTools) -> None:
        self.problem = problem
        self._log, self._choices, self._tools = log, choices, tools
        self._own: Submission | None = None
        self._happened: str | None = None
        self._wanted: str | None = None  # the model of the ladder's earlier levels, if none is named
        self._effort = choices.effort
        self._ahead: tuple[BackgroundWriter, Attempt] | None = None  # and the solution it writes from

    @cached_property
    def sandbox(self) -> Sandbox:
        """The sandbox, opened on first use."""
        return self._tools.open_sandbox()

    @cached_property
    def _ready(self) -> Prepared:
        return self._tools.open_model(self._choices.model or self._tools.default_model(self._wanted), self._effort)

    def about(self, submission: Submission, happened: str) -> None:
        """Make the hints about the learner's own program from now on; happened: its result, as told to the model."""
        self._own, self._happened = submission, happened

    def hint(self, level: int, simpler: int = 0) -> HintRecord | NoHint:
        """The hint, from the log or written now, or why there is none. A hint that is given counts as seen.

        Raises SolverError if the server cannot be used, SandboxError if nothing can be run.
        """
        before = self._before(level, simpler)
        if before is not None and self._wanted is None:
            self._wanted = before.label
            if self._choices.effort is None:
                self._effort = Effort(before.effort)
        found = self._stored(level, simpler, before) or self._taken(level, simpler)
        if found is None:
            written = self._write(level, simpler, before)
            if isinstance(written, NoHint):
                return written
            found = written
        if found.text is None:
            return NoHint(found.reasons, found.verified)
        if self._is_withheld(level, found.verified):
            return NoHint((UNVERIFIED,), False)
        self._log.hints.mark_seen(found, self._tools.clock())
        return found

    def write_ahead(self, found: HintRecord) -> None:
        """Write the next levels while this one is read, if a model is open and none is being written."""
        if self._ahead is not None or "_ready" not in self.__dict__ or found.attempt is None:
            return
        solution = self._log.attempts.get(found.attempt, hidden=True)
        if solution is None:
            return
        last = LEVELS - 1 if self._is_withheld(LEVELS, found.verified) else LEVELS
        levels = [level for level in range(found.level + 1, last + 1) if self._stored(level, 0, found) is None]
        if levels:
            asked = self._asked(solution, replace(self._ready, client=self._ready.client.clone()))
            self._ahead = BackgroundWriter(asked, levels, self._others(solution)), solution

    def stop_ahead(self) -> None:
        """Stop writing ahead. Finished levels are stored as not seen."""
        if self._ahead is not None:
            (ahead, solution), self._ahead = self._ahead, None
            for level, written in ahead.close().items():
                if written.text is not None:
                    self._keep(solution, level, written)

    def _is_withheld(self, level: int, verified: bool) -> bool:
        return level == LEVELS and not verified and not self._choices.unverified

    def _taken(self, level: int, simpler: int) -> HintRecord | None:
        """The level, if it was written ahead or is being written."""
        if self._ahead is None or simpler:
            return None
        ahead, solution = self._ahead
        with self._tools.working(_("writing hint {level}").format(level=level)) as progress:
            written = ahead.take(level, progress)
        return None if written is None else self._keep(solution, level, written)

    def _before(self, level: int, simpler: int) -> HintRecord | None:
        """The hint that this one follows, a verified one if possible: a ladder is written from a single solution."""
        earlier = [hint for hint in self._ladder() if (hint.level, hint.simpler) < (level, simpler)]
        return next((hint for hint in earlier if hint.verified), next(iter(earlier), None))

    def _stored(self, level: int, simpler: int, before: HintRecord | None) -> HintRecord | None:
        able = [
            hint
            for hint in self._ladder()
            if (hint.level, hint.simpler) == (level, simpler)
            and (before is None or hint.attempt == before.attempt or (hint.verified and not before.verified))
            and self._still_passes(hint)
        ]
        found = next((hint for hint in able if hint.verified), next(iter(able), None))
        if found is None or found.verified:
            return found
        # If more tries are granted than were made, one of them may still pass.
        made = reference_solution.stored(self._log, self.problem, found.label, found.effort)
        return None if self._tries_left(made) or any(map(reference_solution.passed, made)) else found

    def _still_passes(self, hint: HintRecord) -> bool:
        """Whether the gate lets the hint through today: it may have been written under an older one."""
        attempt = self._log.attempts.get(hint.attempt, hidden=True) if hint.attempt is not None else None
        if attempt is None or attempt.submission is None or hint.text is None:
            return False
        secret = Secret(self.problem, attempt.submission.source, self._own_source)
        return not reasons_against(hint.text, hint.level, hint.lang, secret, asks=self._own is not None)

    def _ladder(self) -> Iterator[HintRecord]:
        """The logged hints that fit this learner's question, newest first."""
        choices = self._choices
        for hint in self._log.hints.of(self.problem):
            if (hint.lang, hint.rating, hint.about) != (choices.lang, choices.rating, self._about) or hint.text is None:
                continue
            is_its = choices.model is None or is_same_model(choices.model, hint.label)
            if is_its and choices.effort in (None, hint.effort):
                yield hint

    @property
    def _own_source(self) -> str:
        return self._own.source if self._own is not None else ""

    @property
    def _about(self) -> str:
        return fingerprint(self._own) if self._own is not None else ""

    def _write(self, level: int, simpler: int, before: HintRecord | None) -> HintRecord | NoHint:
        self.stop_ahead()  # the learner waits: a server with one slot works on this level alone
        solution = self._solution(before)
        if isinstance(solution, NoHint):
            return solution
        if self._is_withheld(level, reference_solution.passed(solution)):
            return NoHint((UNVERIFIED,), False)
        others = self._others(solution)
        the_level = (solution.id, level, simpler - 1)
        plainer = next((h.text for h in self._ladder() if (h.attempt, h.level, h.simpler) == the_level), None)
        plainer = plainer or others.get(level)
        others.pop(level, None)
        asked = self._asked(solution, self._ready)
        with self._tools.working(_("writing hint {level}").format(level=level)) as progress:
            written = ladder.write(asked, level, others, progress, plainer if simpler else None)
        return self._keep(solution, level, written, simpler)

    def _asked(self, solution: Attempt, ready: Prepared) -> ladder.HintRequest:
        source = solution.submission.source if solution.submission is not None else ""
        secret = Secret(self.problem, source, self._own_source)
        return ladder.HintRequest(ready, self._choices, secret, reference_solution.passed(solution), self._happened)

    def _others(self, solution: Attempt) -> dict[int, str]:
        """The newest text of each level that was written from the solution."""
        found = dict[int, str]()
        for hint in self._ladder():
            if hint.attempt == solution.id and not hint.simpler and hint.text is not None:
                found.setdefault(hint.level, hint.text)
        return found

    def _keep(self, solution: Attempt, level: int, written: ladder.WrittenHint, simpler: int = 0) -> HintRecord:
        """Log a level that was written from the solution."""
        record = HintRecord(
            level=level,
            lang=self._choices.lang,
            label=self._ready.label,
            effort=self._ready.effort.value,
            verified=reference_solution.passed(solution),
            text=written.text,
            reasons=tuple(reason.value for reason in written.reasons),
            simpler=simpler,
            rating=self._choices.rating,
            about=self._about,
            attempt=solution.id,
            tries=written.tries,
            completion_tokens=written.completion_tokens,
        )
        return self._log.hints.keep(self.problem, record, self._tools.clock())

    def _solution(self, before: HintRecord | None) -> Attempt | NoHint:
        """The hidden solution: the ladder's if it passed, else one in the log that did, else the best made now."""
        if before is not None and before.verified and before.attempt is not None:
            ladders = self._log.attempts.get(before.attempt, hidden=True)
            if ladders is not None:
                return ladders
        effort = self._choices.effort
        known = reference_solution.stored(self._log, self.problem, self._choices.model, effort and effort.value)
        found = next((attempt for attempt in known if reference_solution.passed(attempt)), None)
        if found is not None:
            return found
        ready = self._ready
        made = reference_solution.stored(self._log, self.problem, ready.model, ready.effort.value)
        if left := self._tries_left(made):
            made += reference_solution.make(
                self.problem, left, ready, self._choices, self._tools, self.sandbox, self._log
            )
        found = reference_solution.best(made)
        if found is None:
            unavailable = bool(made) and all(attempt.needs_retry for attempt in made)
            return NoHint((NO_SOLUTION,), False, unavailable)
        return found

    def _tries_left(self, made: Sequence[Attempt]) -> int:
        """How many tries the model has left after these."""
        if any(map(reference_solution.passed, made)):
            return 0
        hopeless = self._choices.gives_up and reference_solution.is_hopeless(made)
        return 0 if hopeless else max(0, self._choices.attempts - len(made))
