"""A batch's plan as values, read from TOML or made from options."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from difflib import get_close_matches
from gettext import gettext as _
from itertools import chain
from math import inf
from pathlib import Path
from typing import Any, TypeVar

from judge.attempt import Source
from judge.effort import Effort
from judge.languages import LANGUAGES
from judge.wording import cause
from solver.attempt import Job
from solver.batch.errors import BadPlan
from solver.batch.selection import Selection, dates_of, difficulty_of, letters_of, names_in
from solver.errors import BadServerAddress
from solver.models.sampling import USUAL, RequestedSampling
from solver.models.server_http import base_url
from solver.models.token_budget import WANTED_TOKENS
from solver.models.wire.clean import one_line
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
    unpaired: frozenset[str] = frozenset()  # cells that are not asked, since `between` has them in no pair

    @property
    def cells(self) -> tuple["Cell", ...]:
        """The cells of this model, in the order they are asked."""
        every = (Cell(self, effort, language) for language in self.languages for effort in self.efforts)
        return tuple(cell for cell in every if cell.name not in self.unpaired)

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
    unpaired: tuple[str, ...] = ()  # cells that were left out: `between` has them in no pair

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
    """The plan that a TOML document describes. Raises BadPlan, with a line for each mistake and its place.

    server_of: the address of the server for a model whose table names none. label_of: the name of a model whose table
    gives it none, from what its server is asked for and the server's address.
    """
    mistakes: list[str] = []
    top = _TomlTable(document, name, (*_TOP, *_MODEL_DEFAULTS), mistakes)
    selection = Selection(
        names=tuple(one for names in top.texts("problems") for one in top.read("problems", names, names_in) or ()),
        difficulty=top.parsed("difficulty", difficulty_of),
        letters=top.parsed("letters", letters_of),
        dates=top.parsed("dates", dates_of),
    )
    if not selection.names and selection.dates is None:
        top.missing(_('no problems; give problems = ["abc301_a", "abc302..abc310"], or dates'), "problems", "dates")
    seed, until = top.number("seed", int, least=-inf), top.parsed("until", time_of)
    tables = document.get("models")
    if not isinstance(tables, list) or not tables or not all(isinstance(table, Mapping) for table in tables):
        top.missing(_("no models; each is a table [[models]] with a name"), "models")
        tables = []
    before = len(mistakes)
    models = tuple(
        _model(_TomlTable(table, f"{name}: models[{number}]", _MODEL, mistakes, top), server_of, label_of)
        for number, table in enumerate(tables, start=1)
    )
    for label, count in Counter(model.name for model in models if model.name).items():
        if count > 1:
            mistakes.append(_("{name}: two models are named {label}; names must differ").format(name=name, label=label))
    plan = Plan(selection, models, seed, until)
    # Names of cells can be checked only if the models are as they are meant.
    are_meant = len(mistakes) == before and top.wrong.isdisjoint(_MODEL_DEFAULTS)
    plan = replace(plan, decide=_decide(top, plan.cells if are_meant else ()))
    if mistakes:
        raise BadPlan("\n".join(dict.fromkeys(one_line(mistake, 1_000) for mistake in mistakes)))
    return _of_pairs(plan)


def _of_pairs(plan: Plan) -> Plan:
    """The plan without the cells that are in no pair of its `between`: nothing is asked of them."""
    paired = frozenset(chain.from_iterable(plan.decide.between if plan.decide else ()))
    unpaired = frozenset(cell.name for cell in plan.cells) - paired if paired else frozenset()
    models = (replace(model, unpaired=unpaired) for model in plan.models)
    # A model asks for its efforts and a server is looked at even before the first question.
    narrowed = (replace(model, efforts=tuple(dict.fromkeys(cell.effort for cell in model.cells))) for model in models)
    return replace(plan, models=tuple(model for model in narrowed if model.efforts), unpaired=tuple(sorted(unpaired)))


def _decide(top: "_TomlTable", cells: Sequence[Cell]) -> Decide | None:
    """The setting `decide`, which is a boolean or a table. cells: empty if they are not known."""
    value = top.checked("decide", _("true, false or a table"), lambda value: isinstance(value, (bool, Mapping)))
    if value is None or value is False:
        return None
    table = top.inner("decide", _DECIDE)
    names = sorted({cell.name for cell in cells})
    if len(names) == 1:
        table.mistake(_("there is nothing to compare with {name}; add a model or an effort").format(name=names[0]))
    pairs = table.checked("between", _('a list of pairs like [["20b@low", "20b@high"]]'), _is_pairs) or []
    if len({frozenset(pair) for pair in pairs}) < len(pairs) or any(first == second for first, second in pairs):
        table.refuse("between", _("a list of different pairs"), pairs)
    for name in dict.fromkeys(chain.from_iterable(pairs)) if len(names) > 1 else ():
        if name not in names:
            told = _("between: there is no cell {name}; there are {names}")
            table.mistake(told.format(name=name, names=", ".join(names)))
    usual = Decide()
    error = table.checked("error", _("a number between 0 and 1"), lambda value: _is_number(value) and 0 < value < 1)
    smallest = table.checked(
        "smallest", _("a number of points below 100"), lambda value: _is_number(value) and 0 <= value < 100
    )
    return Decide(
        between=tuple((first, second) for first, second in pairs),
        error=usual.error if error is None else float(error),
        smallest=usual.smallest if smallest is None else float(smallest) / 100,
        block=table.number("block", int, least=1) or usual.block,
    )


def _is_pairs(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(name, str) for name in pair) for pair in value
    )


# The settings of each table.
_TOP = ("problems", "difficulty", "letters", "dates", "seed", "until", "models", "decide")
_DECIDE = ("between", "error", "smallest", "block")
_EXPECT = ("quantization", "size_gb", "context")
_LOAD_NUMBERS = ("eval_batch_size", "num_experts")
_LOAD_FLAGS = ("flash_attention", "offload_kv_cache_to_gpu")
_ANSWERS = ("efforts", "effort", "repeats", "languages", "language", "max_tokens", "repair", "statement_lang")
_SAMPLING = ("sampling", "temperature", "top_p", "top_k", "min_p", "thinking_budget", "reserve", "force", "dialect")
_MODEL_DEFAULTS = (*_ANSWERS, *_SAMPLING, "slots", "server")  # in the plan's own table: for every model
_MODEL = ("name", "model", *_MODEL_DEFAULTS, "context", "load", "expect", "start", "stop", "worker")
_ALTERNATIVES = {"effort": "efforts", "efforts": "effort", "language": "languages", "languages": "language"}


def _model(table: "_TomlTable", server_of: Callable[[str], str], label_of: Callable[[str, str], str]) -> PlannedModel:
    """The model, with usual values in place of the mistakes; its name is empty if nothing gives one."""
    name, start = table.text("name"), table.text("start")
    model = table.text("model") or name or ""
    if not model:
        table.missing(_("no name"), "name", "model")
    server = ""
    try:
        if address := table.text("server") or (model and server_of(model)):
            server = base_url(address)
    except BadServerAddress as error:
        table.mistake(str(error))
    asked = table.texts("efforts") or table.texts("effort") or [Effort.MEDIUM.value]
    efforts = [Effort.DEFAULT.value if effort == "none" else effort for effort in asked]
    languages = table.texts("languages") or table.texts("language") or ["python"]
    for key in ("expect", "load"):
        table.checked(key, _("a table"), lambda value: isinstance(value, Mapping))
    expect, load = table.inner("expect", _EXPECT), table.inner("load", (*_LOAD_NUMBERS, *_LOAD_FLAGS))
    numbers = {key: load.number(key, int, least=1) for key in _LOAD_NUMBERS}
    flags = {key: load.flag(key) for key in _LOAD_FLAGS}
    return PlannedModel(
        # The label must not depend on whether a server that the plan starts is running already.
        name=name or (model if start or not model else label_of(model, server)),
        model=model,
        server=server,
        efforts=tuple(map(Effort, table.words("efforts", efforts, [effort.value for effort in Effort]))),
        languages=tuple(table.words("language", languages, LANGUAGES)),
        repeats=table.number("repeats", int, least=1) or 1,
        repair=table.number("repair", int) or 0,
        max_tokens=table.number("max_tokens", int, least=1),
        asking=_asking(table),
        statement_lang=table.word("statement_lang", ("ja", "en")),
        slots=table.number("slots", int, least=1),
        context=table.number("context", int, least=1),
        expect=Expect(
            quantization=expect.text("quantization"),
            size_gb=expect.number("size_gb", (int, float)),
            context=expect.number("context", int, least=1),
        ),
        load={key: value for key, value in (numbers | flags).items() if value is not None},
        start=start,
        stop=table.text("stop"),
        worker=table.text("worker") or "ask",
    )


def _asking(table: "_TomlTable") -> RequestedSampling:
    dialect = table.word("dialect", list(DialectName))
    reserve = table.number("reserve", int, least=1) or RESERVE_TOKENS
    return RequestedSampling(
        dialect=None if dialect is None else DialectName(dialect),
        server_samples=table.word("sampling", ("family", "server")) == "server",
        temperature=table.number("temperature", (int, float)),
        top_p=table.number("top_p", (int, float)),
        top_k=table.number("top_k", int),
        min_p=table.number("min_p", (int, float)),
        thinking_budget=table.number("thinking_budget", int),
        reserve_tokens=None if table.flag("force") is False else reserve,
    )


def time_of(text: str) -> time:
    """A time of day such as 07:00. Raises ValueError."""
    try:
        return time.fromisoformat(text.strip().zfill(5))
    except ValueError as error:
        raise ValueError(_("a time of day looks like 07:00")) from error


class _TomlTable:
    """A TOML table that knows its place in the document.

    Whatever is wrong with it becomes a line in `mistakes`, and is read as if it were not there. What is missing is no
    mistake of its own if something in its place was wrong or misspelt.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        place: str,
        settings: Collection[str],
        mistakes: list[str],
        defaults: "_TomlTable | None" = None,
    ) -> None:
        """defaults: where settings that this table lacks are looked up, if they are settings of both."""
        self._values, self._place, self._settings = values, place, settings
        self._mistakes, self._defaults = mistakes, defaults
        self.wrong: set[str] = set()  # the settings that a mistake is about
        for key in values:
            if key not in settings:
                near = "".join(get_close_matches(key, settings, n=1))
                words = _("there is no setting {key}; `kyoso batch --example` shows all")
                if near:
                    words = _("there is no setting {key}. Did you mean {near}?")
                self.mistake(words.format(key=key, near=near), near)

    def mistake(self, line: str, *keys: str) -> None:
        self._mistakes.append(f"{self._place}: {line}")
        self.wrong.update(keys)

    def missing(self, line: str, *keys: str) -> None:
        """Note that these settings are missing, unless a mistake explains it."""
        if not self.wrong.intersection(keys):
            self.mistake(line, *keys)

    def refuse(self, key: str, wanted: str, value: Any) -> None:
        """Note that the key's value is not what is wanted."""
        line = _("{key} = {value!r} is not {wanted}").format(key=key, value=value, wanted=wanted)
        self._owner(key).mistake(line, key)

    def checked(self, key: str, wanted: str, fits: Callable[[Any], bool]) -> Any:
        """The key's value; None if there is none that fits."""
        value = self._get(key)
        if value is None or fits(value):
            return value
        self.refuse(key, wanted, value)
        return None

    def text(self, key: str) -> str | None:
        text: str | None = self.checked(key, _("a text"), _is_text)
        return text

    def texts(self, key: str) -> list[str]:
        """A list of strings; a single string counts as a list of one."""
        value = self.checked(
            key,
            _("a list of texts"),
            lambda rows: all(map(_is_text, rows)) if isinstance(rows, list) else _is_text(rows),
        )
        return [value] if isinstance(value, str) else value or []

    def number(self, key: str, kind: type[T] | tuple[type[T], ...], least: float = 0) -> T | None:
        if kind is int:
            wanted = _("a whole number") if least == -inf else _("a whole number from {least}")
        else:
            wanted = _("a number from {least}")
        number: T | None = self.checked(
            key, wanted.format(least=least), lambda value: _is_number(value, kind) and least <= value < inf
        )
        return number

    def flag(self, key: str) -> bool | None:
        flag: bool | None = self.checked(key, _("true or false"), lambda value: isinstance(value, bool))
        return flag

    def inner(self, key: str, settings: Collection[str]) -> "_TomlTable":
        """The table of that name; empty without one."""
        value = self._get(key)
        return _TomlTable(
            value if isinstance(value, Mapping) else {}, f"{self._place}: {key}", settings, self._mistakes
        )

    def parsed(self, key: str, parse: Callable[[str], T]) -> T | None:
        value = self._get(key)
        if isinstance(value, (date, time)):
            value = value.isoformat()
        if isinstance(value, list) and all(isinstance(row, str) for row in value):
            value = ",".join(value)
        if isinstance(value, str):
            return self.read(key, value, parse)
        if value is not None:
            self.refuse(key, _("a text"), value)
        return None

    def read(self, key: str, value: str, parse: Callable[[str], T]) -> T | None:
        """What the value, or this part of it, means; None if it means nothing."""
        try:
            return parse(value)
        except ValueError as error:
            self.mistake(_("{key} = {value!r}: {why}").format(key=key, value=value, why=cause(error)), key)
            return None

    def words(self, key: str, words: Iterable[str], allowed: Collection[str]) -> list[str]:
        """Those of the words that are allowed, each once."""
        found = list(dict.fromkeys(words))
        for word in found:
            if word not in allowed:
                self.refuse(key, _("one of {words}").format(words=", ".join(allowed)), word)
        return [word for word in found if word in allowed]

    def word(self, key: str, allowed: Collection[str]) -> str | None:
        value = self.text(key)
        return None if value is None else next(iter(self.words(key, [value], allowed)), None)

    def _get(self, key: str) -> Any:
        assert key in self._settings
        return self._owner(key)._values.get(key)

    def _owner(self, key: str) -> "_TomlTable":
        """The table that gives the setting: a model's `language` also overrides the plan's `languages`."""
        given = key in self._values or _ALTERNATIVES.get(key) in self._values
        return self if given or self._defaults is None or key not in self._defaults._settings else self._defaults


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any, kind: Any = (int, float)) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)
