"""How results look: verdicts and tables for people, JSON for programs."""

import json
from collections.abc import Iterable
from gettext import gettext as _
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from judge.as_json import attempt_json
from judge.attempt import Attempt, Likely, Outcome, Reply
from judge.judgement import CaseResult, Verdict
from solver.view.output import print_json, put
from solver.view.wrapping import wrapped

if TYPE_CHECKING:
    from rich.table import Table

COLOURS = {
    "AC": "green",
    "WA": "yellow",
    "TLE": "yellow",
    "MLE": "yellow",
    "OLE": "yellow",
    "RE": "magenta",
    "CE": "magenta",
    "UNCHECKED": "cyan",
    "IE": "red",
}
_OUTPUT_SHOWN = 600  # characters of an output in a terminal


def print_attempt(attempt: Attempt, as_json: bool) -> None:
    """One attempt: the verdict with the tests and the first failing one, or the JSON object."""
    if as_json:
        print_json(attempt_json(attempt))
        return
    head = f"{attempt.problem or _('tests')}  {attempt.author}"
    if attempt.key is not None:
        head += f"  {attempt.key.effort}" + (f"  #{attempt.key.repeat}" if attempt.key.repeat else "")
        head += "  " + _("repair {round}").format(round=attempt.key.round) if attempt.key.round else ""
    put(f"{head}  ", (mark(attempt), f"bold {COLOURS.get(mark(attempt), 'blue')}"))
    for line in _details(attempt):
        put(f"  {line}")
    if attempt.likely is not None:
        print_indented(likely_lines(attempt.likely))


def print_likely(attempt: Attempt, as_json: bool) -> None:
    """What is likely of an attempt that was shown before; as JSON the whole of it, which was not."""
    if as_json:
        print_json(attempt_json(attempt))
    elif attempt.likely is not None:
        print_indented(likely_lines(attempt.likely))


def print_indented(lines: Iterable[str]) -> None:
    """The lines two blanks from the left, broken between words where a terminal's width asks for it."""
    width = get_terminal_size().columns
    for line in lines:
        first, *others = wrapped(line, width - 4) or [""]
        put(f"  {first}")
        for more in others:
            put(f"    {more}")


def mark(attempt: Attempt) -> str:
    """The one word for an attempt: its verdict, else what was delivered instead of code."""
    if attempt.judgement is not None:
        return attempt.judgement.verdict.value
    return attempt.reply.outcome.value if attempt.reply is not None else "–"


def _details(attempt: Attempt) -> Iterable[str]:
    reply, judgement = attempt.reply, attempt.judgement
    if reply is not None:
        yield _reply_line(attempt)
        if reply.outcome is not Outcome.ANSWERED:
            yield _outcome_words()[reply.outcome]
    if judgement is not None:
        # What stopped before a test ran (a missing compiler, the sandbox) is a case without a run.
        ran = [case for case in judgement.cases if case.run is not None]
        if ran:
            passed = sum(case.verdict is Verdict.AC for case in ran)
            yield _("{passed} of {total} tests passed; slowest {ms:.0f} ms CPU, largest {mib:.0f} MiB").format(
                passed=passed,
                total=len(ran),
                ms=1000 * (judgement.cpu_s or 0),
                mib=judgement.peak_mib or 0,
            )
        elif judgement.verdict is Verdict.UNCHECKED and not judgement.cases:
            yield _("There are no tests to run it on.")
        if judgement.verdict is Verdict.CE:
            yield from _block(_("Compiler:"), judgement.compile_output)
        failed = next((case for case in judgement.cases if case.verdict is judgement.verdict), None)
        if failed is not None and failed.verdict is not Verdict.AC:
            yield from _case(failed)
    for line in attempt.notes:
        yield _("note: {note}").format(note=line.shown())


def _reply_line(attempt: Attempt) -> str:
    reply = attempt.reply
    assert reply is not None
    parts = [_("{seconds:.1f} s").format(seconds=reply.seconds)]
    if reply.first_token_s is not None:
        parts.append(_("first token after {seconds:.1f} s").format(seconds=reply.first_token_s))
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
    return ", ".join(parts)


def sent_line(reply: Reply) -> str:
    """How the server was asked for the effort, and whether that has an effect."""
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
        Outcome.EMPTY: _("It ended by itself and said nothing."),
        Outcome.LOOPED: _("It repeated itself without end and was cut."),
        Outcome.REFUSED: _("It refused to answer."),
        Outcome.SERVER_ERROR: _("The server failed; this says nothing of the model, and the next run tries again."),
    }


def likely_lines(likely: Likely) -> Iterable[str]:
    """What is likely beyond the samples, why, and the input that shows it."""
    if likely.verdict is None:
        line = _("unknown beyond the samples")
    else:
        sure = "" if likely.confidence is None else f" ({likely.confidence:.0%})"
        line = _("probably {verdict}{sure}").format(verdict=likely.verdict.value, sure=sure)
    yield f"{line}: {likely.detail.shown()}" if likely.detail else line
    if likely.case is not None:
        yield _("shown by {case}, under KYOSO_HOME").format(case=likely.case)


def _case(case: CaseResult) -> Iterable[str]:
    if case.run is None:
        yield f"{case.name}: {case.verdict} {case.note.shown()}".rstrip()
    else:
        yield (
            _("test {name}: {verdict} {note}")
            .format(name=case.name, verdict=case.verdict, note=case.note.shown())
            .rstrip()
        )
        yield from _block(_("Output:"), case.run.stdout.decode("utf-8", "backslashreplace"))
        yield from _block(_("Standard error:"), case.run.stderr.decode("utf-8", "backslashreplace"))


def _block(title: str, text: str) -> Iterable[str]:
    """A text under its title, its end where it is long, control characters made visible."""
    text = text.rstrip()
    if not text:
        return
    cut = len(text) > _OUTPUT_SHOWN
    yield title
    for line in ("… " + text[-_OUTPUT_SHOWN:] if cut else text).splitlines():
        yield "  " + visible(line)


def visible(line: str) -> str:
    """The line with control characters spelled out: what a program wrote must not steer the terminal."""
    return "".join(c if c.isprintable() or c == "\t" else c.encode("unicode_escape").decode() for c in line)


def log_table(attempts: Iterable[Attempt]) -> "Table":
    """The attempts, a row each, readable at 80 columns."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, justify in ((_("id"), "right"), (_("when (UTC)"), "left"), (_("problem"), "left"), (_("who"), "left")):
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for name, justify in ((_("effort"), "left"), (_("result"), "left"), (_("tokens"), "right"), (_("s"), "right")):
        table.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    for attempt in attempts:
        reply, word = attempt.reply, mark(attempt)
        shown = Text(word, style=COLOURS.get(word, "blue"))
        if attempt.likely is not None and attempt.likely.verdict not in (None, Verdict.AC):
            shown.append(f" {attempt.likely.verdict}?", style="yellow")
        table.add_row(
            str(attempt.id),
            attempt.started_at.strftime("%m-%d %H:%M"),
            attempt.problem or _("tests"),
            attempt.author,
            "" if attempt.key is None else attempt.key.effort.value,
            shown,
            "" if reply is None or reply.completion_tokens is None else str(reply.completion_tokens),
            "" if reply is None else f"{reply.seconds:.1f}",
        )
    return table
