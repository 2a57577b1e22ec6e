"""A race on the terminal: lines of text made from its state. Nothing here prints."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.text import Text

from problems.problem import Problem
from solver.own_attempt import Assignment
from solver.race import rules, words
from solver.race.clock import minutes
from solver.race.messages import N_, Translate
from solver.race.rules import Lane, LaneKind
from solver.race.state import Course, LaneState, LastTest, Phase, PinnedHint, RaceState, YourState
from solver.report.statistics.rating import clipped
from solver.view.failing_case import FailingCase, failing_case, marks, with_last_lines
from solver.view.styles import AMBER
from solver.view.terminal_case import case_lines, cut, strip_lines
from solver.view.text import safe, safe_line
from solver.view.wrapping import wrapped

_TONES = {"good": "green", "warn": AMBER, "bad": "red", "info": "cyan", "soft": "dim", "": ""}
_LANE_STYLES = {LaneKind.YOU: "blue", LaneKind.RIVAL: "magenta", LaneKind.MODEL: AMBER, LaneKind.GHOST: "dim"}
# AtCoder's colours, each 400 points wide.
_COLOURS = (N_("gray"), N_("brown"), N_("green"), N_("cyan"), N_("blue"), N_("yellow"), N_("orange"), N_("red"))

# Digits of five rows; each dot is two columns wide.
_DIGITS = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    ":": (" ", "#", " ", "#", " "),
}
_BESIDE = 30  # columns for the news beside a big clock
_BIG = 5  # rows of a big clock


def frame_lines(
    course: Course,
    problems: Mapping[str, Problem],
    _: Translate,
    state: RaceState,
    width: int,
    height: int,
    *,
    address: str = "",
    joining: str = "",
    plain: bool = False,
    end_key: str = "^C",
) -> list[Text]:
    """The whole screen: at most `height` lines of at most `width` columns. plain: without colours.

    joining: the address for a second person; end_key: the key that ends it for someone who only watches.
    """
    case = _case(state, problems, width, plain, stderr_lines=4 if height >= 24 else 1)
    lanes = len(state.lanes)
    # Where nothing else needs the line, and not beside the address that is meant for the second person.
    tells_address = not case and state.phase is not Phase.GATHERING and height > 2 * lanes + _BIG + 6
    below = _joining(course, state, joining, width, _) + _below(state, width, _, address, end_key, tells_address)
    spare = height - 2 - len(below)  # the head and a rule
    two = spare - 2 * lanes >= 2
    spare -= (2 if two else 1) * lanes
    case = case if spare > 3 else ()
    # The clock is big if the failing case, or six lines of it, still fits.
    big = _big_clock(course, state, width) if spare - _BIG >= min(len(case), 6) else []
    usual = min(_BIG if big else 3, spare)
    top = _top(course, state, big, width, usual, max(usual, spare - len(case)), _)
    lines = [_head(course, state, width, _), *top]
    lines += _lanes(course, state, width, two, _)
    lines.append(Text("─" * width, "dim"))
    room = max(0, height - len(lines) - len(below))
    lines += case[:room] if len(case) <= room or room < 4 else [*case[: room - 1], Text(" …", "dim")]
    lines += [Text()] * (room - len(case))  # the keys stay at the bottom
    lines += below
    return lines[:height]


def joined(lines: Sequence[Text]) -> Text:
    """The lines as one text that never wraps."""
    return Text("\n", no_wrap=True, overflow="crop", end="").join(lines)


# --- above the lanes --------------------------------------------------------------------------------------------------


def _head(course: Course, state: RaceState, width: int, _: Translate) -> Text:
    task = state.you.task if state.you is not None else course.problems[0].id
    problem = course.problem(task)
    many = len(course.problems) > 1
    name = f"{course.contest or problem.contest or ''} {problem.label}".upper().strip()
    parts = [f"{name}  {safe_line(problem.title)}"]
    if problem.difficulty is not None:
        parts.append(_("{difficulty} {colour}").format(
            difficulty=round(clipped(problem.difficulty)), colour=_(colour(problem.difficulty))
        ))  # fmt: skip
    parts.append(f"{problem.time_s:g} s · {problem.memory_mib} MiB")
    parts.append(_("{points} points").format(points=problem.points) if many
                 else _("{count} samples").format(count=problem.samples))  # fmt: skip
    parts.append(_("penalty {minutes} min").format(minutes=f"{course.rules.penalty_s / 60:g}"))
    return Text(set_cell_size(" " + _fitting(parts, "   ", width - 2), width), "reverse")


def colour(difficulty: float) -> str:
    return _COLOURS[max(0, min(len(_COLOURS) - 1, int(difficulty // 400)))]


def _clock(course: Course, state: RaceState) -> str:
    if state.phase is Phase.COUNTDOWN and state.countdown:
        return str(state.countdown)
    you = None if state.you is None else state.lanes[state.you.place].lane
    at_s = state.at_s if you is None else rules.clock_s(you, course.tasks, state.at_s)
    return minutes(at_s)


def _big_clock(course: Course, state: RaceState, width: int) -> list[str]:
    shown = _clock(course, state)
    if not all(letter in _DIGITS for letter in shown):
        return []
    rows = [
        "  ".join("".join("██" if dot == "#" else "  " for dot in _DIGITS[letter][row]) for letter in shown)
        for row in range(5)
    ]
    return rows if len(rows[0]) + 4 + _BESIDE <= width else []


def _top(
    course: Course, state: RaceState, big: Sequence[str], width: int, rows: int, most: int, _: Translate
) -> list[Text]:
    """The clock, with the leader, the next ghost and the news; most: rows for news that needs more than one."""
    said = words.headline(course, state, _)
    beside = [Text(said.text, f"bold {_TONES[said.tone]}".strip())]
    ghost = words.ghost_ahead(course, state, _)
    if course.limit_s is not None and state.phase is Phase.RUNNING:
        left = _("{time} left").format(time=minutes(course.limit_s - state.at_s))
        ghost = f"{left} · {ghost}" if ghost else left
    indent = len(big[0]) + 4 if big else 0
    if ghost:
        beside.append(Text(ghost, "dim"))
    if not big:
        clock = Text(f" {_clock(course, state)}  ", "bold")
        beside = [clock + beside[0], *(Text("   ") + line for line in beside[1:])]
    for one in reversed(state.news):
        if len(beside) >= rows:
            break
        head = f"{minutes(one.at_s):>5} " if big else f" {minutes(one.at_s)}  "
        beside += _news(head, safe_line(words.happening_words(one, state, _)), width - indent, most - len(beside))
    lines = []
    for row in range(max(len(big), len(beside[:most]))):
        line = Text("  " + big[row] + "  ") if row < len(big) else Text(" " * indent)
        if row < len(beside):
            line.append_text(cut(beside[row], width - line.cell_len))
        lines.append(line)
    return lines


def _news(head: str, said: str, width: int, most: int) -> list[Text]:
    """A line of news below its time, on as many rows as it needs and there are."""
    room = width - len(head) - 1
    rows = wrapped(said, room)
    if len(rows) > most:
        rows = [*rows[: most - 1], _cut(" ".join(rows[most - 1 :]), room)]
    return [Text(head if not at else " " * len(head), "dim").append(row) for at, row in enumerate(rows)]


# --- lanes ------------------------------------------------------------------------------------------------------------


def _lanes(course: Course, state: RaceState, width: int, two: bool, _: Translate) -> list[Text]:
    if len(course.problems) > 1:
        return _standings(course, state, width, two, _)
    lines = []
    names = min(max(cell_len(words.short_title(one.lane, _)) for one in state.lanes), max(12, width // 3))
    names = max(names, 8)
    saids = [words.standing_words(course, one, _) for one in state.lanes]
    right = min(max((cell_len(said.text) for said in saids), default=0), width - names - 14)
    track = width - names - right - 5
    for one, said in zip(state.lanes, saids, strict=True):
        line = Text(" ")
        line.append(set_cell_size(_name(one.lane, names, _), names), "bold")
        line.append(" ")
        line.append_text(_track(course, one, state.at_s, track))
        line.append("  ")
        line.append(_cut(said.text, right), _TONES[said.tone])
        lines.append(line)
        if two:
            lines.append(_second(course, one, state, names + 2, width, _))
    return lines


def _track(course: Course, one: LaneState, at_s: float, width: int) -> Text:
    done = min(width - 1, max(0, round(words.position(course, one, at_s) * (width - 1))))
    style = _LANE_STYLES[one.lane.kind]
    line = Text("━" * done + "●", style)
    line.append("╌" * (width - 1 - done), "dim")
    return line


def _second(course: Course, one: LaneState, state: RaceState, indent: int, width: int, _: Translate) -> Text:
    line = Text(" " * indent)
    if one.rates and one.lane.ended is None:
        line.append(words.spark(one.rates, 16) + " ", "dim")
    ghost = course.ghost(one.lane.rating)
    if ghost is not None and ghost.bars:
        line.append(words.bars(ghost.bars) + " ", "dim")
    parts = words.detail_words(course, one, state.at_s, _).split(" · ")
    line.append(_fitting([safe_line(part) for part in parts], " · ", width - line.cell_len), "dim")
    return line


def _name(lane: Lane, width: int, _: Translate) -> str:
    """The lane's name in that many columns.

    The publisher is dropped first, then the end of the name. A model's name is cut at the beginning instead: its end
    tells one size from another, and the effort is kept.
    """
    title = safe_line(words.title(lane, _))
    if cell_len(title) <= width:
        return title
    title = safe_line(words.short_title(lane, _))
    if cell_len(title) <= width:
        return title
    if lane.kind is not LaneKind.MODEL:
        return _chopped(title, width)
    while cell_len(title) >= width > 0:
        title = title[1:]
    return "…" + title


def _standings(course: Course, state: RaceState, width: int, two: bool, _: Translate) -> list[Text]:
    """AtCoder's table: rank, name, points with time, and each problem's points, time and rejections."""
    lanes = tuple(one.lane for one in state.lanes)
    ranks = words.ranks(course, lanes)
    cells = [[_cell(lane, problem.id) for problem in course.problems] for lane in lanes]
    # The current problem is always among the shown columns.
    size = max(6, max(len(text) for row in cells for text, _style in row) + 1)
    names = min(max(cell_len(words.short_title(lane, _)) for lane in lanes), max(10, width // 4))
    scores = [rules.score(lane, course.points, course.rules) for lane in lanes]
    totals = [f"{one.points} {minutes(one.time_s) if one.time_s is not None else ''}".strip() for one in scores]
    column = max(10, max(map(len, totals)) + 1)
    fit = max(1, (width - names - 5 - column - 2) // size)
    current = course.tasks.index(state.you.task) if state.you is not None else 0
    first = max(0, min(current - fit // 2, len(course.problems) - fit))
    shown = range(first, min(len(course.problems), first + fit))
    points = _("points")
    head = Text(" " * (names + 5) + " " * max(0, column - cell_len(points)) + points + "  ", "dim")
    for place in shown:
        label = course.problems[place].label
        chosen = state.you is not None and place == current
        head.append(f"{'▸' + label if chosen else label:^{size}}", "bold" if chosen else "dim")
    lines = [head]
    for place in sorted(range(len(lanes)), key=lambda at: (ranks[at], at)):
        line = Text(f"{ranks[place]:>3}  ", "dim")
        line.append(set_cell_size(_name(lanes[place], names, _), names), "bold")
        line.append(f"{totals[place]:>{column}}  ", "bold")
        for at in shown:
            text, style = cells[place][at]
            line.append(f"{text:^{size}}", style)
        lines.append(line)
        if two:
            said = words.standing_words(course, state.lanes[place], _)
            lines.append(Text(" " * 5).append(_cut(said.text, width - 6), _TONES[said.tone] or "dim"))
    return lines


def _cell(lane: Lane, task: str) -> tuple[str, str]:
    at_s, wrong = rules.solved_at(lane, task), rules.rejected(lane, task)
    count = f"(+{wrong})" if wrong else ""
    if at_s is not None:
        return minutes(at_s) + count, "black on green"
    if rules.is_pending(lane, task):
        return "…" + count, "cyan"
    if rules.unchecked_at(lane, task) is not None:
        return "?" + count, "cyan"
    return (count, AMBER) if wrong else ("-", "dim")


# --- below the lanes --------------------------------------------------------------------------------------------------


def _case(
    state: RaceState, problems: Mapping[str, Problem], width: int, plain: bool, stderr_lines: int
) -> Sequence[Text]:
    last = None if state.you is None else state.you.last
    if last is None or last.task not in problems:
        return ()
    return _case_lines(last, problems[last.task], width, plain, stderr_lines)


@lru_cache(maxsize=1)
def _case_lines(last: LastTest, problem: Problem, width: int, plain: bool, stderr_lines: int) -> "tuple[Text, ...]":
    case = failing_case_of(last, problem)
    if case is None:
        return ()
    case = with_last_lines(case, stderr_lines)
    lines = [Text(f" {safe_line(last.file)} {minutes(last.at_s)}  ", "dim")]
    strip = strip_lines(marks(last.judgement), width - lines[0].cell_len)
    if strip:
        lines[0].append_text(strip[0])
    lines += [Text(" ").append_text(line) for line in case_lines(case, width - 2, plain=plain)]
    return tuple(lines)


def failing_case_of(last: LastTest, problem: Problem) -> FailingCase | None:
    """The most telling test of your last save; None if all passed."""
    return failing_case(last.judgement, Assignment.samples_of(problem))


def _joining(course: Course, state: RaceState, address: str, width: int, _: Translate) -> list[Text]:
    if state.phase is not Phase.GATHERING or not address:
        return []
    parts = words.joining_command(course, address)
    whole = " ".join(parts)
    rows = [whole] if cell_len(whole) < width else [f"{parts[0]} \\", parts[1]]
    return [Text(" " + _("The second person runs:")), *(Text(" " + row, "bold") for row in rows)]


def _below(state: RaceState, width: int, _: Translate, address: str, end_key: str, tells_address: bool) -> list[Text]:
    you = state.you
    if you is None:
        return _keys([(end_key, _("end"))], width, address, must_tell=True)
    lines = _hint(you.hint, state.at_s, width, _) if you.hint is not None else []
    if you.message:
        lines += [Text(" " + row, "cyan") for row in wrapped(safe(you.message.words(_)), width - 2)]
    if you.closing_s is not None:
        left = "" if you.closing_s == float("inf") else f" ({you.closing_s:.0f})"
        asked = _("What did AtCoder say? Type ac, wa, …; Enter ends the race") + left
        lines += [Text(" " + row, "bold") for row in wrapped(asked, width - 2)]
    if you.typed:
        lines.append(Text(" " + _("AtCoder said: {typed}_ (Enter)").format(typed=safe_line(you.typed)), "bold"))
    if you.shows_keys:
        for row in key_help(_):
            lines += [Text(" " + part, "dim") for part in wrapped(row, width - 2)]
    return lines + _keys(key_caps(state, you, _), width, address, must_tell=you.shows_keys or tells_address)


def _hint(hint: PinnedHint, at_s: float, width: int, _: Translate) -> list[Text]:
    cap = " " + _("hint {level}").format(level=hint.level) + " "
    if not hint.text:
        rest = _("being written, {seconds} s").format(seconds=int(max(0.0, at_s - hint.asked_s)))
        return [Text.assemble(" ", (cap, "black on cyan"), " ", (rest, "dim"))]
    if not hint.shown:
        return [Text.assemble(" ", (cap, "black on cyan"), " ", (_("x shows it again"), "dim"))]
    rows = wrapped(safe(" ".join(hint.text.split())), width - cell_len(cap) - 3)
    indent = " " * (cell_len(cap) + 2)
    lines = [Text.assemble(" ", (cap, "black on cyan"), f" {rows[0]}"), *(Text(indent + row) for row in rows[1:])]
    lines.append(Text(indent + _("stays until you press x"), "dim"))
    return lines


def key_caps(state: RaceState, you: YourState, _: Translate) -> list[tuple[str, str]]:
    """The keys that work now, with what they do."""
    lane = state.lanes[you.place].lane
    if lane.ended is not None:
        return [("o", "AtCoder"), ("^C", _("end"))]
    caps = [
        ("s", _("hand in")),
        ("p", _("resume") if lane.paused else _("pause")),
        *([("h", _("hint"))] if you.has_hints else []),
        ("o", "AtCoder"),
        ("g g", _("give up")),
    ]
    return [*caps, ("?", _("keys")), ("^C", _("end"))]


def _keys(caps: Sequence[tuple[str, str]], width: int, address: str, *, must_tell: bool = False) -> list[Text]:
    """The keys, with the page's address beside them if it fits; must_tell: below them if not."""
    lines, line = [], Text(" ")
    for key, label in caps:
        cap = Text.assemble((f" {key} ", "reverse"), f" {label} ")
        if line.cell_len + cap.cell_len - 1 > width:
            lines.append(line)
            line = Text(" ")
        line.append_text(cap)
    lines.append(line)
    if address and line.cell_len + cell_len(address) + 1 <= width:
        line.append(" " * (width - line.cell_len - cell_len(address) - 1) + address, "dim")
    elif address and must_tell:
        lines.append(Text(" " + address, "dim"))
    return lines


def key_help(_: Translate) -> list[str]:
    """What the keys without a cap of their own do."""
    return [
        _("Tab chooses the problem that s, h and o act on; x hides a hint and shows it again."),
        _("! lets the models end their thinking and answer."),
        _("ac, wa, tle, … and Enter: what AtCoder said of the code you handed in."),
    ]


# --- text in columns --------------------------------------------------------------------------------------------------


def _fitting(parts: Sequence[str], between: str, width: int) -> str:
    """As many of the parts as fit, the first one cut if it must be."""
    text = _cut(parts[0], width) if parts else ""
    for part in parts[1:]:
        if cell_len(text + between + part) > width:
            break
        text += between + part
    return text


def _cut(text: str, width: int) -> str:
    """The text in that many columns, cut between words if it is too long."""
    if cell_len(text) <= width:
        return text
    rows = wrapped(text, max(1, width - 2))
    return _chopped(rows[0], width - 2) + " …" if cell_len(rows[0]) <= width - 2 else _chopped(text, width)


def _chopped(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    return (chop_cells(text, max(1, width - 1))[0] if width > 1 else "") + "…"
