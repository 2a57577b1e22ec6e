"""What a model may do with kyoso, as plain functions that return short texts.

An MCP client speaks for a model, so every tool that tells anything about a problem passes the contest gate first,
`get_problem` and `judge` included. Names are task ids or AtCoder addresses only: no tool reads a file.
"""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from gettext import gettext as _
from itertools import count as numbers
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from judge.attempt import Attempt
from judge.judgement import Submission, Verdict
from judge.languages import LANGUAGES
from judge.libraries import require_compiler
from judge.log.log import Log
from judge.progress import Progress
from problems.errors import ProblemError
from problems.gate import require_over
from problems.library import Library
from problems.problem import Problem
from sandbox.sandbox import Sandbox
from solver.manifest import manifest
from solver.mcp.call import LONGEST_STRESS_S, McpCall, ToolRefused
from solver.own_attempt import Assignment, judge_own
from solver.view.failing_case import failing_case, marks
from solver.view.show import mark
from solver.view.terminal_case import case_lines, strip_lines
from solver.view.text import decoded, safe

if TYPE_CHECKING:
    from solver.hints.session import HintTools

PART_BYTES = 7_000  # of a statement in one answer: about 2,000 tokens, so that a 4k context holds it
PROGRAM_BYTES = 512 * 1024  # AtCoder's own limit
CASE_COLUMNS, CASE_LINES = 78, 30  # of a failing case
AUTHOR = "mcp"  # of the attempts that a client makes
_SHOWN = 1_500  # characters of an input or output
_LOOKED_AT = 100  # of the newest attempts
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}|https://atcoder\.jp/contests/[A-Za-z0-9_-]{1,64}/tasks/[A-Za-z0-9_-]{1,64}/?")


@dataclass(frozen=True, slots=True)
class ToolParts:
    """The real parts that the tools work with."""

    home: Path
    library: Callable[[], AbstractContextManager[Library]]
    open_sandbox: Callable[[], Sandbox]
    hint_tools: Callable[[Problem, Log, ExitStack, Callable[[], Sandbox], Progress], "HintTools"]
    report: Callable[[], list[str]]  # the answer, a line each
    clock: Callable[[], datetime]
    second_look: bool = True  # have the model check its own hints


class Toolbox:
    """The tools, for one client: one call at a time."""

    def __init__(self, around: ToolParts) -> None:
        self._around = around
        self._sandbox: Sandbox | None = None
        self._opening = threading.Lock()  # a cancelled call may still be running

    def close(self) -> None:
        """End the sandbox and whatever runs in it; the next call opens another."""
        sandbox, self._sandbox = self._sandbox, None
        if sandbox is not None:
            sandbox.close()

    def get_problem(self, problem: str, lang: str, part: int, call: McpCall) -> str:
        """A problem's limits and its statement, in parts that fit a short context."""
        found = self._problem(problem)
        text = found.statements.ja if lang == "ja" else found.statements.en
        text = text or found.statements.en or found.statements.ja or ""
        pieces = list(_pieces(safe(text)))
        if not 1 <= part <= len(pieces):
            raise ToolRefused(_("There are parts 1 to {count}.").format(count=len(pieces)))
        limits = f"{found.limits.time_s:g} s, {found.limits.memory_mib} MiB"
        head = f"{found.id}: {found.label} - {safe(found.title)} ({limits}, {len(found.samples)} samples)"
        more = (
            "" if part == len(pieces) else "\n\n" + _("(part {part} of {count})").format(part=part, count=len(pieces))
        )
        return f"{head}\n\n{pieces[part - 1]}{more}"

    def judge(self, problem: str, program: str, language: str, call: McpCall) -> str:
        """The program's verdicts on the samples, and the first failing case."""
        found, submission = self._problem(problem), _submission(program, language)
        assignment = Assignment.samples_of(found)
        sandbox = call.within(self._opened)
        require_compiler(LANGUAGES[language], sandbox)
        with Log(self._around.home) as log:
            run = log.runs.begin("judge", manifest(sandbox), self._around.clock())
            attempt = judge_own(submission, assignment, sandbox, self._around.clock, call.progress)
            log.attempts.write(replace(attempt, author=AUTHOR), run=run)
            log.runs.end(run, self._around.clock())
        judgement = attempt.judgement
        if judgement is None:
            return "–"
        lines = [f"{judgement.verdict.value} ({found.id}, {LANGUAGES[language].name})"]
        lines += [line.plain for line in strip_lines(marks(judgement), CASE_COLUMNS)]
        case = failing_case(judgement, found.samples, found.limits, found.checker, submission)
        if case is not None:
            lines += ["", *(line.plain for line in case_lines(case, CASE_COLUMNS, plain=True))][:CASE_LINES]
        elif judgement.verdict is Verdict.AC:
            lines.append(_("AC on the samples is not AC on AtCoder: `stress` looks further."))
        return "\n".join(line.rstrip() for line in lines)

    def stress(
        self,
        problem: str,
        program: str,
        language: str,
        against: str,
        against_language: str,
        seconds: float,
        call: McpCall,
    ) -> str:
        """A generated input, shrunk, on which the program fails or differs from another one."""
        from judge.stress.calibration import calibration_for
        from judge.stress.inputs import Inputs, InputStore
        from judge.stress.search import search
        from judge.stress.setup import no_inputs

        found, submission = self._problem(problem), _submission(program, language)
        other = _submission(against, against_language or language) if against.strip() else None
        inputs = InputStore(self._around.home).of(found)
        if not isinstance(inputs, Inputs):
            why = no_inputs(inputs).shown()
            raise ToolRefused(_("No tests can be generated for {problem}: {why}").format(problem=found.id, why=why))
        sandbox = call.within(self._opened)
        ends_at = monotonic() + min(seconds, LONGEST_STRESS_S)
        done = search(
            found,
            submission,
            other,
            (case for seed in numbers() for case in inputs.further(seed)),
            sandbox,
            calibration_for(self._around.home, sandbox),
            valid=inputs.valid,
            over=lambda: call.stop.is_set() or monotonic() > ends_at,
            progress=call.progress,
        )
        found_input = done.counterexample
        if found_input is None:
            return _("No failure found in {count} generated inputs.").format(count=done.cases)
        lines = [
            f"{found_input.verdict.value}: {safe(str(found_input.note))}",
            "",
            _("Input:"),
            _shown(found_input.case.stdin),
        ]
        if found_input.expected is not None:
            lines += ["", _("The other program:"), _shown(found_input.expected)]
            lines += ["", _("This program:"), _shown(found_input.run.stdout)]
        return "\n".join(lines)

    def hint(self, problem: str, level: int, lang: str, call: McpCall) -> str:
        """The hint of that level, written from a solution that stays out of sight."""
        from judge.log.hint_records import HintRecord
        from solver.hints.session import HintChoices, HintSession

        found = self._problem(problem)
        with Log(self._around.home) as log, ExitStack() as stack:
            tools = self._around.hint_tools(found, log, stack, lambda: call.within(self._opened), call.progress)
            hint = HintSession(log, found, HintChoices(lang, second_look=self._around.second_look), tools).hint(level)
        if isinstance(hint, HintRecord):
            return safe(hint.text or "")
        why = ", ".join(hint.reasons)
        raise ToolRefused(
            _("No hint of level {level}: {why}. Ask again, or for another level.").format(level=level, why=why)
        )

    def list_log(self, problem: str, count: int, call: McpCall) -> str:
        """The latest attempts, newest first, without those on problems whose contests may still be running."""
        lines: list[str] = []
        left_out = 0
        over: dict[str, bool] = {}
        with Log(self._around.home) as log:
            for attempt in reversed(list(log.attempts.read(problem=problem or None, newest=_LOOKED_AT))):
                if len(lines) >= count:
                    break
                task = attempt.problem or ""
                if task and task not in over:
                    over[task] = self._is_over(task)
                if task and over[task]:
                    lines.append(_line(attempt))
                else:
                    left_out += bool(task)
        if left_out:
            lines.append(_("{count} left out: their contests are not proven to be over.").format(count=left_out))
        return "\n".join(lines) or _("Nothing yet.")

    def report_summary(self, call: McpCall) -> str:
        """The report's answer: which model to keep, and how sure that is."""
        return "\n".join(safe(line) for line in self._around.report()) or _("Nothing yet.")

    @property
    def _opened(self) -> Sandbox:
        with self._opening:
            if self._sandbox is None:
                self._sandbox = self._around.open_sandbox()
            return self._sandbox

    def _problem(self, name: str) -> Problem:
        """The problem, once its contest is proven to be over. Raises ProblemError (GateRefused if not), ToolRefused."""
        if not _NAME.fullmatch(name.strip()):
            raise ToolRefused(_("Name a task such as abc417_e, or its address at https://atcoder.jp."))
        with self._around.library() as library:
            problem = library.problem(name.strip())
            require_over(problem, library.resources, self._around.clock())
        return problem

    def _is_over(self, task: str) -> bool:
        try:
            self._problem(task)
        except (ProblemError, ToolRefused):
            return False
        return True


def _submission(program: str, language: str) -> Submission:
    if language not in LANGUAGES:
        raise ToolRefused(
            _("{language} is not one of {languages}.").format(language=language, languages=", ".join(LANGUAGES))
        )
    if len(program.encode("utf-8", "replace")) > PROGRAM_BYTES:
        raise ToolRefused(_("The program is longer than 512 KiB, AtCoder's limit."))
    if not program.strip():
        raise ToolRefused(_("The program is empty."))
    return Submission(language, program)


def _shown(raw: bytes) -> str:
    """An input or output, cut to what a short context has room for."""
    text = safe(decoded(raw))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text) - _SHOWN} characters more)"


def _pieces(text: str) -> Iterator[str]:
    """The text in parts of at most PART_BYTES, cut between lines where possible."""
    piece, size = "", 0
    for line in text.splitlines(keepends=True) or [""]:
        for part in _cut(line):
            length = len(part.encode())
            if piece and size + length > PART_BYTES:
                yield piece.rstrip()
                piece, size = "", 0
            piece, size = piece + part, size + length
    yield piece.rstrip()


def _cut(line: str) -> Iterator[str]:
    most = PART_BYTES // 4  # characters; none has more than four bytes
    return (line[start : start + most] for start in range(0, len(line), most))


def _line(attempt: Attempt) -> str:
    author = safe(attempt.author) + (f" {attempt.key.effort.value}" if attempt.key else "")
    return f"#{attempt.id} {attempt.started_at:%Y-%m-%d %H:%MZ} {attempt.problem} {author}: {mark(attempt)}"
