"""Checks whether an input fits a format: reads it into values, then checks every domain and relation."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from problems.inputs import format as form
from problems.inputs.evaluate import Exact, Unevaluable, evaluator, whole
from problems.inputs.expressions import Expression, Variable, variables_of
from problems.inputs.relation_flaws import brief, flaw_of, hoist_aggregates, plus, sum_of, sum_out_of_range
from problems.inputs.tree import tokens_in

ScopeValues = dict[str, Any]  # as problems.inputs.format describes

MAX_DIGITS = 4000  # of one integer; longer ones are read as strings

_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.([0-9]+))?")


def match_input(fmt: form.InputFormat, data: bytes) -> ScopeValues | form.Refusal:
    """The values of an input, in the shape that problems.inputs.format describes, or why it does not fit the format.

    Lines must break where the layout says; the number of blanks around and between tokens does not matter, nor do blank
    lines at the end. Works for any bytes, in roughly linear time.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return form.Refusal(1, "not UTF-8")
    reader = _Reader(text)
    try:
        values = reader.scope(fmt.scope, {})
        reader.end()
    except _Refused as refused:
        return form.Refusal(refused.line, refused.reason)
    except Unevaluable as error:
        return form.Refusal(max(1, reader.at), str(error))
    return values


def indices_of(scope: form.Scope) -> dict[str, tuple[str, ...]]:
    """The names of the indices that each variable of a scope (not of the scopes inside it) is laid out with.

    A variable whose places are all written out (A_1 A_2 A_3) has none of these and is left out, as are scalars.
    """
    found: dict[str, tuple[str, ...]] = {}
    for token in tokens_in(scope.nodes):
        indices = [index.name for index in token.variable.indices if isinstance(index, Variable) and not index.indices]
        if indices and len(indices) == len(token.variable.indices):
            found.setdefault(token.variable.name, tuple(indices))
    return found


class _Refused(Exception):
    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


@dataclass(slots=True)
class _Frame:
    """A scope while it is read: its own values, and everything that its expressions can see."""

    scope: form.Scope
    values: ScopeValues
    seen: dict[str, Any]  # the values around it, its own, and the current indices
    first_line: dict[str, int] = field(default_factory=dict)
    totals: dict[int, tuple[form.Total, Exact]] = field(default_factory=dict)  # over its cases, by the relation's id


class _Reader:
    """Reads the lines of one input. `at` is the number of the last line read."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        while self.lines and not self.lines[-1].strip():
            self.lines.pop()
        self.at = 0
        self.steps = 20 * len(text) + 10_000  # iterations of all loops together; an input that needs more is malicious
        self.tokens: list[str] = []
        self.column = 0
        self.plans: dict[int, _ReadingPlan] = {}  # by the scope's id; a query's is used for every such query

    # --- reading ---

    def scope(self, scope: form.Scope, around: Mapping[str, Any]) -> ScopeValues:
        frame = _Frame(scope, {}, dict(around))
        plan = self.plan(scope)
        for name in plan.indexed:  # present even if it has no place
            frame.values[name] = frame.seen[name] = {}
        self.nodes(scope.nodes, frame, ())
        for check in plan.checks:
            if check.name in frame.values:
                flaw = check.flaw(frame.values[check.name], frame.seen)
                if flaw:
                    raise _Refused(frame.first_line.get(check.name, 1), flaw)
        for total, sum_of_cases in frame.totals.values():
            flaw = sum_out_of_range(total, sum_of_cases, frame.seen)
            if flaw:
                raise _Refused(max(1, self.at), flaw)
        for relation in plan.relations:
            # Expressions see only the types of queries; a Stock needs their values.
            flaw = flaw_of(relation, frame.values if isinstance(relation, form.Stock) else frame.seen)
            if flaw:
                names = [v.name for s in form.subjects(relation) for v in variables_of(s) if v.name in frame.first_line]
                raise _Refused(frame.first_line[names[0]] if names else max(1, self.at), flaw)
        return frame.values

    def plan(self, scope: form.Scope) -> "_ReadingPlan":
        """The scope's plan, made once."""
        found = self.plans.get(id(scope))
        if found is None:
            found = self.plans[id(scope)] = _ReadingPlan(scope)
        return found

    def nodes(self, nodes: Sequence[form.Node], frame: _Frame, around: tuple[int, ...]) -> None:
        for node in nodes:
            match node:
                case form.Line(items):
                    self.line()
                    self.items(items, frame)
                    if self.column < len(self.tokens):
                        raise _Refused(self.at, f"one token too many: {self.tokens[self.column][:40]}")
                case form.Rows(body, index, low, high):
                    for number in self.run(low, high, frame):
                        frame.seen[index] = number
                        self.nodes(body, frame, (*around, number))
                    frame.seen.pop(index, None)
                case form.Cases():
                    self.cases(node, frame)
                case form.Variants():
                    self.variant(node, frame, around)

    def run(self, low: Expression, high: Expression, frame: _Frame) -> range:
        first, last = whole(low, frame.seen), whole(high, frame.seen)
        self.steps -= max(0, last - first + 1)
        if self.steps < 0:
            raise _Refused(max(1, self.at), f"{brief(last - first + 1)} repetitions are more than the input can hold")
        return range(first, last + 1)

    def line(self) -> None:
        self.tokens = self.lines[self.at].split() if self.at < len(self.lines) else []
        self.at += 1
        self.column = 0

    def items(self, items: Sequence[form.Item], frame: _Frame) -> None:
        for item in items:
            match item:
                case form.Token(variable):
                    self.token(variable, frame)
                case form.Literal(text):
                    if self.next() != text:
                        raise _Refused(self.at, f"“{text}” expected, not “{self.tokens[self.column - 1][:40]}”")
                case form.Series((form.Token(Variable(name, (Variable(own, ()),))),), index, low, high) if own == index:
                    self.plain_series(name, self.run(low, high, frame), frame)
                case form.Series(inner, index, low, high):
                    for number in self.run(low, high, frame):
                        frame.seen[index] = number
                        self.items(inner, frame)
                    frame.seen.pop(index, None)

    def next(self) -> str:
        if self.column >= len(self.tokens):
            if self.at > len(self.lines):
                raise _Refused(max(1, len(self.lines)), "the input ends too early")
            raise _Refused(self.at, "a token is missing")
        self.column += 1
        return self.tokens[self.column - 1]

    def token(self, variable: Variable, frame: _Frame) -> None:
        value = self.value(variable.name, self.next(), frame)
        if not variable.indices:
            frame.values[variable.name] = frame.seen[variable.name] = value
            frame.first_line.setdefault(variable.name, self.at)
            return
        key = tuple([whole(index, frame.seen) for index in variable.indices])
        self.places(variable.name, frame)[key] = value

    def plain_series(self, name: str, run: range, frame: _Frame) -> None:
        """A_1 A_2 … A_N at once: most numbers of large inputs are written like this."""
        texts = self.tokens[self.column : self.column + len(run)]
        if len(texts) < len(run):
            self.column = len(self.tokens)
            self.next()
        self.column += len(run)
        values = [self.value(name, text, frame) for text in texts]
        self.places(name, frame).update(zip([(number,) for number in run], values, strict=True))

    def places(self, name: str, frame: _Frame) -> dict[tuple[int, ...], Any]:
        frame.first_line.setdefault(name, self.at)
        places: dict[tuple[int, ...], Any] = frame.values[name]
        return places

    def value(self, name: str, text: str, frame: _Frame) -> int | Decimal | str:
        match frame.scope.domains.get(name):
            case form.Integers():
                if len(text) > MAX_DIGITS or not _INTEGER.fullmatch(text):
                    raise _Refused(self.at, f"{name} is no integer: {text[:40]}")
                return int(text)
            case form.Decimals(_, _, places, exactly):
                number = _DECIMAL.fullmatch(text)
                written = -1 if number is None or len(text) > MAX_DIGITS else len(number[1] or "")
                if not (places if exactly else 0) <= written <= places:
                    raise _Refused(self.at, f"{name} is no number of {places} decimal places: {text[:40]}")
                return Decimal(text)
            case form.Strings():
                return text
            case _:
                raise _Refused(self.at, f"nothing is known of {name}")

    def cases(self, node: form.Cases, frame: _Frame) -> None:
        count = whole(node.count, frame.seen)
        self.steps -= count
        if self.steps < 0:
            raise _Refused(max(1, self.at), f"{brief(count)} cases are more than the input can hold")
        frame.values[node.name] = [self.inner(node.scope, frame) for _number in range(count)]

    def inner(self, scope: form.Scope, frame: _Frame) -> ScopeValues:
        values = self.scope(scope, frame.seen)
        for relation in self.plan(scope).totals:
            _relation, before = frame.totals.get(id(relation), (relation, 0))
            frame.totals[id(relation)] = relation, plus(before, sum_of(relation.of, {**frame.seen, **values}))
        return values

    def variant(self, node: form.Variants, frame: _Frame, around: tuple[int, ...]) -> None:
        line = self.lines[self.at] if self.at < len(self.lines) else ""
        for number, scope in enumerate(node.scopes):
            if line.split(maxsplit=1)[:1] == [scope.literal]:
                frame.values.setdefault(node.name, {})[around] = (number, self.inner(scope, frame))
                literal = line.split(maxsplit=1)[0]  # an Occurs may count the queries of a type
                frame.seen.setdefault(node.name, {})[around] = int(literal) if literal.isdecimal() else literal
                return
        raise _Refused(min(self.at + 1, max(1, len(self.lines))), f"no {node.name} begins like this: {line[:40]}")

    def end(self) -> None:
        if self.at < len(self.lines):
            raise _Refused(self.at + 1, "more lines than the format has")


# --- domains ----------------------------------------------------------------------------------------------------------


class _ReadingPlan:
    """What reading a scope needs and is the same for each of its cases."""

    def __init__(self, scope: form.Scope) -> None:
        indices = indices_of(scope)
        self.indexed = [token.variable.name for token in tokens_in(scope.nodes) if token.variable.indices]
        self.checks = [_DomainCheck(name, domain, indices.get(name, ())) for name, domain in scope.domains.items()]
        self.relations = [r for r in scope.relations if not (isinstance(r, form.Total) and r.cases)]
        self.totals = [r for r in scope.relations if isinstance(r, form.Total) and r.cases]  # summed around it


class _DomainCheck:
    """Checks the values of one variable against its domain. `own` are the indices that it is laid out with."""

    def __init__(self, name: str, domain: form.Domain, own: tuple[str, ...]) -> None:
        self.name, self.own = name, own
        self.ends = (domain.low, domain.high)
        self.by_place = any(variable.name in own for end in self.ends for variable in variables_of(end))
        self.least, self.most = _bounds_of(self.ends)
        self.allowed = set(domain.alphabet) if isinstance(domain, form.Strings) else None
        self.pattern = re.compile(domain.pattern) if isinstance(domain, form.Strings) and domain.pattern else None

    def flaw(self, value: Any, seen: dict[str, Any]) -> str:
        places = value if isinstance(value, dict) else {(): value}
        if self.allowed is not None:
            for text in places.values():
                if not self.allowed.issuperset(text):
                    return f"{self.name} has a character that may not occur: {text[:40]}"
                if self.pattern is not None and not self.pattern.fullmatch(text):
                    return f"{self.name} has not the form that it should: {text[:40]}"
        if self.by_place:
            return self._flaw_by_place(places, seen)
        if not places:
            return ""
        low, high = self.least(seen), self.most(seen)
        sizes = list(places.values()) if self.allowed is None else list(map(len, places.values()))
        if min(sizes) < low or max(sizes) > high:
            wrong = min(sizes) if min(sizes) < low else max(sizes)
            return f"{self.name}: {brief(wrong)} is not from {brief(low)} to {brief(high)}"
        return ""

    def _flaw_by_place(self, places: dict[Any, Any], seen: dict[str, Any]) -> str:
        ends, around = hoist_aggregates(self.ends, self.own, seen)
        least, most = _bounds_of(ends)
        for key, value in places.items():
            around.update(zip(self.own, key, strict=True))
            size = value if self.allowed is None else len(value)
            if not least(around) <= size <= most(around):
                return f"{self.name}_{','.join(map(str, key))} = {brief(value)} is out of its bounds"
        return ""


def _bounds_of(ends: Sequence[Expression]) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """Evaluators of the least and the greatest value."""
    low, high = ends
    return evaluator(low), evaluator(high)
