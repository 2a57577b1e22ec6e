"""`kyoso race --replay ID`: plays a finished race again, on the page and in the terminal."""

import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from gettext import gettext as _

import click

from judge.attempt import Attempt
from judge.log.log import Log
from judge.log.race_records import RaceRecord
from judge.wording import cause
from solver.cli import options
from solver.cli.exit_codes import ExitCode
from solver.cli.parts import open_library
from solver.cli.race_parts import RaceOptions, open_page
from solver.cli.race_summary import final_json, show_summary
from solver.race.display import Display, LineDisplay, Screen, can_redraw
from solver.race.records import race_json
from solver.race.timeline import Timeline, unpacked
from solver.view.output import print_json


def replay_race(chosen: RaceOptions) -> ExitCode:
    """Play the race at the chosen speed; in a terminal its end stays on screen until Enter or q."""
    options.has_log(chosen.home, required=True)
    with Log(chosen.home) as log, ExitStack() as stack:
        races = list(log.races.read())
        race = next((one for one in races if one.id == chosen.replay), None)
        if race is None or race.id is None:
            raise click.UsageError(_("The log has no race {id}.").format(id=chosen.replay))
        before = [one for one in races if (one.id or 0) < race.id]
        attempts = _attempts(log, race)
        timeline = _timeline(log, race.id)
        library = stack.enter_context(open_library(chosen.home, chosen.site))
        problems = [library.problem(task) for task in timeline.course.tasks]
        page = open_page(stack, chosen, timeline.course, problems, pace=chosen.speed)
        shown: Screen | LineDisplay = LineDisplay()
        if can_redraw():
            address = page.address if page is not None else ""
            shown = Screen(timeline.course, problems, address=address, end_key="q")
        ended = threading.Event()
        shown.on_key = lambda key: ended.set() if key in "q\r\n" else None
        with shown:
            _play(timeline, [shown, *([page] if page is not None else [])], chosen.speed, ended)
            if page is not None:
                page.finish(partial(final_json, race, before, attempts))
            if shown.interactive:
                ended.wait()
    if chosen.as_json:
        print_json(race_json(race))
    else:
        *_earlier, last = timeline.states()
        show_summary(race, attempts, before, [one.lane for one in last.lanes])
    return ExitCode.OK


def _timeline(log: Log, race: int) -> Timeline:
    data = log.races.timeline(race)
    if data is None:
        raise click.UsageError(
            _("Race {id} cannot be replayed: it is older than the recording of races.").format(id=race)
        )
    try:
        return unpacked(data)
    except ValueError as error:
        raise click.UsageError(
            _("The timeline of race {id} cannot be read: {why}").format(id=race, why=cause(error))
        ) from error


def _attempts(log: Log, race: RaceRecord) -> list[Attempt]:
    ids = [one.attempt for lane in race.lanes for one in lane.submissions if one.attempt is not None]
    return [attempt for number in ids if (attempt := log.attempts.get(number)) is not None]


def _play(timeline: Timeline, displays: Sequence[Display], speed: float, ended: threading.Event) -> None:
    began = time.monotonic()
    for state in timeline.states():
        ended.wait(max(0.0, began + state.at_s / speed - time.monotonic()))
        if ended.is_set():
            return
        for display_ in displays:
            display_.show(state)
