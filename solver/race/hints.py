"""The hints behind the key h: a hint session with the race's own model and sandbox."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from gettext import gettext as _
from pathlib import Path

from judge.effort import Effort
from judge.log.log import Log
from problems.problem import Problem
from sandbox.sandbox import Sandbox
from solver.errors import SolverError
from solver.hints.session import NO_SOLUTION, UNVERIFIED, HintChoices, HintSession, HintTools, NoHint
from solver.prepare import Prepared


@dataclass(frozen=True, slots=True)
class RaceHints:
    """Gives hints from its own thread, with its own connection to the log."""

    home: Path
    ready: Prepared  # the first model of the race
    sandbox: Sandbox
    lang: str  # "ja" or "en"
    clock: Callable[[], datetime]
    second_look: bool = True

    def give(self, problem: Problem, level: int) -> tuple[str, bool]:
        """The hint, or one line on why there is none and what to do; and whether it is a hint."""
        from sandbox.errors import SandboxError

        with ExitStack() as stack, Log(self.home) as log:

            def open_model(label: str, effort: Effort | None) -> Prepared:
                client = stack.enter_context(self.ready.client.clone())
                return replace(self.ready, client=client, model=label, effort=effort or self.ready.effort)

            tools = HintTools(
                open_model=open_model,
                default_model=lambda wanted: wanted or self.ready.model,
                open_sandbox=lambda: self.sandbox,
                clock=self.clock,
            )
            choices = HintChoices(self.lang, self.ready.model, self.ready.effort, second_look=self.second_look)
            try:
                found = HintSession(log, problem, choices, tools).hint(level)
            except (SolverError, SandboxError) as error:
                return _("No hint: {why}").format(why=error), False
        if isinstance(found, NoHint):
            return _why_not(found), False
        return found.text or "", True


def _why_not(found: NoHint) -> str:
    if found.unavailable:
        return _("No hint: the server failed. h asks again.")
    if NO_SOLUTION in found.reasons:
        return _("No hint: the model wrote no program for it. After the race: kyoso hint --attempts 6")
    if UNVERIFIED in found.reasons:
        return _("No outline: no solution passed. After the race: kyoso hint --unverified")
    if found.is_unreadable:
        return _("No hint: nothing readable in the language asked for. h asks again.")
    return _("No hint: whatever it wrote gave too much away. h asks again.")
