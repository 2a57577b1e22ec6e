"""Which problems a plan selects: ids, contests, ranges of contests, difficulty, letters, dates."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from gettext import gettext as _

from problems.errors import ProblemError, SiteUnavailable
from problems.gate import RECENT, require_over
from problems.ids import usual_id
from problems.library import Library
from problems.names import BareName, ContestName, SavedPage, TaskName, contests_of, read_name
from problems.resources import Resources
from solver.report.statistics import rating

JAPAN = timezone(timedelta(hours=9))
LETTERS = ("A", "B", "C", "D", "E", "F", "G", "H")
# AtCoder's colours, with the rating at which each begins.
COLOURS = {
    colour: 400 * place
    for place, colour in enumerate(("gray", "brown", "green", "cyan", "blue", "yellow", "orange", "red"))
}
_RANGE = re.compile(r"(?P<prefix>[A-Za-z][\w-]*?)(?P<first>\d+)\s*\.\.\s*(?P=prefix)?(?P<last>\d+)")
_MAIN_CONTESTS = re.compile(r"(abc|arc|agc)\d+")
_LARGEST_RANGE = 2_000

Bounds = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which problems the plan selects; None: no limit."""

    names: tuple[str, ...] = ()  # of contests and problems; ranges are written out
    difficulty: Bounds | None = None  # inclusive
    letters: frozenset[str] | None = None
    dates: tuple[date, date] | None = None  # of the contest, in Japan; inclusive


@dataclass(frozen=True, slots=True)
class Candidate:
    """A problem of the plan, before its page is read."""

    id: str
    name: str  # what Library.problem takes
    contest: str | None
    letter: str  # "A" … "H"; "" if it has none
    difficulty: int | None  # as AtCoder Problems shows it
    listed: bool = False  # in its contest's list of tasks, so it exists

    @property
    def hardness(self) -> float:
        """Its difficulty, or the usual one for its letter."""
        return float(_USUAL.get(self.letter, 1200) if self.difficulty is None else self.difficulty)


# Roughly the median difficulty of each letter in ABC212 to ABC400.
_USUAL = dict(zip(LETTERS, (50, 150, 400, 800, 1300, 1750, 2200, 2600), strict=True))


def clipped(difficulty: float) -> int:
    """The difficulty as AtCoder Problems shows it, a whole number."""
    return round(rating.clipped(difficulty))


def difficulty_of(text: str) -> Bounds:
    """Bounds from "400..1200", "2000..", "..800", "green", "brown..cyan". Raises ValueError."""
    (low, _end), (_begin, high) = map(_bounds, _ends(text))
    if low > high or not text.strip(". "):
        raise ValueError(_("like 400..1200, 2000.. or brown..green"))
    return low, high


def letters_of(text: str) -> frozenset[str]:
    """Letters from "A..D", "E-G", "A,C" or "EFG"; Ex is H. Raises ValueError."""
    found: set[str] = set()
    for part in re.split(r"[,\s]+", text.strip().upper().replace("EX", "H")):
        ends = re.split(r"\.\.|-|–", part)
        if len(ends) == 2 and all(end in LETTERS for end in ends):
            found |= set(LETTERS[LETTERS.index(ends[0]) : LETTERS.index(ends[1]) + 1])
        elif part and all(letter in LETTERS for letter in part):
            found |= set(part)
        else:
            raise ValueError(_("like A..D or E,F,G; the letters are A to H, and Ex, which is H"))
    return frozenset(found)


def dates_of(text: str) -> tuple[date, date]:
    """Days from "2023-01-01..2023-12-31", "2023-01-01.." or "..2022-12-31". Raises ValueError."""
    first, last = _ends(text)
    low = date.fromisoformat(first) if first else date.min
    high = date.fromisoformat(last) if last else date.max
    if low > high:
        raise ValueError(_("it ends before it begins"))
    return low, high


def names_in(name: str) -> list[str]:
    """The contests of a range such as "awc0001..awc0020", zeros kept; any other name by itself. Raises ValueError."""
    found = _RANGE.fullmatch("..".join(map(usual_id, name.strip().split(".."))))
    if found is None:
        if ".." in name:
            raise ValueError(_("a range of contests looks like abc300..abc310"))
        return [name]
    first, last = int(found["first"]), int(found["last"])
    if not 0 <= last - first < _LARGEST_RANGE:
        raise ValueError(_("it ends before it begins, or is too long"))
    return [f"{found['prefix']}{number:0{len(found['first'])}d}" for number in range(first, last + 1)]


def candidates(
    selection: Selection, library: Library, resources: Resources, errors: list[tuple[str, ProblemError]]
) -> list[Candidate]:
    """The plan's problems, each once, in the order of the plan.

    Contests' task lists come from the library; a contest that cannot be fetched is added to `errors` and skipped.
    Raises SiteUnavailable.
    """
    difficulties = _difficulties(resources, needed=selection.difficulty is not None)
    found: dict[str, Candidate] = {}
    for name in selection.names or _contests_by_date(selection, resources):
        try:
            for candidate in _of_name(name, library, resources, difficulties):
                if _wanted(candidate, selection, resources):
                    found.setdefault(candidate.id, candidate)
        except SiteUnavailable:
            raise
        except ProblemError as error:
            errors.append((name, error))
    return list(found.values())


def askable(
    found: Sequence[Candidate],
    library: Library,
    resources: Resources,
    now: datetime,
    errors: list[tuple[str, ProblemError]],
) -> list[Candidate]:
    """The problems that a run may ask about; the others are added to `errors`.

    Only the page of a problem that no list names, or whose contest may not be over, is read. Once the site does not
    answer, that is added to `errors`, and the rest pass.
    """
    passed, away = [], False
    for candidate in found:
        try:
            if not away and _is_doubtful(candidate, resources, now):
                require_over(library.problem(candidate.name), resources, now)
            passed.append(candidate)
        except SiteUnavailable as error:
            errors.append((candidate.id, error))
            passed.append(candidate)
            away = True
        except ProblemError as error:
            errors.append((candidate.id, error))
    return passed


def _is_doubtful(candidate: Candidate, resources: Resources, now: datetime) -> bool:
    if candidate.difficulty is None and not candidate.listed:
        return True
    info = None if candidate.contest is None else resources.contest(candidate.contest)
    return info is not None and now - info.end < RECENT


def _ends(text: str) -> tuple[str, str]:
    """Both ends of a range; a single value is both."""
    first, dots, last = (part.strip() for part in text.partition(".."))
    return first, last if dots else first


def _bounds(word: str) -> Bounds:
    """Where a difficulty or a colour begins and ends; no word is no bound."""
    if not word:
        return 0.0, math.inf
    if re.fullmatch(r"\d+(\.\d+)?", word):
        return float(word), float(word)
    begin = COLOURS.get(word.lower().replace("grey", "gray"))
    if begin is None:
        raise ValueError(_("numbers, or colours: {colours}").format(colours=", ".join(COLOURS)))
    return begin, math.inf if begin == max(COLOURS.values()) else begin + 399.0


def _difficulties(resources: Resources, *, needed: bool) -> Mapping[str, int]:
    try:
        models = resources.problem_models()
    except SiteUnavailable:
        if needed:
            raise
        return {}
    return {task: clipped(model.difficulty) for task, model in models.items() if model.difficulty is not None}


def _contests_by_date(selection: Selection, resources: Resources) -> tuple[str, ...]:
    """Every ABC, ARC and AGC within the plan's dates."""
    found = [info for info in resources.contests().values() if _MAIN_CONTESTS.fullmatch(info.id)]
    return tuple(info.id for info in sorted(found, key=lambda info: info.start) if _held(info.id, selection, resources))


def _of_name(name: str, library: Library, resources: Resources, difficulties: Mapping[str, int]) -> Iterator[Candidate]:
    match read_name(name, library.host):
        case ContestName(contest):
            yield from _of_contest(contest, library, difficulties)
        case TaskName(contest, task):
            yield Candidate(task, name, contest, _letter_of_id(task), difficulties.get(task))
        case BareName(task) if "_" in task and not _is_contest(task, resources):
            likely = next(iter(contests_of(task)), None)
            yield Candidate(task, task, likely, _letter_of_id(task), difficulties.get(task))
        case BareName(contest):
            yield from _of_contest(contest, library, difficulties)
        case SavedPage():
            problem = library.problem(name)
            letter = _letter(problem.label)
            yield Candidate(problem.id, problem.id, problem.contest, letter, difficulties.get(problem.id))


def _of_contest(contest: str, library: Library, difficulties: Mapping[str, int]) -> Iterator[Candidate]:
    for row in library.tasks(contest):
        address = f"https://atcoder.jp/contests/{contest}/tasks/{row.id}"
        yield Candidate(row.id, address, contest, _letter(row.label), difficulties.get(row.id), listed=True)


def _wanted(candidate: Candidate, selection: Selection, resources: Resources) -> bool:
    if selection.letters is not None and candidate.letter not in selection.letters:
        return False
    if selection.difficulty is not None:
        low, high = selection.difficulty
        if candidate.difficulty is None or not low <= candidate.difficulty <= high:
            return False
    return _held(candidate.contest, selection, resources)


def _held(contest: str | None, selection: Selection, resources: Resources) -> bool:
    if selection.dates is None:
        return True
    info = None if contest is None else resources.contest(contest)
    if info is None:
        return False
    low, high = selection.dates
    return low <= info.start.astimezone(JAPAN).date() <= high


def _is_contest(name: str, resources: Resources) -> bool:
    try:
        return resources.contest(name) is not None
    except SiteUnavailable:
        return False


def _letter(label: str) -> str:
    upper = label.upper().replace("EX", "H")
    return upper if upper in LETTERS else ""


def _letter_of_id(task: str) -> str:
    return _letter(task.rpartition("_")[2])
