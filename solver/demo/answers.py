"""The scripted model's answers: one for each problem of the demo, model and effort, as answers.toml lists them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from judge.attempt import Outcome
from judge.effort import Effort
from judge.judgement import Verdict

MODELS = ("demo-20b", "demo-120b")  # the weaker one first
EFFORTS = (Effort.LOW, Effort.MEDIUM, Effort.HIGH)


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    """One model's answer to one problem at one effort."""

    language: str  # to ask for: a key of judge.languages.LANGUAGES
    text: str | None  # the whole reply; None: its reasoning ends at the length limit and no answer comes
    earns: Verdict | Outcome  # what it must come to; only for tests


@cache
def answers() -> dict[tuple[str, str, Effort], DemoAnswer]:
    """Every answer by (task id, model, effort), in the order of the contest, with the weaker model and effort first."""
    here = resources.files("solver.demo")
    table = tomllib.loads((here / "answers.toml").read_text("utf-8"))
    found = {}
    for problem, row in table.items():
        for model in MODELS:
            for effort in EFFORTS:
                cell = row[model][effort.value]
                text = (here / "answers" / cell["file"]).read_text("utf-8") if cell["file"] else None
                earns = cell["earns"]
                earned = Verdict(earns) if earns in Verdict.__members__ else Outcome(earns)
                found[problem, model, effort] = DemoAnswer(row["language"], text, earned)
    return found


def language(problem: str) -> str:
    """The language that the demo asks for on this problem: a key of judge.languages.LANGUAGES."""
    return answers()[problem, MODELS[0], EFFORTS[0]].language
