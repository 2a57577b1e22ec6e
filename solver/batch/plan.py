"""A batch's plan as values, read from TOML or made from options."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from difflib import get_close_matches
from gettext import gettext as _
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

from judge.attempt import Source
from judge.effort import Effort
from judge.languages import LANGUAGES
from judge.wording import cause
from solver.attempt import Job
from solver.batch.errors import BadPlan
from solver.batch.selection import Selection, dates_of, difficulty_of, letters_of
from solver.errors import BadServerAddress
from solver.models.sampling import USUAL, RequestedSampling
from solver.models.server_http import base_url
from solver.models.token_budget import WANTED_TOKENS
from solver.models.wire.request import RESERVE_TOKENS, DialectName, RequestSettings
from solver.outside import read_text, read_toml
from solver.report.statistics.decide import Decide

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Expect:
    """What the server must report about a loaded model; None: anything will do."""

    quantization: str | None = None
    size_gb: float | None = None  # 10⁹ bytes
    context: int | None = None  # tokens, at least


@dataclass(frozen=True, slots=True)
class PlannedModel:
    """One build of a model on one server, and how it is asked."""

    name: str  # our own label, unique in the plan
    model: str  # what the server is asked for
    server: str  # base URL
    efforts: tuple[Effort, ...]
    languages: tuple[str, ...]
    repeats: int = 1
    repair: int = 0
    max_tokens: int | None = None  # None: by effort
    asking: RequestedSampling = USUAL
    statement_lang: str | None = None
    slots: int | None = None
    context: int | None = None
    load: Mapping[str, int | bool] = field(default_factory=dict)  # further fields of LM Studio's load request
    expect: Expect = Expect()
    start: str | None = None
    stop: str | None = None
    worker: str = "ask"  # on a cluster: the resource of the workers that reach its server

    @property
    def cells(self) -> tuple["Cell", ...]:
        """The cells of this model, in the order they are asked."""
        return tuple(Cell(self, effort, language) for language in self.languages for effort in self.efforts)

    @property
    def longest_tokens(self) -> int:
        return max(settings_for(self, effort).max_tokens for effort in self.efforts)


@dataclass(frozen=True, slots=True)
class Cell:
    """One model × effort × language: a row of the report, and what the early stop ends."""

    model: PlannedModel
    effort: Effort
    language: str

    @property
    def id(self) -> tuple[str, str, str]:
        return (self.model.name, self.effort.value, self.language)

    @property
    def name(self) -> str:
        """The name in `between` and in the report; includes the language if the model writes several."""
        name = f"{self.model.name}@{self.effort.value}"
        return name if len(self.model.languages) == 1 else f"{name}/{self.language}"

    def job(self, repeat: int) -> Job:
        return Job(
            source=Source.BATCH,
            label=self.model.name,
            model=self.model.model,
            effort=self.effort,
            language=LANGUAGES[self.language],
            statement_lang=self.model.statement_lang,
            settings=settings_for(self.model, self.effort),
            repeat=repeat,
            repair_rounds=self.model.repair,
        )


@dataclass(frozen=True, slots=True)
class Plan:
    selection: Selection
    models: tuple[PlannedModel, ...]
    seed: int | None = None  # of the order (None: 0) and of the answers (None: drawn for each run)
    until: time | None = None  # local time of day
    decide: Decide | None = None  # None: every cell gets every problem

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for model in self.models for cell in model.cells)


def settings_for(model: PlannedModel, effort: Effort) -> RequestSettings:
    """The request settings of one effort, whatever the server says, so that a later run finds the same key."""
    return model.asking.settings(model.model, effort, model.max_tokens or WANTED_TOKENS[effort])


def read_document(path: Path) -> dict[str, Any]:
    """A plan's file as a TOML document. Raises BadPlan."""
    try:
        return read_toml(read_text(path))
    except (OSError, ValueError) as error:
        raise BadPlan(_("{path} cannot be read: {why}").format(path=path, why=cause(error))) from error


def plan_of(
    document: Mapping[str, Any],
    server_of: Callable[[str], str],
    name: str = "plan",
    label_of: Callable[[str, str], str] = lambda model, _server: model,
) -> Plan:
    """The plan that a TOML document describes. Raises BadPlan, which names the place.

    server_of: the address of the server for a model whose table names none. label_of: the name of a model whose table
    gives it none, from what its server is asked for and the server's address.
    """
    top = _TomlTable(document, name, (*_TOP, *_MODEL_DEFAULTS))
    selection = Selection(
        names=tuple(top.texts("problems")),
        difficulty=top.parsed("difficulty", difficulty_of),
        letters=top.parsed("letters", letters_of),
        dates=top.parsed("dates", dates_of),
    )
    if not selection.names and selection.dates is None:
        raise BadPlan(
            _('{name}: no problems; give problems = ["abc301_a", "abc302..abc310"], or dates').format(name=name)
        )
    seed, until = top.number("seed", int, least=None), top.parsed("until", time_of)
    defaults = {key: document[key] for key in _MODEL_DEFAULTS if key in document}
    tables = document.get("models")
    if not isinstance(tables, list) or not tables or not all(isinstance(table, Mapping) for table in tables):
        raise BadPlan(_("{name}: no models; each is a table [[models]] with a name").format(name=name))
    models = tuple(
        _model(_TomlTable(_with_defaults(table, defaults), f"{name}: models[{number}]", _MODEL), server_of, label_of)
        for number, table in enumerate(tables, start=1)
    )
    names = [model.name for model in models]
    for label in names:
        if names.count(label) > 1:
            raise BadPlan(_("{name}: two models are named {label}; names must differ").format(name=name, label=label))
    plan = Plan(selection, models, seed, until)
    return replace(plan, decide=_decide(top, document.get("decide"), plan))


def _decide(top: "_TomlTable", value: Any, plan: Plan) -> Decide | None:
    """The setting `decide`, which is a boolean or a table."""
    if value is None or value is False:
        return None
    if value is not True and not isinstance(value, Mapping):
        raise top.refusal("decide", _("true, false or a table"))
    table = _TomlTable({} if value is True else value, f"{top.place}: decide", _DECIDE)
    names = {cell.name for cell in plan.cells}
    if len(names) < 2:
        raise BadPlan(
            _("{place}: there is nothing to compare with {name}; add a model or an effort").format(
                place=table.place, name=min(names)
            )
        )
    between = table.pairs("between")
    for first, second in between:
        for name in (first, second):
            if name not in names:
                raise BadPlan(
                    _("{place}: between: there is no cell {name}; there are {names}").format(
                        place=table.place, name=name, names=", ".join(sorted(names))
                    )
                )
        if sum({first, second} == {*pair} for pair in between) > 1 or first == second:
            raise table.refusal("between", _("a list of different pairs"))
    error, smallest = table.number("error", (int, float), least=0), table.number("smallest", (int, float), least=0)
    usual = Decide()
    made = Decide(
        between=between,
        error=usual.error if error is None else float(error),
        smallest=usual.smallest if smallest is None else float(smallest) / 100,
        block=table.number("block", int, least=1) or usual.block,
    )
    if not 0 < made.error < 1:
        raise table.refusal("error", _("a number between 0 and 1"))
    if made.smallest >= 1:
        raise table.refusal("smallest", _("a number of points below 100"))
    return made


# The settings of each table.
_TOP = ("problems", "difficulty", "letters", "dates", "seed", "until", "models", "decide")
_DECIDE = ("between", "error", "smallest", "block")
_EXPECT = ("quantization", "size_gb", "context")
_LOAD_NUMBERS = ("eval_batch_size", "num_experts")
_LOAD_FLAGS = ("flash_attention", "offload_kv_cache_to_gpu")
_MODEL_DEFAULTS = (  # in the plan's own table: for every model
    "efforts",
    "effort",
    "repeats",
    "language",
    "languages",
    "max_tokens",
    "repair",
    "statement_lang",
    "slots",
    "server",
    "sampling",
    "temperature",
    "top_p",
    "top_k",
    "min_p",
    "thinking_budget",
    "reserve",
    "force",
    "dialect",
)
_MODEL = ("name", "model", *_MODEL_DEFAULTS, "context", "load", "expect", "start", "stop", "worker")
_ALTERNATIVES = (("effort", "efforts"), ("language", "languages"))


def _with_defaults(table: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The model's table with the plan's defaults; its `language` also overrides the plan's `languages`."""
    merged = dict(defaults)
    for pair in _ALTERNATIVES:
        if any(key in table for key in pair):
            for key in pair:
                merged.pop(key, None)
    return merged | dict(table)


def _model(table: "_TomlTable", server_of: Callable[[str], str], label_of: Callable[[str, str], str]) -> PlannedModel:
    name, model, start = table.text("name"), table.text("model") or table.text("name"), table.text("start")
    if not model:
        raise BadPlan(_("{place}: no name").format(place=table.place))
    try:
        server = base_url(table.text("server") or server_of(model))
    except BadServerAddress as error:
        raise BadPlan(f"{table.place}: {error}") from error
    asked = table.texts("efforts") or table.texts("effort") or [Effort.MEDIUM.value]
    efforts = [Effort.DEFAULT.value if effort == "none" else effort for effort in asked]
    languages = table.texts("languages") or table.texts("language") or ["python"]
    expect = _TomlTable(table.table("expect"), f"{table.place}: expect", _EXPECT)
    load = _TomlTable(table.table("load"), f"{table.place}: load", (*_LOAD_NUMBERS, *_LOAD_FLAGS))
    return PlannedModel(
        # The label must not depend on whether a server that the plan starts is running already.
        name=name or (model if start else label_of(model, server)),
        model=model,
        server=server,
        efforts=tuple(Effort(table.one_of("efforts", effort, [e.value for e in Effort])) for effort in _once(efforts)),
        languages=tuple(table.one_of("language", language, LANGUAGES) for language in _once(languages)),
        repeats=table.number("repeats", int, least=1) or 1,
        repair=table.number("repair", int, least=0) or 0,
        max_tokens=table.number("max_tokens", int, least=1),
        asking=_asking(table),
        statement_lang=table.parsed("statement_lang", lambda text: table.one_of("statement_lang", text, ("ja", "en"))),
        slots=table.number("slots", int, least=1),
        context=table.number("context", int, least=1),
        expect=Expect(
            quantization=expect.text("quantization"),
            size_gb=expect.number("size_gb", (int, float), least=0),
            context=expect.number("context", int, least=1),
        ),
        load={key: value for key in _LOAD_NUMBERS if (value := load.number(key, int, least=1)) is not None}
        | {key: load.flag(key, False) for key in _LOAD_FLAGS if key in table.table("load")},
        start=start,
        stop=table.text("stop"),
        worker=table.text("worker") or "ask",
    )


def _asking(table: "_TomlTable") -> RequestedSampling:
    dialect = table.text("dialect")
    reserve = table.number("reserve", int, least=1) or RESERVE_TOKENS
    return RequestedSampling(
        dialect=None if dialect is None else DialectName(table.one_of("dialect", dialect, list(DialectName))),
        server_samples=table.one_of("sampling", table.text("sampling") or "family", ("family", "server")) == "server",
        temperature=table.number("temperature", (int, float), least=0),
        top_p=table.number("top_p", (int, float), least=0),
        top_k=table.number("top_k", int, least=0),
        min_p=table.number("min_p", (int, float), least=0),
        thinking_budget=table.number("thinking_budget", int, least=0),
        reserve_tokens=reserve if table.flag("force", True) else None,
    )


def time_of(text: str) -> time:
    """A time of day such as 07:00. Raises ValueError."""
    try:
        return time.fromisoformat(text.strip().zfill(5))
    except ValueError as error:
        raise ValueError(_("a time of day looks like 07:00")) from error


def _once(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _is_within(value: Any, least: int | None) -> bool:
    """Whether a number is finite (TOML has nan and inf) and not too small."""
    return isfinite(value) and (least is None or value >= least)


class _TomlTable:
    """A TOML table that knows its place in the document.

    Raises BadPlan for a key that is no setting of it, before anything is found missing: a typo must not ruin a run.
    """

    def __init__(self, values: Mapping[str, Any], place: str, settings: Collection[str]) -> None:
        self.place = place
        self._values, self._settings = values, settings
        for key in values:
            if key not in settings:
                near = "".join(get_close_matches(key, settings, n=1))
                words = _("{place}: there is no setting {key}; `kyoso batch --example` shows all")
                if near:
                    words = _("{place}: there is no setting {key}. Did you mean {near}?")
                raise BadPlan(words.format(place=place, key=key, near=near))

    def text(self, key: str) -> str | None:
        value = self._get(key)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self.refusal(key, _("a text"))
        return value

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        rows = self._get(key) or []
        if not isinstance(rows, list) or not all(
            isinstance(row, list) and len(row) == 2 and all(isinstance(name, str) for name in row) for row in rows
        ):
            raise self.refusal(key, _('a list of pairs like [["20b@low", "20b@high"]]'))
        return tuple((row[0], row[1]) for row in rows)

    def texts(self, key: str) -> list[str]:
        """A list of strings; a single string counts as a list of one."""
        value = self._get(key)
        if value is None:
            return []
        rows = [value] if isinstance(value, str) else value
        if not isinstance(rows, list) or not all(isinstance(row, str) and row.strip() for row in rows):
            raise self.refusal(key, _("a list of texts"))
        return rows

    def number(self, key: str, kind: type[T] | tuple[type[T], ...], least: int | None) -> T | None:
        value = self._get(key)
        if value is None:
            return None
        if not isinstance(value, kind) or isinstance(value, bool) or not _is_within(value, least):
            if kind is int:
                wanted = _("a whole number") if least is None else _("a whole number from {least}")
            else:
                wanted = _("a number") if least is None else _("a number from {least}")
            raise self.refusal(key, wanted.format(least=least))
        return value

    def flag(self, key: str, otherwise: bool) -> bool:
        value = self._get(key)
        if value is not None and not isinstance(value, bool):
            raise self.refusal(key, _("true or false"))
        return otherwise if value is None else value

    def table(self, key: str) -> Mapping[str, Any]:
        value = self._get(key)
        if value is not None and not isinstance(value, Mapping):
            raise self.refusal(key, _("a table"))
        return value or {}

    def parsed(self, key: str, parse: Callable[[str], T]) -> T | None:
        value = self._get(key)
        if isinstance(value, (date, time)):
            value = value.isoformat()
        if isinstance(value, list) and all(isinstance(row, str) for row in value):
            value = ",".join(value)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.refusal(key, _("a text"))
        try:
            return parse(value)
        except ValueError as error:
            raise BadPlan(
                _("{place}: {key} = {value!r}: {why}").format(place=self.place, key=key, value=value, why=cause(error))
            ) from error

    def one_of(self, key: str, value: str, allowed: Any) -> str:
        if value not in allowed:
            raise self.refusal(key, _("one of {words}").format(words=", ".join(allowed)), value)
        return value

    def _get(self, key: str) -> Any:
        assert key in self._settings
        return self._values.get(key)

    def refusal(self, key: str, wanted: str, value: Any = None) -> BadPlan:
        """The error that the key's value is not what is wanted."""
        shown = self._values.get(key) if value is None else value
        return BadPlan(
            _("{place}: {key} = {value!r} is not {wanted}").format(
                place=self.place, key=key, value=shown, wanted=wanted
            )
        )
