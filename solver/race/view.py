"""What a race looks like: lines of text made from its state. Nothing here prints."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING

from judge.judgement import CaseResult, Judgement, Verdict
from judge.progress import Compiling, Judged, Running
from problems.problem import Problem, Sample
from solver import progress as solving
from solver.race import rules
from solver.race.clock import minutes
from solver.race.difference import difference, visible
from solver.race.rules import End, Lane, LaneKind, Rules

if TYPE_CHECKING:
    from rich.text import Text

_STYLES = {"AC": "green", "WA": "yellow", "TLE": "yellow", "MLE": "yellow", "OLE": "yellow", "RE": "magenta"}
_STYLES |= {"CE": "magenta", "IE": "red", "UNCHECKED": "cyan"}


def doing(event: object, round_number: int = 0) -> tuple[str, str] | None:
    """What a lane is doing in a few words, with a style; None where the event changes nothing that is shown."""
    match event:
        case solving.Waiting():
            text = _("waiting for a slot")
        case solving.Loading(waited_s=waited_s):
            text = _("the server is loading the model ({seconds:.0f} s)").format(seconds=waited_s)
        case solving.AskedAnew(why=why):
            text = _("asking anew: {why}").format(why=why)
        case solving.Tokens(reasoning=count, answer=0, per_s=per_s):
            text = _("reasoning, {tokens} tokens").format(tokens=count) + _rate(per_s)
        case solving.Tokens(reasoning=reasoning, answer=answer, per_s=per_s):
            text = _("writing code, {tokens} tokens").format(tokens=reasoning + answer) + _rate(per_s)
        case Compiling():
            text = _("compiling")
        case Running(number=number, total=total):
            text = _("sample {number} of {total}").format(number=number, total=total)
        case Judged(verdict=verdict, judgement=judgement):
            return verdict_words(judgement), _STYLES.get(verdict, "")
        case _:
            return None
    if round_number:
        text = _("repair round {number}: {doing}").format(number=round_number, doing=text)
    return text, ""


def rarely(event: object) -> bool:
    """Whether the event is worth a line of its own where nothing can be redrawn."""
    return isinstance(event, (solving.Waiting, solving.Loading, solving.AskedAnew, Judged))


def verdict_words(judgement: Judgement) -> str:
    """The verdict, and how far it got."""
    passed = sum(case.verdict is Verdict.AC for case in judgement.cases)
    if judgement.verdict in (Verdict.CE, Verdict.IE) or not judgement.cases:
        return str(judgement.verdict.value)
    return _("{verdict} ({passed} of {total} samples)").format(
        verdict=judgement.verdict.value, passed=passed, total=len(judgement.cases)
    )


def result_words(lane: Lane, tasks: Sequence[str], rules_: Rules) -> str | None:
    """How an ended lane ended; None while it runs."""
    match lane.ended:
        case None:
            return None
        case End.SOLVED:
            shown = rules.score(lane, dict.fromkeys(tasks, 1), rules_)
            text = _("AC at {time}").format(time=minutes(shown.last_ac_s or 0))
            return text + _penalties(shown.rejected, shown.penalty_s)
        case End.GAVE_UP:
            return _("gave up at {time}").format(time=minutes(rules.own_time(lane, lane.ended_s or 0)))
        case End.UNCHECKED if len(tasks) == 1:
            at_s = rules.unchecked_at(lane, tasks[0]) or 0
            return _("UNCHECKED at {time}: this judge cannot tell").format(time=minutes(at_s))
        case End.NO_AC | End.UNCHECKED if len(tasks) > 1:
            return _("finished at {time}").format(time=minutes(lane.ended_s or 0))
        case End.NO_AC | End.UNCHECKED:
            return _("no AC; ended at {time}").format(time=minutes(lane.ended_s or 0))
        case End.SERVER_FAILED:
            return _("its server failed at {time}").format(time=minutes(lane.ended_s or 0))
        case End.STOPPED:
            return _("stopped at {time}").format(time=minutes(lane.ended_s or 0))


@dataclass(frozen=True, slots=True)
class LastTest:
    """Your last save as it was judged."""

    task: str
    file: str
    at_s: float
    judgement: Judgement
    number: int  # of the save


@dataclass(frozen=True, slots=True)
class View:
    """All that a frame shows."""

    problems: Sequence[Problem]
    lanes: Sequence[Lane]
    doing: Mapping[int, tuple[str, str]]  # what each lane is doing, by its place
    rules: Rules
    race_s: float
    last: LastTest | None = None
    message: str = ""
    typed: str = ""
    countdown: int = 0
    closing_s: float | None = None  # how long the person may still type what AtCoder said; None: not asked
    remaining_s: float | None = None  # until the time limit
    keys: bool = True


def frame(view: View, width: int, height: int) -> "Text":
    """The whole screen as text of at most that many columns and rows."""
    from rich.text import Text

    lines = [_head(view, width), _rule(width)]
    for place, lane in enumerate(view.lanes):
        lines += _lane(view, place, lane, width)
    lines.append(_rule(width))
    below = _below(view, width)
    # The keys and what is typed are never cut off: a small screen loses the middle of the difference.
    room = max(0, height - len(lines) - len(below))
    lines += _test(view, width, room)[:room]
    lines += below
    return Text("\n", no_wrap=True, overflow="crop", end="").join(lines[:height])


def _head(view: View, width: int) -> "Text":
    problem = view.problems[0]
    if len(view.problems) == 1:
        name = f"{problem.id}  {problem.label} - {problem.title}"
    else:
        letters = f"{problem.label}–{view.problems[-1].label}"
        name = f"{problem.contest or problem.id}  {letters}"
    time = _("starts in {number}").format(number=view.countdown) if view.countdown else minutes(view.race_s)
    if view.remaining_s is not None and not view.countdown:
        time += " / " + _("{time} left").format(time=minutes(view.remaining_s))
    return _columns([(name, "bold", 0), (time, "bold", _cells(time))], width)


def _lane(view: View, place: int, lane: Lane, width: int) -> list["Text"]:
    tasks = [problem.id for problem in view.problems]
    state, style = view.doing.get(place, ("", ""))
    if lane.ended is not None:
        state, style = result_words(lane, tasks, view.rules) or "", "green" if lane.ended is End.SOLVED else ""
    elif lane.paused:
        state, style = _("paused"), "cyan"
    elif view.countdown and lane.kind is not LaneKind.YOU:
        state, style = _("ready"), "dim"
    elif lane.kind is LaneKind.GHOST:
        state = _("at work")
    clock = minutes(rules.own_time(lane, view.race_s))
    name_width = min(28, max(16, width // 3 - 1))
    rows = [
        _columns(
            [(_fitting(lane, name_width), "bold", name_width), (state, style, 0), (clock, "dim", _cells(clock))], width
        )
    ]
    if len(view.problems) > 1:
        rows.append(_columns([("", "", name_width), (standing(lane, view), "", 0)], width))
    return rows


def _fitting(lane: Lane, width: int) -> str:
    """The lane's name in that many columns: a publisher goes first, then the name's end, the effort never."""
    if _cells(lane.title) <= width:
        return lane.title
    short = replace(lane, name=lane.name.rpartition("/")[2])
    over = _cells(short.title) - width
    return short.title if over <= 0 else replace(short, name=short.name[: -over - 1] + "…").title


def standing(lane: Lane, view: View) -> str:
    """A lane's line of the standings: points and time, then each problem's letter with its time and rejections."""
    points = points_of(view.problems)
    shown = rules.score(lane, points, view.rules)
    parts = [f"{shown.points} {minutes(shown.time_s) if shown.time_s is not None else '-'} |"]
    for problem in view.problems:
        at_s, wrong = rules.solved_at(lane, problem.id), rules.rejected(lane, problem.id)
        mark = minutes(at_s) if at_s is not None else "-" if rules.unchecked_at(lane, problem.id) is None else "?"
        parts.append(f"{problem.label} {mark}" + (f"(+{wrong})" if wrong else ""))
    return " ".join(parts)


def points_of(problems: Sequence[Problem]) -> dict[str, int]:
    """The points of each problem; 100 where its page names none."""
    return {problem.id: problem.points or 100 for problem in problems}


def _test(view: View, width: int, room: int) -> list["Text"]:
    last = view.last
    if last is None or room < 2:
        return []
    verdict = last.judgement.verdict
    head = _("{file} at {time}: {result}").format(
        file=last.file, time=minutes(last.at_s), result=verdict_words(last.judgement)
    )
    lines = [_line(head, _STYLES.get(verdict, ""), width)]
    if verdict is Verdict.CE:
        return lines + [_line("  " + visible(row), "", width) for row in last.judgement.compile_output.split("\n")]
    failed = first_failure(last.judgement)
    if failed is None:
        return lines
    problem = next(problem for problem in view.problems if problem.id == last.task)
    sample = next((sample for sample in problem.samples if sample.name == failed.name), None)
    return lines + case_lines(failed, sample, width, room - 1)


def first_failure(judgement: Judgement) -> CaseResult | None:
    """The case that tells most: the first that earned the verdict shown."""
    if judgement.verdict is Verdict.AC:
        return None
    return next((case for case in judgement.cases if case.verdict is judgement.verdict), None)


def case_lines(case: CaseResult, sample: Sample | None, width: int, room: int) -> list["Text"]:
    """A failing case: what was expected beside what came, the first differing place marked."""
    title = _("sample {name}: {verdict}").format(name=case.name, verdict=case.verdict.value)
    note = visible(case.note.shown())
    if case.run is None or sample is None:
        return [_line(f"{title} {note}", "", width)]
    if case.verdict not in (Verdict.WA, Verdict.UNCHECKED):
        error = case.run.stderr.decode("utf-8", "backslashreplace").rstrip().split("\n")[-max(1, room - 1) :]
        return [_line(f"{title} {note}", "", width)] + [_line("  " + visible(row), "", width) for row in error if row]
    found = difference(sample.expected, case.run.stdout, most=max(1, room - 3))
    if found.line is not None:
        title += "  " + _("first difference: line {line}, column {column}").format(line=found.line, column=found.column)
    half = (width - 9) // 2
    rows = [_line(title, "", width)]
    rows.append(_columns([("", "", 6), (_("expected"), "bold", half), ("| " + _("yours"), "bold", 0)], width))
    column = (found.column or 1) - 1
    # A long line is shown from shortly before the place that differs.
    begin = max(0, column - half + 8) if found.line is not None else 0
    for row in found.rows:
        mark, style = (">", "yellow") if row.differs else (" ", "")
        left = _part(row.expected, begin, half - 1)
        right = _part(row.got, begin, half - 1)
        rows.append(
            _columns([(f"{mark}{row.number:>4}", style, 6), (left, style, half), ("| " + right, style, 0)], width)
        )
        if row.number == found.line:
            pointer = " " * _cells(visible((row.expected or row.got or "")[begin:column])) + "^"
            under = " " * _cells(visible((row.got or row.expected or "")[begin:column])) + "^"
            rows.append(_columns([("", "", 6), (pointer, "yellow", half), ("| " + under, "yellow", 0)], width))
    return rows


def _part(line: str | None, begin: int, width: int) -> str:
    if line is None:
        return _("(no line)")
    return visible(line[begin : begin + 4 * width + 40])


def _below(view: View, width: int) -> list["Text"]:
    lines = _wrapped(view.message, "cyan", width) if view.message else []
    if not view.keys:
        return lines
    if view.closing_s is not None:
        rest = "" if view.closing_s == float("inf") else f" ({max(0, view.closing_s):.0f})"
        lines += _wrapped(_("What did AtCoder say? Type ac, wa, …; Enter ends the race") + rest, "bold", width)
    else:
        keys = _("s submit  p pause  g give up  h hint  o open AtCoder  Ctrl-C end")
        lines += _wrapped(keys, "dim", width)
    if view.closing_s is None:
        told = _("AtCoder said (ac, wa, … and Enter): {typed}_").format(typed=view.typed)
    else:
        told = _("AtCoder said: {typed}_").format(typed=view.typed)
    lines.append(_line(told, "dim" if not view.typed else "bold", width))
    return lines


def _wrapped(text: str, style: str, width: int) -> list["Text"]:
    """The text broken between words, and within those that have no blanks, as Japanese has none."""
    from rich.cells import chop_cells

    rows = [""]
    for word in re.split(r"(?<= )(?=[^ ])", visible(text)):
        if _cells(rows[-1] + word.rstrip()) <= width:
            rows[-1] += word
            continue
        rows += chop_cells(word, width)
    return [_line(row.rstrip(), style, width) for row in rows if row.strip()]


def _rate(per_s: float | None) -> str:
    return "" if per_s is None else _(", {rate:.0f}/s").format(rate=per_s)


def _penalties(rejected: int, penalty_s: float) -> str:
    if not penalty_s and not rejected:
        return ""
    count = ngettext("{count} rejected", "{count} rejected", rejected).format(count=rejected)
    return f" + {minutes(penalty_s)} ({count})"


def _cells(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def _rule(width: int) -> "Text":
    return _line("-" * width, "dim", width)


def _line(text: str, style: str, width: int) -> "Text":
    return _columns([(text, style, 0)], width)


def _columns(cells: Sequence[tuple[str, str, int]], width: int) -> "Text":
    """Texts side by side, two blanks between them; a width of 0 takes what is left."""
    from rich.cells import set_cell_size
    from rich.text import Text

    fixed = sum(size for _text, _style, size in cells) + 2 * (len(cells) - 1)
    line = Text(no_wrap=True, overflow="crop", end="")
    for place, (text, style, size) in enumerate(cells):
        line.append(set_cell_size(text, max(0, size or width - fixed)), style)
        if place < len(cells) - 1:
            line.append("  ")
    return line
