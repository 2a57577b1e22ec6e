"""Prints results: verdicts and tables for people, JSON for programs."""

import json
from collections.abc import Callable, Iterable
from gettext import gettext as _
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Literal

from judge.as_json import attempt_json
from judge.attempt import Attempt, Likely, Outcome, Reply
from judge.judgement import Judgement, Submission, Verdict
from solver.own_attempt import Assignment
from solver.view.failing_case import AROUND, FailingCase, failing_case, marks
from solver.view.output import console, print_json, put, put_lines
from solver.view.styles import AMBER, verdict_style
from solver.view.terminal_case import case_lines, strip_lines
from solver.view.wrapping import wrapped

if TYPE_CHECKING:
    from rich.table import Table

FEW_COLUMNS = 56  # a narrower terminal gets only a table's essential columns
ALL_COLUMNS = 76  # a terminal this wide gets every column of a table


def print_attempt(attempt: Attempt, as_json: bool, tested_on: Assignment | None = None, *, full: bool = False) -> None:
    """Print an attempt: the verdict with the tests and the first failing one, or the JSON object.

    tested_on: the tests that it was judged on, if known, to show input and expected output.
    full: show every line of the texts.
    """
    if as_json:
        print_json(attempt_json(attempt))
        return
    head = (attempt.problem or _("tests")) + "  " + _author(attempt)
    if attempt.key is not None:
        head += f"  {attempt.key.effort}" + (f"  #{attempt.key.repeat + 1}" if attempt.key.repeat else "")
        head += "  " + _("repair {round}").format(round=attempt.key.round) if attempt.key.round else ""
    number = "" if attempt.id is None else "  " + _("attempt {id}").format(id=attempt.id)
    put(
        f"{head}  ",
        (mark(attempt), f"bold {verdict_style(mark(attempt))}"),
        _counted(attempt),
        (number, "dim"),
    )
    if attempt.reply is not None:
        print_indented([_reply_line(attempt)])
        if attempt.reply.outcome is not Outcome.ANSWERED:
            print_indented([_outcome_words()[attempt.reply.outcome]])
    if attempt.judgement is not None:
        print_judgement(attempt.judgement, tested_on, attempt.submission, full=full)
    print_indented(_("note: {note}").format(note=line.shown()) for line in attempt.notes)
    if attempt.likely is not None:
        print_indented(likely_lines(attempt.likely))


def _author(attempt: Attempt) -> str:
    return attempt.author if attempt.key is not None else _("you")


def print_judgement(
    judgement: Judgement, tested_on: Assignment | None, submission: Submission | None, *, full: bool = False
) -> None:
    """Print every test with its mark, and the first that failed."""
    if judgement.verdict is Verdict.UNCHECKED and not judgement.cases:
        put("  " + _("There are no tests to run it on."))
    terminal = console()
    put_lines(strip_lines(marks(judgement), terminal.width))
    case = failing_case(judgement, tested_on, submission, most=None if full else AROUND)
    if case is not None:
        print_case(case, full=full)


def print_case(case: FailingCase, *, full: bool = False) -> None:
    """Print a failing case to suit the terminal's width and colours."""
    terminal = console()
    plain = terminal.no_color or not terminal.is_terminal
    put_lines(case_lines(case, terminal.width, plain=plain, whole=full))


def print_likely(attempt: Attempt, as_json: bool) -> None:
    """Print the likely verdict of an attempt already shown; as JSON, print the whole attempt, which was not shown."""
    if as_json:
        print_json(attempt_json(attempt))
    elif attempt.likely is not None:
        print_indented(likely_lines(attempt.likely))


def print_indented(lines: Iterable[str]) -> None:
    """Print the lines indented by two blanks, wrapped to the terminal's width."""
    width = get_terminal_size().columns
    for line in lines:
        first, *others = wrapped(line, width - 4) or [""]
        put(f"  {first}")
        for more in others:
            put(f"    {more}")


def _tokens(attempt: Attempt) -> str:
    reply = attempt.reply
    return "" if reply is None or reply.completion_tokens is None else str(reply.completion_tokens)


def mark(attempt: Attempt) -> str:
    """The one word for an attempt: its verdict, else its outcome."""
    if attempt.judgement is not None:
        return attempt.judgement.verdict.value
    return attempt.reply.outcome.value if attempt.reply is not None else "–"


def _counted(attempt: Attempt) -> str:
    """How many tests passed; "" if none ran (the compiler is missing, or the sandbox failed)."""
    ran = [] if attempt.judgement is None else [case for case in attempt.judgement.cases if case.run is not None]
    if not ran:
        return ""
    passed = sum(case.verdict is Verdict.AC for case in ran)
    return "  " + _("{passed} of {total} tests passed").format(passed=passed, total=len(ran))


def _reply_line(attempt: Attempt) -> str:
    reply = attempt.reply
    assert reply is not None
    parts = [_("{seconds:.1f} s").format(seconds=reply.seconds)]
    if reply.first_token_s is not None:
        parts.append(_("first token after {seconds:.1f} s").format(seconds=reply.first_token_s))
    if reply.from_cache:
        parts.append(
            _("{cached} of {tokens} prompt tokens from the server's cache").format(
                cached=reply.cached_tokens, tokens=reply.prompt_tokens
            )
        )
    if reply.completion_tokens is not None:
        parts.append(
            _("{tokens} tokens ({reasoning} of them reasoning)").format(
                tokens=reply.completion_tokens,
                reasoning="?" if reply.reasoning_tokens is None else reply.reasoning_tokens,
            )
        )
    if reply.tokens_per_s is not None:
        parts.append(_("{rate:.1f} tokens/s").format(rate=reply.tokens_per_s))
    if reply.forced:
        parts.append(_("thinking ended by kyoso"))
    return _(", ").join(parts)


def sent_line(reply: Reply) -> str:
    """A line on how the server was asked for the effort, and whether that has an effect."""
    fields = ", ".join(f"{name}={json.dumps(value)}" for name, value in reply.effort_sent.items())
    counts = {True: _("it has an effect"), False: _("it has no effect"), None: _("its effect is not known")}
    if not fields:
        return _("asked by {dialect}; no effort was sent").format(dialect=reply.dialect or "?")
    return _("asked by {dialect} with {fields}; {counts}").format(
        dialect=reply.dialect or "?", fields=fields, counts=counts[reply.effort_honoured]
    )


def _outcome_words() -> dict[Outcome, str]:
    return {
        Outcome.NO_CODE: _("It wrote no program in a language that can be judged."),
        Outcome.TRUNCATED: _(
            "The token budget was spent before there was an answer; try --max-tokens or a lower --effort."
        ),
        Outcome.EMPTY: _("It ended without saying anything."),
        Outcome.LOOPED: _("It repeated itself without end and was cut."),
        Outcome.REFUSED: _("It refused to answer."),
        Outcome.SERVER_ERROR: _("The server failed; this says nothing of the model, and the next run tries again."),
    }


def likely_lines(likely: Likely) -> Iterable[str]:
    """Lines with the likely verdict beyond the samples, why, and the input that shows it."""
    if likely.verdict is None:
        line = _("unknown beyond the samples")
    else:
        sure = "" if likely.confidence is None else f" ({likely.confidence:.0%})"
        line = _("probably {verdict}{sure}").format(verdict=likely.verdict.value, sure=sure)
    yield f"{line}: {likely.detail.shown()}" if likely.detail else line
    if likely.case is not None:
        yield _("shown by {case}, under KYOSO_HOME").format(case=likely.case)


def log_table(attempts: Iterable[Attempt], width: int) -> "Table":
    """One row per attempt; a narrow terminal leaves out what `kyoso log ID` also shows.

    If that does not fit either, day and effort are left out so that no number or name is cut.
    """
    from rich.table import Table
    from rich.text import Text

    def result(attempt: Attempt) -> Text:
        shown = Text(mark(attempt), style=verdict_style(mark(attempt)))
        if attempt.likely is not None and attempt.likely.verdict not in (None, Verdict.AC):
            shown.append(f" {attempt.likely.verdict}?", style=AMBER)
        return shown

    # Each with its side, the width from which it is shown, and its cell.
    columns: list[tuple[str, Literal["left", "right"], int, Callable[[Attempt], str | Text]]] = [
        (_("id"), "right", 0, lambda attempt: str(attempt.id)),
        (_("when"), "left", FEW_COLUMNS, lambda attempt: attempt.started_at.astimezone().strftime("%m-%d %H:%M")),
        (_("problem"), "left", 0, lambda attempt: attempt.problem or _("tests")),
        (_("who"), "left", 0, _author),
        (_("effort"), "left", FEW_COLUMNS, lambda attempt: "" if attempt.key is None else attempt.key.effort.value),
        (_("result"), "left", 0, result),
        (_("tokens"), "right", ALL_COLUMNS, _tokens),
        (_("s"), "right", ALL_COLUMNS, lambda attempt: "" if attempt.reply is None else f"{attempt.reply.seconds:.1f}"),
    ]
    shown = [column for column in columns if column[2] <= width]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, side, _width, cell in shown:
        folds = cell is _author
        table.add_column(name, justify=side, overflow="fold" if folds else "ellipsis", no_wrap=not folds)
    for attempt in attempts:
        table.add_row(*(cell(attempt) for *_column, cell in shown))
    return table
