"""Hints in the terminal: a level with its keys, why one is withheld, and the hints seen so far."""

import sys
from dataclasses import asdict
from gettext import gettext as _

from judge.log.hint_records import HintRecord
from judge.log.log import Log
from problems.problem import Problem
from solver.cli import options
from solver.cli.exit_codes import ExitCode
from solver.hints.gate import Reason
from solver.hints.session import LEVELS, NO_SOLUTION, UNVERIFIED, HintSession, NoHint
from solver.view.language import message_language, sentences
from solver.view.output import print_json, put


def show_one(session: HintSession, level: int, simpler: int, as_json: bool, *, alone: bool) -> ExitCode:
    found = session.hint(level, simpler)
    if as_json:
        print_json(_as_json(session.problem, level, found))
    else:
        _print(session, level, found)
        if isinstance(found, NoHint):
            options.note(_withheld(level, found)[1])
        elif alone:
            options.note(_("Continue with --level {next}.").format(next=2))
    return _code(found)


def _code(found: HintRecord | NoHint) -> ExitCode:
    if isinstance(found, HintRecord):
        return ExitCode.OK
    return ExitCode.UNAVAILABLE if found.unavailable else ExitCode.NOT_AC


def _as_json(problem: Problem, level: int, found: HintRecord | NoHint) -> dict[str, object]:
    withheld = isinstance(found, NoHint)
    return {
        "problem": problem.id,
        "level": level,
        "text": None if isinstance(found, NoHint) else found.text,
        "withheld": withheld,
        "reasons": list(found.reasons),
        "verified": found.verified,
    }


def climb(session: HintSession) -> ExitCode:
    level, simpler, code = 1, 0, ExitCode.OK
    while True:
        found = session.hint(level, simpler)
        _print(session, level, found)
        if isinstance(found, NoHint):
            code = _code(found)
            if code is ExitCode.UNAVAILABLE or found.reasons in ((NO_SOLUTION,), (UNVERIFIED,)):  # no key would help
                options.note(_withheld(level, found)[1])
                return code
        if isinstance(found, HintRecord):
            session.write_ahead(found)
        answer = _key(_keys(level, found))
        if answer == "?":
            simpler += isinstance(found, HintRecord)
        elif answer == "" and level < LEVELS:
            level, simpler = level + 1, 0
        else:
            return code


def _keys(level: int, found: HintRecord | NoHint) -> str:
    if isinstance(found, HintRecord):
        if level == LEVELS:
            return _("?: in simpler words, q: quit")
        return _("Enter: level {next}, ?: in simpler words, q: quit").format(next=level + 1)
    if level == LEVELS:
        return _("?: ask again, q: quit")
    return _("Enter: level {next}, ?: ask again, q: quit").format(next=level + 1)


def _key(keys: str) -> str:
    """The key that was pressed: "" for Enter, "?" or "q"; also "q" at the end of the input."""
    while True:
        try:
            answer = input(f"[{keys}] ").strip().lower()
        except EOFError:
            put()
            return "q"
        if answer in ("", "?", "？", "q"):
            return "?" if answer == "？" else answer


def _print(session: HintSession, level: int, found: HintRecord | NoHint) -> None:
    titles = {
        1: _("Level 1 of 4: what is asked"),
        2: _("Level 2 of 4: the key observation"),
        3: _("Level 3 of 4: the technique"),
        4: _("Level 4 of 4: an outline in words"),
    }
    put("\n", (titles[level], "bold"))
    if isinstance(found, NoHint):
        _say(_withheld(level, found)[0])
    else:
        if not found.verified:
            _say(_("(from an unverified solution: it may be wrong)"))
        _say(found.text or "")
    if level == LEVELS:
        problem = session.problem
        page = problem.url or f"https://atcoder.jp/contests/{problem.contest}/tasks/{problem.id}"
        put("\n" + _("The official editorial (解説): {url}").format(url=f"{page}/editorial"))


def _withheld(level: int, found: NoHint) -> tuple[str, str]:
    """Why there is no hint, and what to run next where there are no keys to press."""
    reasons = set(found.reasons)
    if found.unavailable:
        advice = _("Look at the server or start it again, then run the same command; `kyoso doctor` checks the rest.")
        return _("No hint: the server or the sandbox failed."), advice
    if NO_SOLUTION in reasons:
        advice = _("--attempts {more} lets it try longer; another model or a higher --effort may do better.")
        return _("No hint: the model wrote no program for this problem."), advice.format(more=6)
    if UNVERIFIED in reasons:
        advice = _("--unverified shows it all the same; --attempts {more} lets the model try longer.")
        return _("Withheld: no solution of the model passed, so the outline may be wrong."), advice.format(more=6)
    looked = _("--no-second-look leaves it to the rules alone.") if Reason.SECOND_LOOK in reasons else ""
    onward = _("Continue with --level {next}.").format(next=level + 1) if level < LEVELS else ""
    if found.is_unreadable:
        why = _("No hint: the model wrote nothing readable in the language asked for.")
    elif Reason.NO_QUESTION in reasons:
        why = _("Withheld: the model told, where it was to ask about your program.")
    elif Reason.SECOND_LOOK in reasons:
        why = _("Withheld: on a second look the model itself said that it tells too much.")
    else:
        why = _("Withheld: whatever the model wrote gave too much away.")
    return why, sentences(_("The same command asks again."), looked, onward)


def _say(text: str) -> None:
    """Print the text, wrapped on a terminal."""
    if not sys.stdout.isatty():
        put(text)
        return
    from shutil import get_terminal_size

    from solver.view.wrapping import wrapped

    for line in wrapped(text, min(get_terminal_size().columns, 100) - 1):
        put(line)


def show_history(log: Log, problem: str | None, as_json: bool) -> ExitCode:
    views = list(log.hints.seen(problem))
    if as_json:
        for view in views:
            print_json(asdict(view) | {"seen_at": view.seen_at.isoformat()})
        return ExitCode.OK
    for view in views:
        text = _("{when:%Y-%m-%d %H:%M}  {problem}  level {level}")
        line = text.format(when=view.seen_at.astimezone(), problem=view.problem, level=view.level)
        kinds = (
            _("in simpler words") if view.simpler else "",
            _("about your program") if view.about else "",
            view.lang if view.lang != message_language() else "",
        )
        put("  ".join(filter(None, (line, *kinds))))
        if problem is not None:
            _say(view.text)
            put()
    if not views:
        options.note(_("No hints seen yet."))
    elif problem is None:
        options.note(_("Name a problem to read its hints again."))
    return ExitCode.OK
