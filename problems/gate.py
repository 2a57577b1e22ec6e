"""The contest gate: a model is asked only about a problem whose contest is proven to be over. Fails closed."""

from datetime import datetime, timedelta
from functools import cache
from gettext import gettext as _

from problems import demo
from problems.errors import GateRefused, SiteUnavailable
from problems.page import read_page
from problems.problem import Problem
from problems.resources import ContestInfo, Resources
from problems.site import CLOCK_TOLERANCE
from problems.times import local

RULE = "https://info.atcoder.jp/entry/llm-rules-en"
RULE_JA = "https://info.atcoder.jp/entry/llm-rules-ja"
RECENT = timedelta(days=2)  # with a wrong clock, a contest that seems to have ended this recently may still be running
PERMANENT = timedelta(days=365)  # an unrated contest longer than this is a course, such as APG4b


def require_over(problem: Problem, resources: Resources, now: datetime) -> None:
    """Return if the problem's contest is over at `now` (aware) or exempt; else raise GateRefused.

    The end is taken from the page the problem came from and from contests.json of AtCoder Problems; the later one
    counts, and with neither there is no proof. A wrong clock proves nothing either: this machine's is compared with the
    dates in the servers' answers, and if a contest ended recently and no server has answered yet, one is asked.
    Exempt are the shipped demo, recognised by its content, and permanent contests: listed as unrated and longer than a
    year, and no shorter by their own page. A folder of test files makes no Problem, so it never gets here.
    """
    if _is_shipped_demo(problem):
        return
    listed, why_not = _listed(problem, resources)
    if _is_permanent(problem, listed):
        return
    _require_right_clock(resources.clock_error(), problem)
    ends = [end for end in (problem.contest_end, listed.end if listed else None) if end is not None]
    if not ends:
        text = _("There is no proof that the contest of {problem} is over: its page tells no end, and {why}.")
        raise _refused(text.format(problem=problem.id, why=why_not))
    end = max(ends)
    shown = {"contest": problem.contest or problem.id, "time": local(end)}
    if now < end:
        raise _refused(_("{contest} is not over: it ends at {time}.").format(**shown))
    if now - end < RECENT:
        error = resources.clock_error(ask=True)
        if error is None:
            text = _(
                "{contest} ended at {time} by this machine's clock, and no server answered to check that clock "
                "against. Try again once there is a connection."
            )
            raise _refused(text.format(**shown))
        _require_right_clock(error, problem)


def _require_right_clock(error: timedelta | None, problem: Problem) -> None:
    if error is None or abs(error) <= CLOCK_TOLERANCE:
        return
    hours, minutes = divmod(round(abs(error).total_seconds() / 60), 60)
    if error > timedelta(0):
        text = _(
            "This machine's clock is {amount} ahead of the servers', so it proves nothing about {problem}. Set the "
            "clock, then try again."
        )
    else:
        text = _(
            "This machine's clock is {amount} behind the servers', so it proves nothing about {problem}. Set the "
            "clock, then try again."
        )
    amount = _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    raise _refused(text.format(amount=amount, problem=problem.id))


def _is_shipped_demo(problem: Problem) -> bool:
    """Whether the problem is a shipped one, compared word for word, since any page could claim its name."""
    if problem.contest != demo.CONTEST:
        return False
    shipped = _shipped(problem.id)
    return shipped is not None and _told_by_page(shipped) == _told_by_page(problem)


def _told_by_page(problem: Problem) -> tuple[object, ...]:
    # Including the times: a page that claims to be the demo but runs until next year is not exempt.
    return problem.title, problem.statements, problem.samples, problem.contest_start, problem.contest_end


@cache
def _shipped(task: str) -> Problem | None:
    page = demo.pages().get(f"/contests/{demo.CONTEST}/tasks/{task}")
    return None if page is None else read_page(page.decode())


def _listed(problem: Problem, resources: Resources) -> tuple[ContestInfo | None, str]:
    """The contest's entry in contests.json; or None, and why there is none."""
    if problem.contest is None:
        return None, _("the page names no contest")
    try:
        listed = resources.contest(problem.contest)
    except SiteUnavailable as error:
        return None, str(error).rstrip(".")
    return listed, "" if listed else _("AtCoder Problems does not list {contest}").format(contest=problem.contest)


def _is_permanent(problem: Problem, listed: ContestInfo | None) -> bool:
    if listed is None or not listed.is_unrated or listed.end - listed.start <= PERMANENT:
        return False
    start, end = problem.contest_start, problem.contest_end
    # If the page and the list give different times, the page must show a permanent contest too.
    return end is None or (start is not None and end - start > PERMANENT)


def _refused(words: str) -> GateRefused:
    rule = _(
        "AtCoder's rule for ABC, ARC and AGC forbids generative AI during a contest, "
        "code completion and local models included: {rule} ({rule_ja})."
    ).format(rule=RULE, rule_ja=RULE_JA)
    return GateRefused(_("{sentence} {next}").format(sentence=words, next=rule))
