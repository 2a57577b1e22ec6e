"""Shows what solver and judge are doing: one line that is redrawn on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gettext import gettext as _
from gettext import ngettext
from shutil import get_terminal_size

from judge.progress import Compiling, Judged, Running, StressRun
from judge.progress import Progress as OnEvent
from judge.wording import worded
from solver import progress as solving
from solver.view.live import redrawn
from solver.view.output import put


def describe(event: object) -> str | None:
    """The event in a few words, or None if the user need not see it."""
    match event:
        case solving.Waiting(model=model):
            return _("waiting for {model}").format(model=model)
        case solving.Loading(waited_s=waited_s):
            return _("the server is loading the model ({seconds:.0f} s)").format(seconds=waited_s)
        case solving.ReadingPrompt(share=share):
            return _("reading the prompt, {percent} %").format(percent=int(100 * share))
        case solving.QuestionRetried(why=why):
            return _("asking again: {why}").format(why=worded(why))
        case solving.Tokens(reasoning=reasoning, answer=0, per_s=per_s):
            return _("reasoning, {tokens} tokens").format(tokens=reasoning) + _rate(per_s)
        case solving.Tokens(answer=answer, per_s=per_s):
            return _("writing, {tokens} tokens").format(tokens=answer) + _rate(per_s)
        case solving.Attesting(question=question, about=about, left_s=left_s):
            left = "" if left_s is None else _(", {seconds:.0f} s left").format(seconds=left_s)
            text = _("checking that --effort works: question {question} of about {about}{left}")
            return text.format(question=question, about=about, left=left)
        case solving.ThinkingEnded(tokens=tokens):
            return _("thinking ended after {tokens} tokens; answering now").format(tokens=tokens)
        case Compiling(language=language):
            return _("compiling {language}").format(language=language)
        case Running(number=number, total=total):
            return _("test {number} of {total}").format(number=number, total=total)
        case StressRun(number=number, total=total):
            if not total:
                return _("generated test {number}").format(number=number)
            return _("generated test {number} of {total}").format(number=number, total=total)
        case _:
            return None


def _rate(per_s: float | None) -> str:
    return "" if per_s is None else _(", {rate:.0f} a second").format(rate=per_s)


@contextmanager
def progress_line(name: str) -> Iterator[OnEvent]:
    """A callback that shows events on one line that begins with the name, cleared at the end on a terminal."""
    if not sys.stderr.isatty():
        yield _plain(name)
        return

    with _spinner(name) as update:
        yield _described(name, update)


def _described(name: str, update: Callable[[str], object]) -> OnEvent:
    """A callback that updates a line with each event that the user should see."""

    def show(event: object) -> None:
        text = describe(event)
        if text is not None:
            update(f"{name}: {text}")

    return show


@contextmanager
def _spinner(text: str) -> Iterator[Callable[[str], None]]:
    """A line with a spinner; yields a callback that changes its text."""
    from rich.spinner import Spinner
    from rich.text import Text

    spinner = Spinner("dots", Text(text), style="status.spinner")
    with redrawn(spinner):
        yield lambda text: spinner.update(text=Text(text))


def _plain(name: str) -> OnEvent:
    """A callback that prints lines only for rare events: a log file must not fill with token counts."""

    last = ""

    def show(event: object) -> None:
        nonlocal last
        match event:
            case solving.Waiting() | solving.Loading() | solving.QuestionRetried():
                # Many short questions to one model are not worth a line each.
                line = f"{name}: {describe(event)}"
                if line != last:
                    put(line, err=True)
                last = line
            case Judged(judgement=judgement):
                count = len(judgement.cases)
                tests = ngettext("{count} test", "{count} tests", count).format(count=count)
                put(f"{name}: {judgement.verdict} ({tests})", err=True)

    return show


@contextmanager
def counting(name: str, total: int) -> Iterator[Callable[[str], None]]:
    """A callback that counts one more of the total as done and names it: a bar on a terminal, lines elsewhere."""
    if not sys.stderr.isatty():
        numbers = iter(range(1, total + 1))
        yield lambda text: put(f"{next(numbers)}/{total} {text}", err=True)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn(name),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[last]}"),
    )
    bar = Progress(*columns)
    with redrawn(bar):
        task = bar.add_task(name, total=total, last="")
        yield lambda text: bar.update(task, advance=1, last=text)


@contextmanager
def last_line(name: str) -> Iterator[Callable[[str], None]]:
    """A callback that shows the last line of verbose output; without a terminal, only the name is printed."""
    if not sys.stderr.isatty():
        put(f"{name} …", err=True)
        yield lambda text: None
        return
    width = get_terminal_size().columns - 4
    with _spinner(name) as update:
        yield lambda text: update(f"{name}: {text}"[:width])


@contextmanager
def ticking(name: str) -> Iterator[OnEvent]:
    """A callback that shows events and the time elapsed; plain lines without a terminal."""
    if not sys.stderr.isatty():
        with progress_line(name) as progress:
            yield progress
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    bar = Progress(*columns)
    with redrawn(bar):
        task = bar.add_task(name, total=None)
        yield _described(name, lambda text: bar.update(task, description=text))
