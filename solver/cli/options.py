"""Options that several commands share, and the parts that they build."""

from collections.abc import Callable
from datetime import UTC, datetime
from gettext import gettext as _
from pathlib import Path
from typing import Any, TypeVar

import click

from judge.attempt import Effort
from solver.view import output

note = output.note  # a line for the person, on stderr

F = TypeVar("F", bound=Callable[..., Any])


class _EffortChoice(click.Choice[str]):
    """An effort by name; "none" is the older name of default."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return super().convert("default" if value == "none" else value, param, ctx)


EFFORT = _EffortChoice([effort.value for effort in Effort])


def default_home() -> Path:
    """Where the cache and the log are, when nobody says."""
    from platformdirs import user_data_path

    return user_data_path("kyoso")


def now() -> datetime:
    """The clock of every command."""
    return datetime.now(UTC)


def common(command: F) -> F:
    """--json, --home and --lang, which every command takes."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help=_("Print JSON for programs on stdout, and nothing else.")),
        click.option(
            "--home",
            type=click.Path(path_type=Path, file_okay=False),
            envvar="KYOSO_HOME",
            default=default_home,
            show_default=False,
            help=_("Where pages and the log are kept (KYOSO_HOME)."),
        ),
        # Read before click sees it (see solver.view.language); declared so that it may stand after the command too.
        click.option(
            "--lang",
            type=click.Choice(["en", "ja"]),
            expose_value=False,
            help=_("The language of messages; else the locale's."),
        ),
    ):
        command = option(command)
    return command


def site(command: F) -> F:
    """Where pages come from."""
    for option in (
        click.option(
            "--site",
            "site_url",
            envvar="KYOSO_SITE",
            default="https://atcoder.jp",
            show_default=True,
            help=_("The site that problems are fetched from (KYOSO_SITE)."),
        ),
        click.option(
            "--resources",
            "resources_url",
            envvar="KYOSO_RESOURCES",
            default="https://kenkoooo.com/atcoder/resources",
            show_default=True,
            help=_("Where contests.json and problem-models.json are (KYOSO_RESOURCES)."),
        ),
    ):
        command = option(command)
    return command


def reuse(command: F) -> F:
    """How many submissions share a container."""
    return click.option(
        "--reuse",
        type=click.IntRange(min=1),
        default=1,
        show_default=True,
        help=_("Submissions that share a container, wiped in between (Docker only)."),
    )(command)


def sandbox(command: F) -> F:
    """Which sandbox runs the code."""
    return click.option(
        "--sandbox",
        "sandbox_kind",
        type=click.Choice(["auto", "docker", "bwrap"]),
        envvar="KYOSO_SANDBOX",
        default="auto",
        show_default=True,
        help=_("What runs the code (KYOSO_SANDBOX): auto takes Docker where its image is built, else bubblewrap."),
    )(command)


def likely(command: F) -> F:
    """Whether what passes the samples is looked at further."""
    return click.option(
        "--likely/--no-likely",
        "look_beyond",
        envvar="KYOSO_LIKELY",
        default=True,
        help=_("Run what passes the samples on generated inputs too (KYOSO_LIKELY; the default)."),
    )(command)


def server(command: F) -> F:
    """Which model server is asked."""
    for option in (
        click.option(
            "--server",
            envvar="KYOSO_SERVER",
            default="http://127.0.0.1:1234",
            show_default=True,
            help=_("The model server's address, with or without /v1 (KYOSO_SERVER)."),
        ),
        click.option("--api-key", envvar="KYOSO_API_KEY", help=_("The server's key, if it wants one (KYOSO_API_KEY).")),
    ):
        command = option(command)
    return command


def patience(command: F) -> F:
    """How long a model is waited for."""
    for option in (
        click.option(
            "--first-token-timeout",
            type=click.FloatRange(min=0, min_open=True),
            default=3600.0,
            show_default=True,
            help=_("Seconds until the first word, the queue and the reading of the prompt included."),
        ),
        click.option(
            "--silence-timeout",
            type=click.FloatRange(min=0, min_open=True),
            default=600.0,
            show_default=True,
            help=_("Seconds of silence in the middle of an answer."),
        ),
    ):
        command = option(command)
    return command
