"""Options that several commands share."""

import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import wraps
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click
from click.core import ParameterSource

from judge.effort import Effort
from judge.languages import LANGUAGES, by_ending, by_fence
from problems.ids import usual_id
from solver.cli.help_page import Option
from solver.cli.places import default_home
from solver.view import output

note = output.note  # a line for the user, on stderr

if TYPE_CHECKING:
    from judge.log.log import Log
    from solver.models.client import Timeouts
    from solver.models.sampling import RequestedSampling

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """Which model servers may be asked, and with what key."""

    server: str  # addresses separated by commas
    api_key: str | None

    @property
    def addresses(self) -> list[str]:
        return [address.strip() for address in self.server.split(",")]


@dataclass(frozen=True, slots=True)
class AskOptions:
    """Which servers are asked, how long to wait for them, and how the model is sampled."""

    server: ServerOptions
    timeouts: "Timeouts | None" = None  # None: the usual
    sampled: "RequestedSampling | None" = None


@dataclass(frozen=True, slots=True)
class SiteOptions:
    """Where pages and contest times come from."""

    site_url: str
    resources_url: str


@dataclass(frozen=True, slots=True)
class JudgingOptions:
    """What every command takes that fetches problems and runs programs."""

    sandbox_kind: str  # auto, docker or bwrap
    site: SiteOptions
    home: Path
    as_json: bool


@dataclass(frozen=True, slots=True)
class AskingOptions(JudgingOptions):
    """What every command takes that also asks models."""

    ask: AskOptions


@dataclass(frozen=True, slots=True)
class AnswerOptions:
    """What a model is asked for."""

    language: str
    statement_lang: str | None
    max_tokens: int | None  # None: by effort
    repair: int  # how often a failed program goes back
    attest: bool  # whether to find out if the effort has an effect


def gathered(name: str, make: Callable[..., Any], *parameters: str) -> Callable[[F], F]:
    """A decorator that passes these parameters on as one value, `make(...)`; by default the dataclass's fields.

    It goes below the options that it gathers.
    """
    wanted = parameters or tuple(field.name for field in fields(make))  # type: ignore[arg-type]

    def decorate(command: F) -> F:
        @wraps(command)
        def with_one_value(*args: Any, **values: Any) -> Any:
            taken = {parameter: values.pop(parameter) for parameter in wanted if parameter in values}
            return command(*args, **values, **{name: make(**taken)})

        return cast(F, with_one_value)

    return decorate


def _together(*decorators: Callable[[Any], Any]) -> Callable[[F], F]:
    """The decorators as one, in the order in which they would be written above a command."""

    def decorate(command: F) -> F:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    """An option with older names, or with a meaning of its own (see Option)."""
    return click.option(*names, cls=Option, **settings)


def with_default(*names: str, **settings: Any) -> Callable[[F], F]:
    """An option whose help shows its default."""
    return click.option(*names, show_default=True, **settings)


class _EffortChoice(click.Choice[str]):
    """An effort by name; "none" is the older name of default."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Effort:
        if isinstance(value, Effort):  # already converted
            return value
        return Effort(super().convert("default" if value == "none" else value, param, ctx))


class _LanguageChoice(click.Choice[str]):
    """A language by its key, or by another of its usual names: c++, py, js."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        known = by_fence(str(value))
        return super().convert(value if known is None else known.key, param, ctx)


class WholeNumber(click.IntRange):
    """A whole number that the log and every library can hold."""

    name = _("integer")

    def _describe_range(self) -> str:
        """No range in the help if there is no bound; click would write "x<=None"."""
        return "" if self.min is None and self.max is None else super()._describe_range()

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        number: int = super().convert(value, param, ctx)
        if abs(number) > 2**53:
            self.fail(_("{number} is too large.").format(number=value), param, ctx)
        return number


class FiniteNumber(click.FloatRange):
    name = _("number")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number) or abs(number) > 1e9:
            self.fail(_("{number} makes no sense here.").format(number=value), param, ctx)
        return number


LANGUAGE = _LanguageChoice(list(LANGUAGES))
POSITIVE, NATURAL = WholeNumber(min=1), WholeNumber(min=0)
ABOVE_ZERO = FiniteNumber(min=0, min_open=True)


class _NewPath(click.Path):
    """A path to write to, whose folder must exist."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = cast(Path, super().convert(value, param, ctx))
        folder = path.absolute().parent
        if not folder.is_dir():
            text = _("there is no folder {folder}: make it first, or name another file").format(folder=folder)
            raise click.UsageError(text, ctx)
        return path


FILE = click.Path(path_type=Path, dir_okay=False)
NEW_FILE = _NewPath(path_type=Path, dir_okay=False)
NEW_PATH = _NewPath(path_type=Path)


def now() -> datetime:
    """The current time, from the clock that every command uses."""
    return datetime.now(UTC)


def typed(*names: str) -> list[str]:
    """The options among these parameters that were typed on the command line, rather than set in kyoso.toml."""
    context = click.get_current_context()
    return [
        parameter.opts[0]
        for parameter in context.command.params
        if parameter.name in names and context.get_parameter_source(parameter.name) is ParameterSource.COMMANDLINE
    ]


def home_words() -> str:
    """The --home option for a command that the user is told to type: "" unless this command was given one."""
    context = click.get_current_context(silent=True)
    return "" if context is None or not typed("home") else f" --home {context.params['home']}"


def has_log(home: Path, *, required: bool = False) -> bool:
    """Whether there is a log under home; says so if there is none. A command that only reads must not make one.

    required: whether it makes no sense without one, as if home was typed. Raises UsageError then.
    """
    from judge.log.log import FILE_NAME

    path = home / FILE_NAME
    if path.exists():
        return True
    words = _("There is no log at {path}.").format(path=path)
    if required or typed("home"):
        raise click.UsageError(words)
    note(words)
    return False


def none_found(log: "Log") -> None:
    """Say that no attempt was found, and whether the options are to blame."""
    if log.attempts.count():
        note(_("No attempt matches these options."))
    else:
        no_attempts(log.path.parent)


def no_attempts(home: Path, words: str | None = None) -> None:
    """Say that the log under home has none: where the demo's are if it has been run, else the words given."""
    demo = home / "demo"
    if demo.is_dir():
        words = _("No attempts yet. The demo's are in a log of their own: --home {home}").format(home=demo)
    note(words or _("No attempts yet. Run `kyoso demo` for a first few."))


def file_first(file: Path, problem: str) -> tuple[Path, str]:
    """The file and the problem, swapped if they were given the other way round."""
    if by_ending(file.name) is None and by_ending(problem) is not None and Path(problem).is_file():
        return Path(problem), str(file)
    return file, problem


def _timeouts(first_token_timeout: float, silence_timeout: float) -> "Timeouts":
    from solver.models.client import Timeouts

    return Timeouts(first_token_s=first_token_timeout, silence_s=silence_timeout)


def _sampled(dialect: str | None, sampling: str, reserve: int, force: bool, **given: Any) -> "RequestedSampling":
    from solver.models.sampling import RequestedSampling
    from solver.models.wire.request import DialectName

    return RequestedSampling(
        dialect=None if dialect is None else DialectName(dialect),
        server_samples=sampling == "server",
        reserve_tokens=reserve if force else None,
        **given,
    )


def _usual_id(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    return None if value is None else usual_id(value)


# --- options of several commands -------------------------------------------------------------------------------------

# --json, --home and --lang, which every command takes.
common = _together(
    # Read before click sees it (see solver.view.language); declared so that it may also come after the command.
    click.option(
        "--lang",
        type=click.Choice(["en", "ja"]),
        expose_value=False,
        help=_("The language of messages (default: from the locale)."),
    ),
    click.option(
        "--home",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="KYOSO_HOME",
        default=default_home,
        show_default=False,
        help=_("Where pages and the log are kept (KYOSO_HOME)."),
    ),
    click.option("--json", "as_json", is_flag=True, help=_("Print JSON for programs on stdout, and nothing else.")),
)
# Where pages come from.
site = _together(
    with_default(
        "--resources",
        "resources_url",
        envvar="KYOSO_RESOURCES",
        default="https://kenkoooo.com/atcoder/resources",
        help=_("Where contests.json and problem-models.json are (KYOSO_RESOURCES)."),
    ),
    with_default(
        "--site",
        "site_url",
        envvar="KYOSO_SITE",
        default="https://atcoder.jp",
        help=_("The site that problems are fetched from (KYOSO_SITE)."),
    ),
    gathered("site", SiteOptions),
)
sandbox = with_default(
    "--sandbox",
    "sandbox_kind",
    type=click.Choice(["auto", "docker", "bwrap"]),
    envvar="KYOSO_SANDBOX",
    default="auto",
    help=_("What runs the code (KYOSO_SANDBOX): auto takes Docker where its image is built, else bubblewrap."),
)
judging = _together(sandbox, site, common)
# No longer has an effect, as a fresh box in a kept container costs as little. Scripts may still pass it.
reuse = click.option("--reuse", type=POSITIVE, hidden=True, expose_value=False)
full = click.option(
    "--full", is_flag=True, help=_("Show every line of a failing case, not only those around the first difference.")
)
likely = click.option(
    "--likely/--no-likely",
    "look_beyond",
    envvar="KYOSO_LIKELY",
    default=True,
    help=_("Also run what passes the samples on generated tests (KYOSO_LIKELY; the default)."),
)
second_look = click.option(
    "--second-look/--no-second-look",
    default=True,
    help=_("Ask the model of each hint whether it tells too much, before you see it (the default)."),
)
file_language = option(
    "--language", own=True, type=LANGUAGE, help=_("The file's language, if its extension does not tell.")
)
# Which attempts of the log: what AttemptStore.read takes, None for any.
rows = _together(
    click.option("--problem", callback=_usual_id, help=_("Only attempts at this problem.")),
    click.option("--contest", callback=_usual_id, help=_("Only attempts at problems of this contest.")),
    option(
        "--label",
        "author",
        own=True,
        older=["--author"],
        help=_('Only attempts of the model with this label; "you" for your own.'),
    ),
    gathered("wanted", dict, "problem", "contest", "author"),
)

# --- which model is asked, and how -----------------------------------------------------------------------------------

EFFORT = _EffortChoice([effort.value for effort in Effort])
model = click.option("-m", "--model", help=_("The model, as its server names it (default: the one that is loaded)."))
effort = click.option(
    "-e",
    "--effort",
    type=EFFORT,
    help=_('Reasoning effort; "default" sends none. Without this option: medium, where the model has it.'),
)
language = with_default("--language", type=LANGUAGE, default="python", help=_("The language the models write."))
models = click.option("-m", "--model", "models", multiple=True, help=_("A model, as its server names it; repeatable."))
statement_lang = click.option(
    "--statement-lang",
    type=click.Choice(["ja", "en"]),
    help=_("The statement it reads (default: English where there is one)."),
)
max_tokens = click.option(
    "--max-tokens", type=POSITIVE, help=_("Token limit for reasoning and answer together (default: by effort).")
)
attest = click.option(
    "--attest/--no-attest", default=True, help=_("Check once for each model that --effort works (the default).")
)
server = _together(
    click.option("--api-key", envvar="KYOSO_API_KEY", help=_("The server's key, if it wants one (KYOSO_API_KEY).")),
    with_default(
        "--server",
        envvar="KYOSO_SERVER",
        default="http://127.0.0.1:1234",
        help=_("The model server's address, with or without /v1 (KYOSO_SERVER)."),
    ),
    gathered("server", ServerOptions),
)
ask = _together(
    server,
    with_default(
        "--silence-timeout",
        type=ABOVE_ZERO,
        default=600.0,
        help=_("Seconds of silence allowed in the middle of an answer."),
    ),
    with_default(
        "--first-token-timeout",
        type=ABOVE_ZERO,
        default=3600.0,
        help=_("Seconds allowed until the first word, including the queue and reading the prompt."),
    ),
    gathered("timeouts", _timeouts, "first_token_timeout", "silence_timeout"),
    click.option(
        "--dialect",
        type=click.Choice(["chat", "responses", "lmstudio", "ollama"]),
        help=_("The server's API to use (default: the one that honours the effort)."),
    ),
    with_default(
        "--sampling",
        type=click.Choice(["family", "server"]),
        default="family",
        help=_("Sampling by default: family, as the model's owner publishes it; server, nothing is sent."),
    ),
    click.option(
        "--temperature",
        type=FiniteNumber(min=0, max=10),
        help=_("How random the answers are (default of these four: as the model's owner publishes them)."),
    ),
    click.option(
        "--top-p",
        type=FiniteNumber(min=0, max=1),
        help=_("Sample only from the likeliest tokens that have this probability together."),
    ),
    click.option("--top-k", type=NATURAL, help=_("Sample only from so many of the likeliest tokens; 0: all.")),
    click.option(
        "--min-p",
        type=FiniteNumber(min=0, max=1),
        help=_("Sample only tokens with at least this share of the likeliest one's probability."),
    ),
    click.option(
        "--thinking-budget",
        type=NATURAL,
        help=_("How many tokens the model may think for; enforced by the server where it can."),
    ),
    with_default(
        "--reserve", type=POSITIVE, default=4096, help=_("Tokens kept for the answer when kyoso ends the thinking.")
    ),
    click.option(
        "--force/--no-force",
        default=True,
        help=_("End thinking that would leave no tokens for the answer (the default)."),
    ),
    gathered(
        "sampled",
        _sampled,
        *("dialect", "sampling", "temperature", "top_p", "top_k", "min_p", "thinking_budget", "reserve", "force"),
    ),
    gathered("ask", AskOptions),
)
asking = _together(ask, judging)
