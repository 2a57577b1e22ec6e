"""What the gate of hints catches and refuses, with each of its rule modules removed in turn.

python -m tests.bench.hint_gate [--show] [--set FOLDER]
python -m tests.bench.hint_gate --second-look [--model MODEL] [--server URL]

With --second-look a model is asked, as by `kyoso hint`, about each hint for an invented problem that the rules pass.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import click

from solver.cli.options import AskOptions, ServerOptions
from solver.cli.parts import prepared_model
from solver.hints import gate
from solver.hints.second_look import LAST_LEVEL, check_hint
from tests.solver.hints.hint_set import CLEAN, KINDS, PROSE, SETS, SetHint, hints

# The functions that the gate takes from each module. Without `plain` the rules read the raw text.
MODULES = {
    "code_shapes": ("has_code",),
    "names": ("shows_identifier",),
    "formulas": ("gives_formula",),
    "sample_answers": ("tells_sample_answer",),
    "techniques": ("names_technique", "gives_complexity"),
    "readable": ("oversized", "unreadable", "wrong_language"),
    "plain": ("plain", "without_emphasis"),
}
COLUMNS = (*KINDS, PROSE, "clean en", "clean ja", "clean 1", "clean 2", "clean 3", "clean 4")


@contextmanager
def without(module: str) -> Iterator[None]:
    """The gate without that module's rules."""

    def nothing(text: str, *_more: object) -> object:
        return text if module == "plain" else False

    with ExitStack() as stack:
        for name in MODULES[module]:
            stack.enter_context(patch.object(gate, name, nothing))
        yield


def columns_of(hint: SetHint) -> Iterator[str]:
    if hint.kind == CLEAN:
        yield f"clean {hint.lang}"
        yield f"clean {hint.level}"
    else:
        yield hint.kind


def held_back(chosen: Sequence[SetHint], holds: Callable[[SetHint], object]) -> Counter[str]:
    """How many hints are held back, by column."""
    return Counter(column for hint in chosen if holds(hint) for column in columns_of(hint))


def row(title: str, held: Counter[str], every: Counter[str]) -> str:
    cells = (f"{held[column]} of {every[column]}" for column in COLUMNS)
    return f"| {title} | " + " | ".join(cells) + " |"


def looked_at(chosen: Sequence[SetHint], model: str | None, server: str) -> frozenset[SetHint]:
    """The hints that tell too much according to the model."""
    found, answers = set(), Counter[str]()
    with prepared_model(AskOptions(ServerOptions(server, None)), model, None) as ready:
        for hint in chosen:
            seen = check_hint(ready, hint.secret, hint.level, hint.text)
            answers[seen.says or "neither"] += 1
            if seen.tells_too_much:
                found.add(hint)
    print("its answers:", dict(answers))
    return frozenset(found)


@click.command()
@click.option("--show", is_flag=True)
@click.option("--set", "folder", type=click.Path(path_type=Path, exists=True), default=SETS)
@click.option("--second-look", "asks", is_flag=True)
@click.option("--model")
@click.option("--server", envvar="KYOSO_SERVER", default="http://127.0.0.1:1234")
def main(show: bool, folder: Path, asks: bool, model: str | None, server: str) -> None:
    everything = hints(folder=folder)
    for title, chosen in (
        ("invented problems", [hint for hint in everything if "." not in hint.task]),
        ("the demo's problems", [hint for hint in everything if "." in hint.task]),
    ):
        if not chosen:
            continue
        every = held_back(chosen, lambda hint: True)
        print(f"| {title} | " + " | ".join(COLUMNS) + " |\n|" + "---|" * (len(COLUMNS) + 1))
        print(row("all rules", held_back(chosen, SetHint.reasons), every))
        if asks:
            passed = [hint for hint in chosen if hint.level <= LAST_LEVEL and not hint.reasons()]
            refused = looked_at(passed, model, server)
            held = held_back(chosen, lambda hint: hint in refused or hint.reasons())  # noqa: B023
            print(row("and the second look", held, every))
            return
        for module in MODULES:
            with without(module):
                print(row(f"without {module}", held_back(chosen, SetHint.reasons), every))
        for hint in chosen if show else ():
            if bool(hint.reasons()) == (hint.kind == CLEAN):
                print("REFUSED" if hint.kind == CLEAN else "MISSED", hint.kind, hint.task, hint.level, *hint.reasons())
                print(hint.text)


if __name__ == "__main__":
    sys.exit(main())
