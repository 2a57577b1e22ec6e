"""A failing case as a value: the tests with their marks, and the texts of the first that failed, side by side.

Judgements and tests in, styled lines out. `terminal_case` renders them for a terminal and `html_case` for a page, with
the same content. All text in here is safe to show (see `solver.view.text`).
"""

import re
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice, zip_longest

from judge.checkers import same_token, wrong_token
from judge.judgement import SHOWN_BYTES, CaseResult, Judgement, Submission, Verdict
from judge.languages import LANGUAGES
from problems.problem import Checker, Limits
from sandbox.run import OUTPUT_BYTES, Ending, RunResult
from solver.own_attempt import Assignment
from solver.view.compile_error import CompileError, first_error
from solver.view.language import words as _
from solver.view.text import decoded, safe_line

AROUND = 12  # lines of a text that are shown, around the first difference
_ABOVE = 5  # of these, lines before it
_STDERR_LINES = 10
_OLE_LINES = 2  # of an output without end
_LONGEST = 1000  # characters of a line on either side of the difference
_WHOLE_TOKEN = 16  # characters up to which a differing token is marked as a whole, not only where it differs
_TAB = 4  # columns

_TOKEN = re.compile(r"[^ \t\n\r\x0b\x0c]+")  # like bytes.split(), which the judge uses


class Look(StrEnum):
    """How a piece of a line is styled."""

    PLAIN = "plain"
    WANTED = "wanted"  # in the expected output: differs from what was written
    WRONG = "wrong"  # in what was written: differs from the expected output
    MARK = "mark"  # added by us: a visible blank, an ellipsis, "no line"


DIFFERING = (Look.WANTED, Look.WRONG)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line in one look."""

    text: str
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of a text; `number` is None for a line that is not part of it."""

    number: int | None  # from 1
    pieces: tuple[Piece, ...]


_ELLIPSIS = ShownLine(None, (Piece("…", Look.MARK),))


@dataclass(frozen=True, slots=True)
class Pane:
    """One text of the case under its title: the lines that matter, and how many were left out around them."""

    title: str
    lines: tuple[ShownLine, ...]
    above: int = 0
    below: int = 0


@dataclass(frozen=True, slots=True)
class CaseMark:
    """One test in the strip."""

    name: str
    verdict: Verdict
    cpu_s: float | None = None
    peak_mib: float | None = None


@dataclass(frozen=True, slots=True)
class FailingCase:
    """What to show of the first test that failed."""

    name: str  # of the test; "" if it failed before a test ran
    verdict: Verdict
    detail: str  # where it differs, what it used of the limits, how it ended
    columns: tuple[Pane, ...]  # input, expected, yours: side by side if there is room
    under: tuple[Pane, ...] = ()  # standard error, the compiler's message


def marks(judgement: Judgement) -> tuple[CaseMark, ...]:
    """The strip: every test that ran, in order."""
    return tuple(
        CaseMark(safe_line(case.name), case.verdict, case.run.cpu_s, case.run.peak_mib)
        for case in judgement.cases
        if case.run is not None
    )


def failing_case(
    judgement: Judgement,
    tested_on: Assignment | None,
    submission: Submission | None = None,
    *,
    most: int | None = AROUND,
) -> FailingCase | None:
    """The first case with the judgement's verdict; None if nothing failed.

    If what it was tested on is not known, only what the program did and used is shown. most: lines to show of a text;
    None: all.
    """
    if judgement.verdict is Verdict.CE:
        return _not_compiled(judgement.compile_output, submission, most)
    if judgement.verdict is Verdict.AC:
        return None
    case = next((case for case in judgement.cases if case.verdict is judgement.verdict), None)
    if case is None:
        return None
    if tested_on is None:
        return shown_case(case, None, None, most=most)
    test = next((test for test in tested_on.tests if test.name == case.name), None)
    stdin, expected = (None, None) if test is None else (test.stdin, test.expected)
    return shown_case(case, stdin, expected, tested_on.limits, tested_on.checker, most=most)


def shown_case(
    case: CaseResult,
    stdin: bytes | None,
    expected: bytes | None,
    limits: Limits | None = None,
    checker: Checker | None = None,
    *,
    expected_title: str | None = None,
    most: int | None = AROUND,
) -> FailingCase:
    """One case with its input and expected output, if known."""
    name = safe_line(case.name)
    if case.run is None:  # no test ran: the compiler is missing, or the sandbox failed
        return FailingCase("", case.verdict, f"{name}: {safe_line(case.note.shown())}", ())
    run = case.run
    columns = [] if stdin is None else [_pane(_("input"), _lines(stdin), most)]
    where = None
    title = expected_title or _("expected")
    if expected is not None and case.verdict in (Verdict.WA, Verdict.UNCHECKED):
        compared, where = _compared(title, expected, case, checker or Checker(), most)
        columns += compared
    else:
        if expected is not None:
            columns.append(_pane(title, _lines(expected), most))
        if run.stdout or expected is not None:
            endless = case.verdict is Verdict.OLE and most is not None
            written = _pane(_("yours"), _lines(run.stdout), _OLE_LINES if endless else most)
            columns.append(_with_rest(case, written))
    under = []
    if run.stderr.strip():
        lines = _lines(run.stderr.rstrip())
        pane = _tail(_("standard error"), lines, None if most is None else _STDERR_LINES)
        # Of what was cut off only the end is kept.
        under.append(replace(pane, lines=(_ELLIPSIS, *pane.lines), above=0) if _is_cut(case, run.stderr) else pane)
    return FailingCase(name, case.verdict, _detail(case, run, limits, where), tuple(columns), tuple(under))


def with_last_lines(case: FailingCase, most: int) -> FailingCase:
    """The case with only so many last lines of what the program wrote to standard error."""
    under = (
        replace(pane, lines=pane.lines[-most:], above=pane.above + max(0, len(pane.lines) - most))
        for pane in case.under
    )
    return replace(case, under=tuple(under))


def input_alone(name: str, verdict: Verdict, detail: str, stdin: bytes) -> FailingCase:
    """An input on which the program is known to fail, for when its output was not kept."""
    return FailingCase(safe_line(name), verdict, safe_line(detail), (_pane(_("input"), _lines(stdin), AROUND),))


# --- what was used, how it ended --------------------------------------------------------------------------------------


def _detail(case: CaseResult, run: RunResult, limits: Limits | None, where: tuple[int, int] | None) -> str:
    """In a few words: where it differs, what it used of the limits, or how it ended."""
    match case.verdict:
        case Verdict.WA | Verdict.UNCHECKED if where is not None:
            return _("line {line}, column {column}").format(line=where[0], column=where[1])
        case Verdict.TLE if run.ending is Ending.WALL_LIMIT:
            words = _("{cpu:.2f} s CPU in {wall:.1f} s by the clock").format(cpu=run.cpu_s, wall=run.wall_s)
            return words if limits is None else words + _(", of {limit:g} s allowed").format(limit=limits.time_s)
        case Verdict.TLE if limits is not None:
            stopped = run.ending is Ending.TIME_LIMIT
            words = _("{cpu:.2f} s CPU of {limit:g} s, stopped") if stopped else _("{cpu:.2f} s CPU of {limit:g} s")
            return words.format(cpu=run.cpu_s, limit=limits.time_s)
        case Verdict.MLE if limits is not None:
            return _("{mib:.0f} MiB of {limit} MiB").format(mib=run.peak_mib, limit=limits.memory_mib)
        case Verdict.OLE if limits is not None:
            return _("more than {mib} MiB of output").format(mib=OUTPUT_BYTES // 2**20)
        case Verdict.RE if run.ending is Ending.SIGNALED and run.signal is not None:
            return _("signal {number} ({name})").format(number=run.signal, name=_signal_name(run.signal))
        case Verdict.RE if run.exit_code:
            return _("exit code {code}").format(code=run.exit_code)
    return safe_line(case.note.shown())


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "?"


def _not_compiled(output: str, submission: Submission | None, most: int | None) -> FailingCase:
    """The first error, with the line of the program that it refers to."""
    lines = output.rstrip().splitlines()
    error = CompileError(tuple(lines), None, None)
    if submission is not None and most is not None:
        error = first_error(lines, LANGUAGES[submission.language].source, submission.source)
    shown = [ShownLine(None, _pieces(line)) for line in error.lines[:most]]
    left = len(lines) - len(shown)
    detail = "" if error.line is None else _("line {line}").format(line=error.line)
    if error.source is not None:
        shown.insert(1, ShownLine(None, (Piece(f"{error.line} │ ", Look.MARK), *_pieces(error.source))))
    return FailingCase("", Verdict.CE, detail, (), (Pane(_("compiler"), tuple(shown), below=left),))


# --- texts and where they differ --------------------------------------------------------------------------------------


def _lines(raw: bytes) -> list[str]:
    """The text's lines; a line end at the end begins no further line."""
    text = decoded(raw)
    return text.removesuffix("\n").split("\n") if text else []


def _pane(title: str, lines: Sequence[str], most: int | None) -> Pane:
    shown = tuple(ShownLine(number, _pieces(line)) for number, line in enumerate(lines[:most], start=1))
    return Pane(title, shown, 0, len(lines) - len(shown))


def _with_rest(case: CaseResult, pane: Pane) -> Pane:
    """The pane of what the program wrote; an ellipsis stands for lines that cannot be counted, as they are not kept."""
    is_cut = case.verdict is Verdict.OLE or (case.run is not None and _is_cut(case, case.run.stdout))
    return replace(pane, lines=(*pane.lines, _ELLIPSIS), below=0) if is_cut and case.excerpt is None else pane


def _is_cut(case: CaseResult, kept: bytes) -> bool:
    """Whether the log keeps only a part of this output of the case."""
    return case.truncated and len(kept) >= SHOWN_BYTES


def _tail(title: str, lines: Sequence[str], most: int | None) -> Pane:
    begin = 0 if most is None else max(0, len(lines) - most)
    return Pane(title, tuple(ShownLine(None, _pieces(line)) for line in lines[begin:]), above=begin)


def _compared(
    title: str, expected: bytes, case: CaseResult, checker: Checker, most: int | None
) -> tuple[list[Pane], tuple[int, int] | None]:
    """Both outputs around the first token that differs, and its line and column (from 1) in what the program wrote.

    Tokens are compared as one stream, as the judge does, so the two places may be in different lines. Of a long output
    only the beginning is kept, and what the judge kept around the difference.
    """
    wanted, (written, got_at, below) = _lines(expected), _written(case)
    if got_at is None:
        found = _first_difference(wanted, written, checker)
    else:
        nth = next(islice(_tokens(wanted), wrong_token(case.note) or 0, None), None)
        found = _place(nth, wanted), got_at
    if found is None:
        return [_pane(title, wanted, most), _with_rest(case, _pane(_("yours"), written, most))], None
    want_at, got_at = found
    is_kept = not (case.truncated and got_at[0] >= len(written))
    # Show the same number of lines above both, so that the two places are side by side.
    above = lowest = max(want_at[0], got_at[0])
    if most is not None:
        first = min(lowest - min(_ABOVE, most // 2), max(len(wanted), len(written)) - most)
        above -= max(0, first)
    panes, column = [], got_at[1]
    for name, mine, other, at, other_at in (
        (title, wanted, written, want_at, got_at),
        (_("yours"), written, wanted, got_at, want_at),
    ):
        begin = max(0, at[0] - above)
        end = len(mine) if most is None else min(len(mine), at[0] - above + most)
        shown = [ShownLine(None, ())] * max(0, above - at[0])
        for place in range(begin, end):
            opposite = place - at[0] + other_at[0]
            line = other[opposite] if 0 <= opposite < len(other) else None
            # Everything before the first difference is right, however it is broken into lines.
            since = 0 if place > at[0] else at[1] if place == at[0] else None
            other_since = other_at[1] if place == at[0] else 0
            spans = [] if since is None else _wrong(mine[place], line, since, other_since, checker)
            look = Look.WRONG if mine is written else Look.WANTED
            shown.append(ShownLine(place + 1, _pieces(mine[place], spans, look)))
            if mine is written and place == at[0] and spans:
                column = spans[0][0]
        if at[0] >= len(mine):
            end_words = _("(the output ends here)") if mine else _("(nothing)")
            if mine is written and not is_kept:
                end_words = _("(this part is not kept in the log)")
            shown.append(ShownLine(None, (Piece(end_words, Look.MARK),)))
        after = len(mine) - max(begin, end) + (below if mine is written else 0)
        pane = Pane(name, tuple(shown), begin, after)
        panes.append(_with_rest(case, pane) if mine is written and is_kept else pane)
    return panes, (got_at[0] + 1, column + 1)


def _written(case: CaseResult) -> tuple[list[str], tuple[int, int] | None, int]:
    """The kept lines of the output, the place of the first difference if known, and the number of lines after."""
    assert case.run is not None
    excerpt, lines = case.excerpt, _lines(case.run.stdout)
    if excerpt is not None:
        text = decoded(excerpt.text).split("\n")
        row = excerpt.text.split(b"\n")[excerpt.line - excerpt.first : excerpt.line - excerpt.first + 1]
        column = len(decoded(row[0][: excerpt.column])) if row else 0
        return [""] * excerpt.first + text, (excerpt.line, column), excerpt.below
    wrong = wrong_token(case.note)
    if case.truncated and len(case.run.stdout) >= SHOWN_BYTES and wrong is not None:
        lines = lines[:-1]  # the last one may be cut
        if wrong >= sum(1 for _token in _tokens(lines)):
            return lines, (len(lines), 0), 0
    return lines, None, 0


def _first_difference(
    wanted: Sequence[str], written: Sequence[str], checker: Checker
) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The line and column (from 0) of the first differing tokens in both; the end of the one that ends first."""
    pairs = zip_longest(_tokens(wanted), _tokens(written))
    for want, got in pairs:
        if want is None or got is None or not same_token(checker, _raw(want[2]), _raw(got[2])):
            return _place(want, wanted), _place(got, written)
    return None


def _tokens(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    for number, line in enumerate(lines):
        for match in _TOKEN.finditer(line):
            yield number, match.start(), match.group()


def _place(token: tuple[int, int, str] | None, lines: Sequence[str]) -> tuple[int, int]:
    """A token's line and column; for a missing token, where it should have come."""
    return (len(lines), 0) if token is None else token[:2]


def _wrong(line: str, other: str | None, since: int, other_since: int, checker: Checker) -> list[tuple[int, int]]:
    """The spans of the line whose tokens differ from the other line's, from the given columns on."""
    spans = []
    theirs = [] if other is None else [match.group() for match in _TOKEN.finditer(other, other_since)]
    for match, opposite in zip_longest(_TOKEN.finditer(line, since), theirs):
        if match is None:
            break
        if opposite is None:
            spans.append(match.span())
        elif not same_token(checker, _raw(match.group()), _raw(opposite)):
            begin, end = match.span()
            if end - begin > _WHOLE_TOKEN or len(opposite) > _WHOLE_TOKEN:
                first, last = _differing(match.group(), opposite)
                begin, end = begin + first, begin + max(first + 1, last)
            spans.append((begin, min(end, match.end())))
    return spans


def _differing(mine: str, other: str) -> tuple[int, int]:
    """Where two long tokens differ, without their common beginning and end."""
    shorter = min(len(mine), len(other))
    first = next((place for place in range(shorter) if mine[place] != other[place]), shorter)
    same = next((place for place in range(shorter - first) if mine[-1 - place] != other[-1 - place]), shorter - first)
    return first, len(mine) - same


def _raw(token: str) -> bytes:
    return token.encode("utf-8", "surrogateescape")


def _pieces(line: str, wrong: Sequence[tuple[int, int]] = (), differing: Look = Look.WRONG) -> tuple[Piece, ...]:
    """The line in pieces: differing spans, visible tabs and trailing blanks; a very long line only around them."""
    from rich.cells import cell_len

    around = wrong[0][0] if wrong else 0
    begin, end = max(0, around - _LONGEST), min(len(line), around + _LONGEST)
    text_end = len(line.rstrip(" \t\u3000\xa0"))
    looks: list[Piece] = [Piece("…", Look.MARK)] if begin else []
    columns = 0
    for place in range(begin, end):
        char = line[place]
        look = differing if any(first <= place < last for first, last in wrong) else Look.PLAIN
        if char == "\t":
            char, look = "→".ljust(_TAB - columns % _TAB), Look.MARK
        elif place >= text_end:
            char, look = {" ": "·", "\u3000": "□ ", "\xa0": "⍽"}[char], Look.MARK
        else:
            char = {"\xa0": "⍽"}.get(char) or safe_line(char)
        columns += cell_len(char)
        looks.append(Piece(char, look))
    if end < len(line):
        looks.append(Piece("…", Look.MARK))
    return joined(looks)


def joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces, with neighbours of the same look joined."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].look is piece.look:
            joined[-1] = Piece(joined[-1].text + piece.text, piece.look)
        else:
            joined.append(piece)
    return tuple(joined)
