"""`kyoso hint`: a next step for somebody who is stuck, and never the answer."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from gettext import gettext as _
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import click
from click.core import ParameterSource

from judge.attempt import Attempt, Effort, Source
from judge.judgement import Submission
from judge.languages import LANGUAGES
from judge.log.hint_records import HintRecord
from judge.log.log import Log
from judge.stress.calibration import calibration_for
from judge.stress.engine import Beyond
from judge.submissions import read_submission
from problems.gate import require_over
from problems.problem import Problem
from sandbox.sandbox import Sandbox
from solver import seeds
from solver.attempt import Job
from solver.cli import options
from solver.cli.exit_codes import ExitCode, failed_by_us_or_server
from solver.cli.manifest import manifest
from solver.cli.parts import open_library, prepared_model, remember, sandbox_for, write
from solver.cli.progress_line import describe, progress_line
from solver.errors import ServerUnavailable
from solver.hints import ladder, reference_solution
from solver.hints.ahead import Ahead
from solver.hints.gate import Reason, Secret, reasons_against
from solver.hints.history import with_hints
from solver.hints.learner import fingerprint, first_failing, what_happened
from solver.likely import look_beyond, with_likely
from solver.models.client import ModelClient, Timeouts
from solver.models.servers import look
from solver.models.wire.request import RequestSettings
from solver.own_attempt import Assignment, judge_own
from solver.prepare import Prepared
from solver.view import show

_LEVELS = 4
_UNVERIFIED = "from an unverified solution"
_NOTHING = "no solution to write from"


class _NoHint(NamedTuple):
    """No hint of that level, and why; the reasons name kinds only, so that they give nothing away."""

    reasons: tuple[str, ...]
    verified: bool
    code: ExitCode = ExitCode.NOT_AC


@click.command(
    "hint",
    help=_(
        "A hint for PROBLEM, never its solution: what it really asks, the key observation, the technique, an outline in"
        " words. A model solves it out of sight first."
    ),
    epilog=_("Example: kyoso hint abc417_e --model openai/gpt-oss-20b, or: kyoso hint abc417_e --file main.py"),
)
@click.argument("name", metavar="PROBLEM", required=False)
@click.option("--level", type=click.IntRange(1, _LEVELS), help=_("This level only; else 1, and Enter goes on."))
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    help=_("Your own program: it is judged, and the hint is about it, in questions."),
)
@click.option("--simpler", is_flag=True, help=_("The same level in simpler words."))
@click.option("--rating", type=click.IntRange(min=0), help=_("Your rating on AtCoder: whom the hint speaks to."))
@click.option("--unverified", is_flag=True, help=_("Level 4 even where no solution passed: it may be wrong."))
@click.option("--reveal", is_flag=True, help=_("Show the hidden solutions of PROBLEM in the log from now on."))
@click.option("--history", is_flag=True, help=_("Which hints you have seen, and when."))
@click.option("--model", help=_("The model, as its server names it; else the first that the server has loaded."))
@click.option(
    "--effort",
    type=click.Choice([effort.value for effort in Effort]),
    default=Effort.MEDIUM.value,
    show_default=True,
    help=_("How long it reasons; none for models that have no such setting."),
)
@click.option(
    "--language", type=click.Choice(list(LANGUAGES)), default="python", help=_("What the hidden solution is in.")
)
@click.option(
    "--attempts",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    help=_("How often it may try to solve the problem first."),
)
@options.likely
@options.server
@options.patience
@options.sandbox
@options.site
@options.common
@click.pass_context
def command(
    ctx: click.Context,
    name: str | None,
    level: int | None,
    file: Path | None,
    simpler: bool,
    rating: int | None,
    unverified: bool,
    reveal: bool,
    history: bool,
    model: str | None,
    effort: str,
    language: str,
    attempts: int,
    look_beyond: bool,
    server: str,
    api_key: str | None,
    first_token_timeout: float,
    silence_timeout: float,
    sandbox_kind: str,
    site_url: str,
    resources_url: str,
    home: Path,
    as_json: bool,
) -> ExitCode:
    if history:
        with Log(home) as log:
            return _history(log, name, as_json)
    if name is None:
        raise click.UsageError(_("Name a problem, such as abc417_e."))
    submission = read_submission(file) if file is not None else None
    with (
        open_library(home, site_url, resources_url) as library,
        Log(home) as log,
        ExitStack() as stack,
    ):
        problem = library.problem(name)
        require_over(problem, library.resources, options.now())
        remember(log, problem, library)
        if reveal:
            log.reveal(problem.id, options.now())
            options.note(_("The hidden solutions are in the log: kyoso log --problem {id}").format(id=problem.id))
            return ExitCode.OK
        chosen = ctx.get_parameter_source("effort") not in (ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP)
        asking = _Asking(
            log=log,
            problem=problem,
            lang=_language(ctx, problem),
            model=model,
            effort=Effort(effort),
            effort_chosen=chosen,
            language=language,
            attempts=attempts,
            rating=rating,
            unverified=unverified,
            look_beyond=look_beyond,
            open_model=lambda label, effort: stack.enter_context(
                prepared_model(
                    server,
                    api_key,
                    label,
                    effort,
                    Timeouts(first_token_s=first_token_timeout, silence_s=silence_timeout),
                )
            ),
            default_model=lambda wanted: _default_model(server, api_key, wanted),
            open_sandbox=lambda: stack.enter_context(sandbox_for(sandbox_kind, home)),
        )
        if submission is not None:
            asking.judge_own(submission, as_json)
        if as_json or level is not None or not (sys.stdin.isatty() and sys.stdout.isatty()):
            return _show_one(asking, level or 1, int(simpler), as_json, alone=level is None)
        try:
            return _climb(asking)
        finally:
            asking.stop_ahead()


class _Asking:
    """One learner at one problem. Server and sandbox are opened when a hint is not in the log, and not before."""

    def __init__(
        self,
        *,
        log: Log,
        problem: Problem,
        lang: str,
        model: str | None,
        effort: Effort,
        effort_chosen: bool,
        language: str,
        attempts: int,
        rating: int | None,
        unverified: bool,
        look_beyond: bool,
        open_model: Callable[[str, Effort], Prepared],
        default_model: Callable[[str | None], str],
        open_sandbox: Callable[[], Sandbox],
    ) -> None:
        self.log, self.problem, self.lang = log, problem, lang
        self._model, self._effort, self._effort_chosen = model, effort, effort_chosen
        self._language, self._attempts, self._rating = language, attempts, rating
        self._unverified, self._look_beyond = unverified, look_beyond
        self._open_model, self._default_model, self._open_sandbox = open_model, default_model, open_sandbox
        self._own: Submission | None = None
        self._happened: str | None = None
        self._wanted: str | None = None  # the model of the ladder's earlier levels, where none is named
        self._ahead: tuple[Ahead, Callable[[int, ladder.Written], HintRecord]] | None = None

    @cached_property
    def _sandbox(self) -> Sandbox:
        return self._open_sandbox()

    @cached_property
    def _ready(self) -> Prepared:
        return self._open_model(self._model or self._default_model(self._wanted), self._effort)

    def judge_own(self, submission: Submission, as_json: bool) -> None:
        """Judge the learner's program, log it, and speak about it from now on."""
        problem = self.problem
        assignment = Assignment(problem.id, problem.samples, problem.limits, problem.checker)
        run = self.log.begin_run("judge", manifest(self._sandbox), options.now())
        with progress_line(_("your program")) as progress:
            attempt = judge_own(submission, assignment, self._sandbox, options.now, progress)
        attempt = write(self.log, with_hints(attempt, self.log), run)
        self.log.end_run(run, options.now())
        assert attempt.judgement is not None
        with progress_line(_("your program")) as progress:
            beyond = self._beyond(attempt, progress)
        found = None if beyond is None else beyond.found
        self._own, self._happened = submission, what_happened(attempt.judgement, problem, found)
        failing = first_failing(attempt.judgement)
        tell = options.note if as_json else click.echo
        with_likely(attempt, problem, beyond, self.log, options.now())
        if found is not None and beyond is not None:
            tell(_("Your program passes the samples, but not every input:"))
            for line in show.likely_lines(beyond.likely):
                tell(line)
        elif failing is None and attempt.judgement.cases:
            tell(_("Your program passes the samples. The tests of AtCoder may ask more of it."))
        elif failing is not None:
            tell(
                _("Your program: {verdict}, first at test {name}.").format(
                    verdict=attempt.judgement.verdict.value, name=failing.name
                )
            )
        else:
            tell(_("Your program: {verdict}.").format(verdict=attempt.judgement.verdict.value))

    def _beyond(self, attempt: Attempt, progress: Callable[[object], None]) -> "Beyond | None":
        """What the program in the attempt does on generated inputs; None where that is not asked for."""
        if not self._look_beyond:
            return None
        calibration = calibration_for(self.log.path.parent, self._sandbox)
        return look_beyond(attempt, self.problem, self._sandbox, calibration, progress)

    def _looked_at(self, attempt: Attempt, progress: Callable[[object], None]) -> Attempt:
        """A hidden attempt with what is likely of it."""
        return with_likely(attempt, self.problem, self._beyond(attempt, progress), self.log, options.now())

    def hint(self, level: int, simpler: int = 0) -> "HintRecord | _NoHint":
        """The hint from the log, else written now; or why there is none. It counts as seen when it is given."""
        before = self._before(level, simpler)
        if before is not None and self._wanted is None:
            self._wanted = before.label
            if not self._effort_chosen:
                self._effort = Effort(before.effort)
        found: HintRecord | _NoHint | None = self._kept(level, simpler, before) or self._taken(level, simpler)
        if found is None:
            found = self._write(level, simpler, before)
        if isinstance(found, _NoHint):
            return found
        if found.text is None:
            return _NoHint(found.reasons, found.verified)
        if not found.verified and level == _LEVELS and not self._unverified:
            return _NoHint((_UNVERIFIED,), False)
        self.log.see_hint(found, options.now())
        return found

    def go_on(self, found: HintRecord) -> None:
        """Write the levels after this one while it is read, where a model is at hand and none is under way."""
        if self._ahead is not None or "_ready" not in self.__dict__ or found.attempt is None:
            return
        solution = self.log.attempt(found.attempt, hidden=True)
        if solution is None:
            return
        last = _LEVELS if found.verified or self._unverified else _LEVELS - 1
        levels = [level for level in range(found.level + 1, last + 1) if self._kept(level, 0, found) is None]
        if levels:
            asked = self._asked(solution, self._ready.client.another())
            self._ahead = Ahead(asked, levels, self._others(solution)), self._keeper(solution)

    def stop_ahead(self) -> None:
        """End what is written ahead. What was written is kept, as not seen."""
        if self._ahead is not None:
            (ahead, keep), self._ahead = self._ahead, None
            for level, written in ahead.close().items():
                if written.text is not None:
                    keep(level, written)

    def _taken(self, level: int, simpler: int) -> HintRecord | None:
        """The level that was written ahead, or is being written."""
        if self._ahead is None or simpler:
            return None
        ahead, keep = self._ahead
        with _ticking(_("writing hint {level}").format(level=level)) as progress:
            written = ahead.take(level, progress)
        return None if written is None else keep(level, written)

    def _before(self, level: int, simpler: int) -> HintRecord | None:
        """The newest hint of the ladder that this one follows: one ladder is written from one solution."""
        earlier = [hint for hint in self._ladder() if (hint.level, hint.simpler) < (level, simpler)]
        return next((hint for hint in earlier if hint.verified), next(iter(earlier), None))

    def _kept(self, level: int, simpler: int, before: HintRecord | None) -> HintRecord | None:
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
        # With more tries granted than were made, one of them may still pass.
        made = reference_solution.kept(self.log, self.problem, found.label, found.effort)
        return found if len(made) >= self._attempts and not any(map(reference_solution.passed, made)) else None

    def _still_passes(self, hint: HintRecord) -> bool:
        """Whether the gate as it is now lets the hint through: it may have been written under an older one."""
        attempt = self.log.attempt(hint.attempt, hidden=True) if hint.attempt is not None else None
        if attempt is None or attempt.submission is None or hint.text is None:
            return False
        secret = Secret(self.problem, attempt.submission.source, self._own.source if self._own is not None else "")
        return not reasons_against(hint.text, hint.level, hint.lang, secret, asks=self._own is not None)

    def _ladder(self) -> Iterator[HintRecord]:
        """The hints in the log that were written for this learner's question, newest first."""
        about = fingerprint(self._own) if self._own is not None else ""
        for hint in self.log.hints(self.problem):
            if (hint.lang, hint.rating, hint.about) != (self.lang, self._rating, about) or hint.text is None:
                continue
            if self._model in (None, hint.label) and (not self._effort_chosen or hint.effort == self._effort):
                yield hint

    def _write(self, level: int, simpler: int, before: HintRecord | None) -> "HintRecord | _NoHint":
        self.stop_ahead()  # a server with one slot is the learner's
        solution = self._solution(before)
        if isinstance(solution, _NoHint):
            return solution
        verified = reference_solution.passed(solution)
        if not verified and level == _LEVELS and not self._unverified:
            return _NoHint((_UNVERIFIED,), False)
        assert solution.submission is not None
        others = self._others(solution)
        plainer = next(
            (
                hint.text
                for hint in self._ladder()
                if (hint.attempt, hint.level, hint.simpler) == (solution.id, level, simpler - 1)
            ),
            others.get(level),
        )
        others.pop(level, None)
        asked = self._asked(solution, self._ready.client)
        with _ticking(_("writing hint {level}").format(level=level)) as progress:
            written = ladder.write(asked, level, others, progress, plainer if simpler else None)
        return self._keeper(solution, simpler)(level, written)

    def _asked(self, solution: Attempt, client: ModelClient) -> ladder.Asked:
        assert solution.submission is not None
        ready = self._ready
        own = self._own.source if self._own is not None else ""
        return ladder.Asked(
            client=client,
            model=ready.model,
            effort=ready.effort,
            settings=RequestSettings(ready.max_tokens),
            secret=Secret(self.problem, solution.submission.source, own),
            verified=reference_solution.passed(solution),
            lang=self.lang,
            rating=self._rating,
            happened=self._happened,
        )

    def _others(self, solution: Attempt) -> dict[int, str]:
        """The newest text of each level that was written from the solution."""
        found = dict[int, str]()
        for hint in self._ladder():
            if hint.attempt == solution.id and not hint.simpler and hint.text is not None:
                found.setdefault(hint.level, hint.text)
        return found

    def _keeper(self, solution: Attempt, simpler: int = 0) -> Callable[[int, ladder.Written], HintRecord]:
        """What puts a level that was written from the solution into the log."""
        ready = self._ready

        def keep(level: int, written: ladder.Written) -> HintRecord:
            record = HintRecord(
                level=level,
                lang=self.lang,
                label=ready.model,
                effort=ready.effort.value,
                verified=reference_solution.passed(solution),
                text=written.text,
                reasons=tuple(reason.value for reason in written.reasons),
                simpler=simpler,
                rating=self._rating,
                about=fingerprint(self._own) if self._own is not None else "",
                attempt=solution.id,
                tries=written.tries,
                completion_tokens=written.completion_tokens,
            )
            return self.log.keep_hint(self.problem, record, options.now())

        return keep

    def _solution(self, before: HintRecord | None) -> "Attempt | _NoHint":
        """The hidden solution: the ladder's where it passed, else the log's that did, else attempts at it now."""
        if before is not None and before.verified and before.attempt is not None:
            ladders = self.log.attempt(before.attempt, hidden=True)
            if ladders is not None:
                return ladders
        effort = self._effort if self._effort_chosen else None
        known = reference_solution.kept(self.log, self.problem, self._model, effort)
        found = next((attempt for attempt in known if reference_solution.passed(attempt)), None)
        if found is not None:
            return found
        ready = self._ready
        made = reference_solution.kept(self.log, self.problem, ready.model, ready.effort.value)
        if not any(map(reference_solution.passed, made)) and len(made) < self._attempts:
            made += self._solve(self._attempts - len(made))
        found = reference_solution.best(made)
        if found is None:
            failed = bool(made) and all(map(failed_by_us_or_server, made))
            return _NoHint((_NOTHING,), False, ExitCode.UNAVAILABLE if failed else ExitCode.NOT_AC)
        return found

    def _solve(self, most: int) -> list[Attempt]:
        ready, log = self._ready, self.log
        job = Job(
            source=Source.HINT,
            label=ready.model,
            model=ready.model,
            effort=ready.effort,
            language=LANGUAGES[self._language],
            statement_lang=None,
            settings=RequestSettings(ready.max_tokens),
            seed=seeds.draw(),
        )
        options.note(_("{model} solves it out of sight first; you will not see how.").format(model=ready.model))
        made_with = manifest(self._sandbox, settings=job.settings.fields(), seed=job.seed)
        run = log.begin_run("hint", made_with, options.now())
        log.see_model(ready.for_log(job.label), options.now(), run)
        began = monotonic()
        with _ticking(_("solving it out of sight")) as progress:
            made = reference_solution.make(
                self.problem,
                job,
                most,
                ready.client,
                self._sandbox,
                log,
                run,
                options.now,
                progress,
                lambda attempt: self._looked_at(attempt, progress),
            )
        log.end_run(run, options.now())
        seconds = monotonic() - began
        if any(map(reference_solution.passed, made)):
            options.note(_("A solution passed the samples after {seconds:.0f} s.").format(seconds=seconds))
        else:
            options.note(_("No solution passed the samples within {seconds:.0f} s.").format(seconds=seconds))
        return made


def _show_one(asking: _Asking, level: int, simpler: int, as_json: bool, *, alone: bool) -> ExitCode:
    found = asking.hint(level, simpler)
    if as_json:
        show.print_json(_as_json(asking.problem, level, found))
    else:
        _print(asking, level, found)
        if alone and isinstance(found, HintRecord):
            options.note(_("--level 2 goes on."))
    return ExitCode.OK if isinstance(found, HintRecord) else found.code


def _as_json(problem: Problem, level: int, found: "HintRecord | _NoHint") -> dict[str, object]:
    withheld = isinstance(found, _NoHint)
    return {
        "problem": problem.id,
        "level": level,
        "text": None if isinstance(found, _NoHint) else found.text,
        "withheld": withheld,
        "reasons": list(found.reasons),
        "verified": found.verified,
    }


def _climb(asking: _Asking) -> ExitCode:
    """Level after level, as the person asks for them."""
    level, simpler, code = 1, 0, ExitCode.OK
    while True:
        found = asking.hint(level, simpler)
        _print(asking, level, found)
        if isinstance(found, _NoHint):
            code = found.code
            if code is ExitCode.UNAVAILABLE or found.reasons == (_NOTHING,):
                return code
        if level == _LEVELS:
            keys = _("?: in simpler words, q: enough")
        else:
            keys = _("Enter: level {next}, ?: in simpler words, q: enough").format(next=level + 1)
        if isinstance(found, HintRecord):
            asking.go_on(found)
        answer = _key(keys)
        if answer == "?":
            simpler += isinstance(found, HintRecord)
        elif answer == "" and level < _LEVELS:
            level, simpler = level + 1, 0
        else:
            return code


def _key(keys: str) -> str:
    """What the person wants next: "" for Enter, "?", or "q" (the end of the input too)."""
    while True:
        try:
            answer = input(f"[{keys}] ").strip().lower()
        except EOFError:
            click.echo()
            return "q"
        if answer in ("", "?", "？", "q"):
            return "?" if answer == "？" else answer


def _print(asking: _Asking, level: int, found: "HintRecord | _NoHint") -> None:
    titles = {
        1: _("Level 1 of 4: what is asked"),
        2: _("Level 2 of 4: the key observation"),
        3: _("Level 3 of 4: the technique"),
        4: _("Level 4 of 4: an outline in words"),
    }
    click.echo("\n" + click.style(titles[level], bold=True))
    if isinstance(found, _NoHint):
        _say(_why_not(found))
    else:
        if not found.verified:
            _say(_("(from an unverified solution: it may be wrong)"))
        _say(found.text or "")
    if level == _LEVELS:
        problem = asking.problem
        page = problem.url or f"https://atcoder.jp/contests/{problem.contest}/tasks/{problem.id}"
        click.echo("\n" + _("The official editorial (解説): {url}").format(url=f"{page}/editorial"))


def _why_not(found: _NoHint) -> str:
    if found.reasons == (_UNVERIFIED,):
        return _(
            "No solution passed, so the outline may be wrong and is withheld; --unverified shows it, and --attempts"
            " grants more tries."
        )
    if Reason.UNREADABLE in found.reasons or Reason.WRONG_LANGUAGE in found.reasons:
        return _("The model wrote no hint that can be read; another model or a higher --effort may.")
    if found.reasons == (_NOTHING,):
        return _("No hint: the model wrote no program for this problem. Try --attempts, or a higher --effort.")
    return _("This hint is withheld: it gave too much away, three times. Ask again, or go on to the next level.")


def _say(text: str) -> None:
    """The text, broken for a terminal."""
    if not sys.stdout.isatty():
        click.echo(text)
        return
    from shutil import get_terminal_size

    from solver.view.wrapping import wrapped

    for line in wrapped(text, min(get_terminal_size().columns, 100) - 1):
        click.echo(line)


def _history(log: Log, problem: str | None, as_json: bool) -> ExitCode:
    views = list(log.seen_hints(problem))
    if as_json:
        for view in views:
            show.print_json(
                {
                    "problem": view.problem,
                    "level": view.level,
                    "simpler": view.simpler,
                    "verified": view.verified,
                    "seen_at": view.seen_at.isoformat(),
                }
            )
        return ExitCode.OK
    for view in views:
        line = _("{when:%Y-%m-%d %H:%M} UTC  {problem}  level {level}").format(
            when=view.seen_at, problem=view.problem, level=view.level
        )
        click.echo(line + ("  " + _("in simpler words") if view.simpler else ""))
    if not views:
        options.note(_("No hints seen yet."))
    return ExitCode.OK


def _language(ctx: click.Context, problem: Problem) -> str:
    """--lang; else the statement's language; of two the one that kyoso speaks."""
    given = ctx.find_root().params.get("lang")
    if given is None and ctx.get_parameter_source("lang") is ParameterSource.COMMANDLINE:
        given = os.environ.get("LANGUAGE")
    if given in ("ja", "en"):
        return str(given)
    statements = problem.statements
    if statements.ja is None or statements.en is None:
        return "en" if statements.ja is None else "ja"
    names = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((value for name in names if (value := os.environ.get(name))), "")
    return "ja" if locale.startswith("ja") else "en"


def _default_model(servers: str, api_key: str | None, wanted: str | None) -> str:
    """The wanted one where a server lists it; else, with a note, what the first server that answers has loaded."""
    missing: ServerUnavailable | None = None
    first: str | None = None
    for address in servers.split(","):
        with ModelClient(address.strip(), api_key=api_key) as client:
            try:
                server = look(client)
            except ServerUnavailable as error:
                missing = missing or error
                continue
        # By its name: a llama-server with one model would answer to any.
        if wanted is not None and any(wanted in (one.id, one.id.removesuffix(":latest")) for one in server.models):
            return wanted
        if server.models and first is None:
            first = next((model for model in server.models if model.loaded), server.models[0]).id
    if first is not None:
        if wanted is not None:
            options.note(
                _("The earlier hints are by {wanted}, which your server does not list: {model} goes on.").format(
                    wanted=wanted, model=first
                )
            )
        return first
    if missing is not None:
        raise missing
    raise click.UsageError(_("The server lists no models; name one with --model."))


@contextmanager
def _ticking(name: str) -> Iterator[Callable[[object], None]]:
    """A callback that shows what happens beside the time it has taken; plain lines where there is no screen."""
    if not sys.stderr.isatty():
        with progress_line(name) as progress:
            yield progress
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=None)

        def tell(event: object) -> None:
            text = describe(event)
            if text is not None:
                bar.update(task, description=f"{name}: {text}")

        yield tell
