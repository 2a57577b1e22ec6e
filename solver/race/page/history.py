"""All races as one HTML file that needs nothing else: Elo over time, wins, best times, and how to watch each again."""

from collections.abc import Sequence
from dataclasses import dataclass
from gettext import gettext as _

from judge.log.race_records import RaceRecord
from solver.race.clock import minutes
from solver.race.history import ELO_BEGIN, Standing, bouts, standings
from solver.race.result import best_times, ordered, race_name
from solver.race.words import short_title, title
from solver.view.language import message_language
from solver.view.pages import asset, templates
from solver.view.text import safe_line

_WIDTH, _HEIGHT, _LEFT = 720, 240, 44  # of the plot, and the room for its labels
_COLOURS = 6  # of lines


@dataclass(frozen=True, slots=True)
class EloLine:
    """Your Elo against one opponent, as a line of the plot."""

    name: str
    colour: int
    points: str  # of an SVG polyline
    dots: tuple[tuple[float, float, str], ...]


def history_html(races: Sequence[RaceRecord]) -> str:
    """The page, in the language of the messages."""
    against = standings(bouts(races))
    lines, labels = _plot(against)
    shown = [
        {
            "id": race.id,
            "when": f"{race.started_at.astimezone():%Y-%m-%d %H:%M}",
            "name": safe_line(race_name(race)),
            "lanes": [
                (safe_line(short_title(lane, _)), minutes(lane.time_s) if lane.time_s is not None else "–", lane.won)
                for lane in ordered(race)
            ],
        }
        for race in reversed(races)
    ]
    environment = templates("solver.race.page")
    environment.filters["line"] = safe_line
    return environment.get_template("history.html.j2").render(
        _=_,
        lang=message_language(),
        style=asset("solver.statement_page", "page.css") + asset("solver.race.page", "history.css"),
        races=shown,
        against=[(title(one.other, _), one) for one in against],
        best=sorted((label, minutes(time_s)) for label, time_s in best_times(races).items()),
        lines=lines,
        labels=labels,
        size=(_WIDTH, _HEIGHT, _LEFT),
    )


def _plot(against: Sequence[Standing]) -> tuple[list[EloLine], list[tuple[float, int]]]:
    """The lines over all races in their order, and the labels of the left side."""
    moments = sorted({at for one in against for at, _rating in one.elo})
    ratings = [ELO_BEGIN, *(rating for one in against for _at, rating in one.elo)]
    low, high = int(min(ratings) // 50) * 50 - 25, int(max(ratings) // 50 + 1) * 50 + 25
    step = (_WIDTH - _LEFT - 10) / max(1, len(moments))

    def y(rating: float) -> float:
        return round(_HEIGHT - 10 - (rating - low) / (high - low) * (_HEIGHT - 20), 1)

    lines = []
    for place, one in enumerate(against):
        dots = [
            (round(_LEFT + step * (moments.index(at) + 1), 1), y(rating), f"{rating:.0f}") for at, rating in one.elo
        ]
        points = " ".join(f"{x},{at_y}" for x, at_y, _rating in [(_LEFT, y(ELO_BEGIN), ""), *dots])
        lines.append(EloLine(safe_line(title(one.other, _)), place % _COLOURS, points, tuple(dots)))
    return lines, [(y(rating), rating) for rating in range(low + 25, high, 50)]
