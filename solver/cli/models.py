"""`kyoso models`: the servers found, what they have loaded, whether the effort has an effect, and how fast they are."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from gettext import gettext as _
from pathlib import Path
from shutil import get_terminal_size
from typing import Any

import click
from rich.table import Table

from judge.effort import Effort
from judge.log.log import Log
from judge.log.server_records import SpeedRecord, ToolCheckRecord
from judge.progress import silent
from judge.wording import worded
from solver.cli import options
from solver.cli.exit_codes import ExitCode
from solver.cli.progress_line import progress_line
from solver.known_effort import AttestationTarget, attest_now
from solver.memory import MemoryFit, fit_of, fit_warning, free_bytes, machine_words
from solver.models.attest import EFFORTS, Attestation
from solver.models.client import ModelClient
from solver.models.effort_questions import Finding, Round
from solver.models.listed import Model, Server, no_such_model
from solver.models.servers import context_warnings, dialects_for, discover
from solver.models.speed import SpeedRow, measure
from solver.view.load_words import load_words
from solver.view.output import print_json, print_table, put
from solver.view.show import ALL_COLUMNS


@click.command(
    "models",
    help=_(
        "List the model servers found at KYOSO_SERVER and on this machine's usual ports, and their models. --attest "
        "checks whether the effort really has an effect; --speed measures how fast a model is."
    ),
    epilog=_("Example: kyoso models --attest openai/gpt-oss-20b"),
)
@click.option("--attest", "attested", metavar="MODEL", help=_("Check whether this model's effort has an effect."))
@click.option("--speed", "timed", metavar="MODEL", help=_("Measure tokens/s and first token, by effort."))
@click.option("--tools", "called", metavar="MODEL", help=_("Ask twenty small tasks that need tool calls."))
@click.option(
    "-e",
    "--effort",
    "efforts",
    type=options.EFFORT,
    multiple=True,
    help=_("Efforts for --speed and the warnings; repeatable (default: low, medium and high)."),
)
@click.option("--server", envvar="KYOSO_SERVER", help=_("Server addresses, separated by commas (KYOSO_SERVER)."))
@click.option("--api-key", envvar="KYOSO_API_KEY", help=_("The server's key, if it wants one (KYOSO_API_KEY)."))
@options.common
def command(
    attested: str | None,
    timed: str | None,
    called: str | None,
    efforts: tuple[Effort, ...],
    server: str | None,
    api_key: str | None,
    home: Path,
    as_json: bool,
) -> ExitCode:
    addresses = [address.strip() for address in (server or "").split(",") if address.strip()]
    wanted = list(efforts or EFFORTS)
    absent: list[Exception] = []
    servers = discover(addresses, api_key, on_absent=absent.append)
    for why in absent:
        options.note(_("warning: {warning}").format(warning=why))
    if not servers and not absent:
        options.note(
            _(
                "No model server answers. Start LM Studio's server (Developer tab), llama-server or Ollama, or give "
                "its address with --server."
            )
        )
    if not servers:
        return ExitCode.UNAVAILABLE
    if attested is None and timed is None and called is None:
        _list(servers, wanted, as_json)
    if attested is not None:
        _attest(*_where(servers, attested), home, api_key, as_json)
    if timed is not None:
        _speed(*_where(servers, timed), wanted, home, api_key, as_json)
    if called is not None:
        effort = efforts[0] if efforts else Effort.MEDIUM
        _check_tools(*_where(servers, called), effort, home, api_key, as_json)
    return ExitCode.OK


def _where(servers: Sequence[Server], model: str) -> tuple[Server, Model]:
    """The server that has the model, and its row there. Raises NoSuchModel."""
    for server in servers:
        if (row := server.find(model)) is not None:
            return server, row
    raise no_such_model(model, servers)


def _list(servers: Sequence[Server], efforts: Sequence[Effort], as_json: bool) -> None:
    models = [model for server in servers for model in server.models]
    free = free_bytes()
    if as_json:
        for model in models:
            fit = fit_of(model, models, free)
            print_json({**asdict(model), "memory": fit, "warnings": list(context_warnings(model, efforts))})
        return
    for server in servers:
        put(f"{server.kind.value} {server.build or ''} {server.url}".replace("  ", " "))
        if server.models:
            print_table(models_table(server.models, {model.id: fit_of(model, models, free) for model in server.models}))
        else:
            put(_("no models"))
        for model in server.models:
            if words := load_words(model.load):
                put(_("{name} was loaded with: {settings}").format(name=model.id, settings=words))
    for model in models:
        for line in context_warnings(model, efforts):
            options.note(_("warning: {warning}").format(warning=line))
        if free is not None and fit_of(model, models, free) is MemoryFit.TOO_LARGE:
            options.note(_("warning: {warning}").format(warning=fit_warning(model, free)))


def _client(server: Server, api_key: str | None) -> ModelClient:
    return ModelClient(server.url, api_key=api_key, dialects=dialects_for(server))


def _attest(server: Server, row: Model, home: Path, api_key: str | None, as_json: bool) -> None:
    model = row.id
    options.note(_("Asking {model} at {server} small questions at each effort.").format(model=model, server=server.url))
    with Log(home) as log, _client(server, api_key) as client, progress_line(model) as progress:
        target = AttestationTarget(client, model, Effort.MEDIUM, server.build or "", row)

        def told(one: Round) -> None:
            text = _("round {number}: {lengths} tokens at {levels}")
            lengths = " / ".join(map(str, one.reasoning if any(one.reasoning) else one.completion))
            options.note(text.format(number=one.number + 1, lengths=lengths, levels=" / ".join(target.levels)))

        found = attest_now(target, log, options.now, progress, silent if as_json else told)
    if as_json:
        print_json(attestation_json(found))
        return
    if found.rounds:
        print_table(_medians_table(found))
    finding = {
        Finding.HONOURED: _("honoured"),
        Finding.IGNORED: _("ignored"),
        Finding.REFUSED: _("refused"),
        Finding.UNCLEAR: _("unclear"),
    }[found.finding]
    text = _("effort of {model} by {dialect}: {finding} ({why})")
    put(text.format(model=model, dialect=found.dialect.value, finding=finding, why=found.why.shown()))


def _speed(
    server: Server, row: Model, efforts: Sequence[Effort], home: Path, api_key: str | None, as_json: bool
) -> None:
    model, machine = row.id, machine_words()
    options.note(
        _("Measuring {model} at {server} on {machine}.").format(model=model, server=server.url, machine=machine)
    )
    with _client(server, api_key) as client:
        salt = f"{time.time_ns():x}"
        rows = measure(client, model, efforts, salt, row.loaded_context_tokens)
    kept = [
        SpeedRecord(
            model=model,
            server=server.url,
            server_build=server.build or "",
            machine=machine,
            quantization=row.quantization,
            context_tokens=row.loaded_context_tokens,
            slots=row.slots,
            load=row.load or None,
            **asdict(speed),
        )
        for speed in rows
    ]
    with Log(home, options.note) as log:
        for speed in kept:
            log.models.keep_speed(speed, options.now())
    if as_json:
        for speed in kept:
            print_json(asdict(speed))
        return
    if words := load_words(row.load):
        put(_("{name} was loaded with: {settings}").format(name=model, settings=words))
    print_table(speed_table(rows))
    for speed in kept:
        if speed.why:
            text = _("{effort}, {prompt} prompt: not measured ({why})")
            options.note(text.format(effort=speed.effort, prompt=speed.prompt, why=worded(speed.why)))


def _check_tools(server: Server, row: Model, effort: Effort, home: Path, api_key: str | None, as_json: bool) -> None:
    from solver.models.tool_check import TaskResult, check, tasks

    total = len(tasks())

    def told(number: int, result: TaskResult) -> None:
        word = _("right") if result.result_used else _("wrong")
        options.note(_("task {number} of {total}: {word}").format(number=number, total=total, word=word))

    with _client(server, api_key) as client:
        found = check(client, row.id, effort, told)
    kept = ToolCheckRecord(row.id, server.url, server.build or "", effort.value, **asdict(found))
    with Log(home) as log:
        log.models.keep_tool_check(kept, options.now())
    if as_json:
        print_json(asdict(kept))
        return
    for words, count, of in (
        (_("calls well formed"), found.well_formed, found.tasks),
        (_("right function"), found.right_function, found.tasks),
        (_("right arguments"), found.right_arguments, found.tasks),
        (_("result used in the answer"), found.result_used, found.tasks),
        (_("recovered after an error"), found.recovered, found.errors),
    ):
        put(f"{count:3} / {of}  {words}")


def attestation_json(found: Attestation) -> dict[str, Any]:
    return {
        **{name: value for name, value in asdict(found).items() if name != "others"},
        "why": str(found.why),
        "rounds": [list(lengths) for lengths in found.rounds],
        "medians": dict(zip((effort.value for effort in found.levels), found.medians(), strict=False)),
        "honoured": found.honoured(),
    }


def models_table(models: Iterable[Model], fits: Mapping[str, MemoryFit | None]) -> Table:
    """One row per model; on a narrow terminal without their slots."""
    words = {
        MemoryFit.FITS: _("fits in memory"),
        MemoryFit.AFTER_UNLOADING: _("fits alone in memory"),
        MemoryFit.TOO_LARGE: _("too large for memory"),
    }
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("model"), overflow="fold", min_width=18)
    wide = get_terminal_size().columns >= ALL_COLUMNS
    for name in (_("build"), _("size"), _("context"), *([_("slots")] if wide else [])):
        table.add_column(name, justify="right")
    for model in models:
        build = " ".join(word for word in (model.format, model.quantization) if word)
        fit = fits.get(model.id)
        table.add_row(
            model.id if fit is None else f"{model.id}\n  {words[fit]}",
            build or "?",
            "?" if model.size_bytes is None else f"{model.size_bytes / 1e9:.2f} GB",
            _context(model),
            *(["?" if model.slots is None else str(model.slots)] if wide else []),
        )
    return table


def _context(model: Model) -> str:
    most = "?" if model.max_context_tokens is None else str(model.max_context_tokens)
    if model.loaded is False:
        return _("not loaded, {most}").format(most=most)
    return f"{model.loaded_context_tokens or '?'} / {most}"


def _medians_table(found: Attestation) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("effort"))
    for name in (_("median tokens"), _("least"), _("most")):
        table.add_column(name, justify="right")
    for effort, median, column in zip(found.levels, found.medians(), zip(*found.rounds, strict=True), strict=True):
        table.add_row(effort.value, f"{median:g}", str(min(column)), str(max(column)))
    return table


def speed_table(rows: Iterable[SpeedRow]) -> Table:
    """Tokens per second and time to the first token, one row per effort and prompt."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(_("effort"))
    table.add_column(_("prompt"))
    for name in (_("prompt tokens"), _("tokens/s"), _("first token s")):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(
            row.effort.value,
            _("long") if row.prompt == "long" else _("short"),
            "–" if row.prompt_tokens is None else str(row.prompt_tokens),
            "–" if row.tokens_per_s is None else f"{row.tokens_per_s:.2f}",
            "–" if row.first_token_s is None else f"{row.first_token_s:.2f}",
        )
    return table
