"""Whether an input fits a format: read by lines and tokens into values, every domain and relation checked."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

from problems.inputs.evaluate import Exact, NoSuchPlace, Unevaluable, evaluate, evaluator, whole
from problems.inputs.expressions import Expression, Variable, variables_of
from problems.inputs.format import (
    Cases,
    Comparison,
    Congruent,
    Decimals,
    Distinct,
    Domain,
    Graph,
    InputFormat,
    Integers,
    Item,
    Line,
    Literal,
    Node,
    Occurs,
    Order,
    Permutation,
    Prime,
    Refusal,
    Relation,
    Rows,
    Scope,
    Series,
    Strings,
    Symmetric,
    Token,
    Total,
    Variants,
)
from problems.inputs.graphs import flaw_of_graph

ScopeValues = dict[str, Any]  # as problems.inputs.format says

MAX_DIGITS = 4000  # of one integer; longer ones are read as strings
MAX_COMBINATIONS = 4_000_000  # places that one relation may compare

_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.([0-9]+))?")


def match_input(fmt: InputFormat, data: bytes) -> ScopeValues | Refusal:
    """The values of an input that fits the format, in the shape that problems.inputs.format describes, else why not.

    Lines must fall as the layout says; blanks around and between tokens do not count, nor do blank lines at the end.
    Any bytes are answered, in time about linear in their number.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return Refusal(1, "not UTF-8")
    reader = _Reader(text)
    try:
        values = reader.scope(fmt.scope, {})
        reader.end()
    except _Refused as refused:
        return Refusal(refused.line, refused.reason)
    except Unevaluable as error:
        return Refusal(max(1, reader.at), str(error))
    return values


def indices_of(scope: Scope) -> dict[str, tuple[str, ...]]:
    """For each variable of a scope (not of the scopes inside it) the names of the indices it is laid out with.

    A variable whose places are all written out (A_1 A_2 A_3) has none of these and is left out, as are scalars.
    """
    found: dict[str, tuple[str, ...]] = {}
    for token in _tokens(scope.nodes):
        indices = [index.name for index in token.variable.indices if isinstance(index, Variable) and not index.indices]
        if indices and len(indices) == len(token.variable.indices):
            found.setdefault(token.variable.name, tuple(indices))
    return found


def _with_indices(scope: Scope) -> list[str]:
    return [token.variable.name for token in _tokens(scope.nodes) if token.variable.indices]


def _tokens(nodes: Sequence[Node | Item]) -> Iterator[Token]:
    for node in nodes:
        match node:
            case Token():
                yield node
            case Line(items) | Series(items):
                yield from _tokens(items)
            case Rows(body):
                yield from _tokens(body)


class _Refused(Exception):
    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


@dataclass(slots=True)
class _Frame:
    """A scope while it is read: its own values, and all that its expressions can see."""

    scope: Scope
    values: ScopeValues
    seen: dict[str, Any]  # the values around it, its own, and the indices that run just now
    first_line: dict[str, int] = field(default_factory=dict)
    totals: dict[int, tuple[Total, Exact]] = field(default_factory=dict)  # over the cases in it, by the relation's id


class _Reader:
    """Goes down the lines of one input. `at` is the number of the line read last."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        while self.lines and not self.lines[-1].strip():
            self.lines.pop()
        self.at = 0
        self.steps = 20 * len(text) + 10_000  # turns of any loop: more than this many is not an input but a bomb
        self.tokens: list[str] = []
        self.column = 0

    # --- reading ---

    def scope(self, scope: Scope, around: Mapping[str, Any]) -> ScopeValues:
        frame = _Frame(scope, {}, dict(around))
        for name in _with_indices(scope):  # there, even where no place of it is
            frame.values[name] = frame.seen[name] = {}
        self.nodes(scope.nodes, frame, ())
        _check_domains(frame)
        for total, sum_of_cases in frame.totals.values():
            flaw = _out_of_range(total, sum_of_cases, frame.seen)
            if flaw:
                raise _Refused(max(1, self.at), flaw)
        for relation in scope.relations:
            if isinstance(relation, Total) and relation.cases:
                continue  # added up by the scope around
            flaw = _flaw(relation, frame.seen)
            if flaw:
                names = [name for name in _names(relation) if name in frame.first_line]
                raise _Refused(frame.first_line[names[0]] if names else max(1, self.at), flaw)
        return frame.values

    def nodes(self, nodes: Sequence[Node], frame: _Frame, around: tuple[int, ...]) -> None:
        for node in nodes:
            match node:
                case Line(items):
                    self.line()
                    self.items(items, frame)
                    if self.column < len(self.tokens):
                        raise _Refused(self.at, f"one token too many: {self.tokens[self.column][:40]}")
                case Rows(body, index, low, high):
                    for number in self.run(low, high, frame):
                        frame.seen[index] = number
                        self.nodes(body, frame, (*around, number))
                    frame.seen.pop(index, None)
                case Cases():
                    self.cases(node, frame)
                case Variants():
                    self.variant(node, frame, around)

    def run(self, low: Expression, high: Expression, frame: _Frame) -> range:
        first, last = whole(low, frame.seen), whole(high, frame.seen)
        self.steps -= max(0, last - first + 1)
        if self.steps < 0:
            raise _Refused(max(1, self.at), f"{_brief(last - first + 1)} repetitions are more than the input can hold")
        return range(first, last + 1)

    def line(self) -> None:
        self.tokens = self.lines[self.at].split() if self.at < len(self.lines) else []
        self.at += 1
        self.column = 0

    def items(self, items: Sequence[Item], frame: _Frame) -> None:
        for item in items:
            match item:
                case Token(variable):
                    self.token(variable, frame)
                case Literal(text):
                    if self.next() != text:
                        raise _Refused(self.at, f"“{text}” expected, not “{self.tokens[self.column - 1][:40]}”")
                case Series((Token(Variable(name, (Variable(own, ()),))),), index, low, high) if own == index:
                    self.plain_series(name, self.run(low, high, frame), frame)
                case Series(inner, index, low, high):
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
        """A_1 A_2 … A_N at once: most of the numbers of large inputs stand so."""
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
            case Integers():
                if len(text) > MAX_DIGITS or not _INTEGER.fullmatch(text):
                    raise _Refused(self.at, f"{name} is no integer: {text[:40]}")
                return int(text)
            case Decimals(_, _, places):
                number = _DECIMAL.fullmatch(text)
                if len(text) > MAX_DIGITS or number is None or len(number[1] or "") > places:
                    raise _Refused(self.at, f"{name} is no number of {places} decimal places: {text[:40]}")
                return Decimal(text)
            case Strings():
                return text
            case _:
                raise _Refused(self.at, f"nothing is known of {name}")

    def cases(self, node: Cases, frame: _Frame) -> None:
        count = whole(node.count, frame.seen)
        self.steps -= count
        if self.steps < 0:
            raise _Refused(max(1, self.at), f"{_brief(count)} cases are more than the input can hold")
        frame.values[node.name] = [self.inner(node.scope, frame) for _number in range(count)]

    def inner(self, scope: Scope, frame: _Frame) -> ScopeValues:
        values = self.scope(scope, frame.seen)
        for relation in scope.relations:
            if isinstance(relation, Total) and relation.cases:
                _relation, before = frame.totals.get(id(relation), (relation, 0))
                frame.totals[id(relation)] = relation, _plus(before, _sum(relation.of, {**frame.seen, **values}))
        return values

    def variant(self, node: Variants, frame: _Frame, around: tuple[int, ...]) -> None:
        line = self.lines[self.at] if self.at < len(self.lines) else ""
        for number, scope in enumerate(node.scopes):
            if _begins(scope, line.split(maxsplit=8)):
                frame.values.setdefault(node.name, {})[around] = (number, self.inner(scope, frame))
                literal = line.split(maxsplit=1)[0]  # an Occurs may count the queries of a type
                frame.seen.setdefault(node.name, {})[around] = int(literal) if literal.isdecimal() else literal
                return
        raise _Refused(min(self.at + 1, max(1, len(self.lines))), f"no {node.name} begins like this: {line[:40]}")

    def end(self) -> None:
        if self.at < len(self.lines):
            raise _Refused(self.at + 1, "more lines than the format has")


def _begins(scope: Scope, tokens: list[str]) -> bool:
    match scope.nodes:
        case (Line((Literal(text), *_)), *_):
            return tokens[:1] == [text]
    return False


# --- domains ----------------------------------------------------------------------------------------------------------


def _check_domains(frame: _Frame) -> None:
    indices = indices_of(frame.scope)
    for name, domain in frame.scope.domains.items():
        if name not in frame.values:
            continue
        value = frame.values[name]
        places = value if isinstance(value, dict) else {(): value}
        own = indices.get(name, ())
        flaw = _domain_flaw(name, domain, places, own, frame.seen)
        if flaw:
            raise _Refused(frame.first_line.get(name, 1), flaw)


def _domain_flaw(name: str, domain: Domain, places: dict[Any, Any], own: tuple[str, ...], seen: dict[str, Any]) -> str:
    if isinstance(domain, Strings):
        allowed = set(domain.alphabet)
        pattern = None if domain.pattern is None else re.compile(domain.pattern)
        for value in places.values():
            if not allowed.issuperset(value):
                return f"{name} has a character that may not occur: {value[:40]}"
            if pattern is not None and not pattern.fullmatch(value):
                return f"{name} has not the form that it should: {value[:40]}"
        measure: Callable[[Any], Any] = len
    else:
        measure = _identity
    named = {variable.name for bound in (domain.low, domain.high) for variable in variables_of(bound)}
    if not named & set(own):
        if not places:
            return ""
        low, high = evaluate(domain.low, seen), evaluate(domain.high, seen)
        sizes = [measure(value) for value in places.values()]
        if min(sizes) < low or max(sizes) > high:
            wrong = min(sizes) if min(sizes) < low else max(sizes)
            return f"{name}: {_brief(wrong)} is not from {_brief(low)} to {_brief(high)}"
        return ""
    least, most = evaluator(domain.low), evaluator(domain.high)
    around = dict(seen)
    for key, value in places.items():
        around.update(zip(own, key, strict=True))
        if not least(around) <= measure(value) <= most(around):
            return f"{name}_{','.join(map(str, key))} = {_brief(value)} is out of its bounds"
    return ""


def _brief(value: Any) -> str:
    if isinstance(value, int) and value.bit_length() > 500:
        return f"a number of {value.bit_length()} bits"
    if isinstance(value, Fraction):
        return "a fraction"
    return str(value)[:40]


def _identity(value: Any) -> Any:
    return value


# --- relations --------------------------------------------------------------------------------------------------------


def _names(relation: Relation) -> list[str]:
    expressions: tuple[Expression, ...]
    match relation:
        case Comparison(left, _, right):
            expressions = (left, right)
        case Distinct(variables):
            expressions = variables
        case Permutation(variable, _) | Prime(variable) | Occurs(variable) | Symmetric(variable):
            expressions = (variable,)
        case Total(of):
            expressions = (of,)
        case Graph(ends):
            expressions = ends
        case Congruent(expression):
            expressions = (expression,)
    return [variable.name for expression in expressions for variable in variables_of(expression)]


def _flaw(relation: Relation, seen: dict[str, Any]) -> str:
    """What breaks a relation, or an empty text."""
    match relation:
        case Comparison():
            return _comparison_flaw(relation, seen)
        case Distinct():
            return _distinct_flaw(relation, seen)
        case Permutation(variable, low, each):
            return _permutation_flaw(variable, whole(low, seen), each, seen)
        case Total():
            return _out_of_range(relation, _sum(relation.of, seen), seen)
        case Graph():
            return _graph_flaw(relation, seen)
        case Congruent(expression, modulus, remainder):
            compute, by, rest = evaluator(expression), evaluator(modulus), evaluator(remainder)
            for around in _assignments([expression, modulus, remainder], seen):
                divisor = by(around)
                if divisor == 0 or _minus(compute(around), rest(around)) % divisor:
                    return "a remainder is not as it should be"
            return ""
        case Occurs():
            return _occurs_flaw(relation, seen)
        case Symmetric():
            return _symmetric_flaw(relation, seen)
        case Prime(variable):
            compute = evaluator(variable)
            for around in _assignments([variable], seen):
                value = compute(around)
                if not isinstance(value, int) or not is_prime(value):
                    return f"{variable.name} is not prime: {_brief(value)}"
            return ""


def _symmetric_flaw(relation: Symmetric, seen: dict[str, Any]) -> str:
    places = seen.get(relation.variable.name, {})
    diagonal = None if relation.diagonal is None else evaluate(relation.diagonal, seen)
    least = None if relation.least is None else evaluate(relation.least, seen)
    for (row, column), value in places.items():
        if row == column:
            if diagonal is not None and value != diagonal:
                return f"{relation.variable.name}_{row},{row} is not {_brief(diagonal)}: {_brief(value)}"
        elif places.get((column, row)) != value:
            return f"{relation.variable.name} is not symmetric"
        elif least is not None and value < least:
            return f"{relation.variable.name}_{row},{column} is below {_brief(least)}: {_brief(value)}"
    return ""


def _free(expressions: Sequence[Expression], seen: Mapping[str, Any]) -> list[str]:
    """The indices of the expressions that have no value yet."""
    found: dict[str, None] = {}
    for expression in expressions:
        for variable in variables_of(expression):
            for index in variable.indices:
                found.update({inner.name: None for inner in variables_of(index) if inner.name not in seen})
    return list(found)


def _assignments(expressions: Sequence[Expression], seen: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """`seen` with the free indices set, once for every combination of places at which they can stand.

    The same dict every time: it is to be used at once. A free index takes the values at which some variable has it
    bare, as i in A_i; two indices that stand together in one variable take its places.
    """
    free = _free(expressions, seen)
    if not free:
        yield seen
        return
    groups = _groups(expressions, free, seen)
    around = dict(seen)
    count = 1
    for _names_of_group, keys in groups:
        count *= len(keys)
    if count > MAX_COMBINATIONS:
        raise Unevaluable(f"a relation of {count} combinations")
    if len(groups) == 1:
        ((names, keys),) = groups
        for key in keys:
            around.update(zip(names, key, strict=True))
            yield around
        return
    for combination in product(*(keys for _names_of_group, keys in groups)):
        for (names, _keys), key in zip(groups, combination, strict=True):
            around.update(zip(names, key, strict=True))
        yield around


def _groups(
    expressions: Sequence[Expression], free: list[str], seen: Mapping[str, Any]
) -> list[tuple[tuple[str, ...], list[tuple[int, ...]]]]:
    """Free indices taken together, each group with the tuples of values that it runs over."""
    variables = [v for expression in expressions for v in variables_of(expression) if v.indices]
    groups: list[tuple[tuple[str, ...], list[tuple[int, ...]]]] = []
    left = set(free)
    # The variable that ties most indices together goes first.
    for variable in sorted(variables, key=lambda v: -len({i.name for i in v.indices if isinstance(i, Variable)})):
        bare = [
            (place, index.name)
            for place, index in enumerate(variable.indices)
            if isinstance(index, Variable) and not index.indices and index.name in left
        ]
        places = seen.get(variable.name)
        if not bare or not isinstance(places, dict):
            continue
        names = tuple(dict.fromkeys(name for _place, name in bare))
        at = [next(place for place, other in bare if other == name) for name in names]
        if at == list(range(len(variable.indices))):
            keys = list(places)
        else:
            keys = list(dict.fromkeys(tuple(key[place] for place in at) for key in places))
        groups.append((names, keys))
        left -= set(names)
    if left:
        # An index that stands nowhere bare (A_{2i}): it may take any value that some place of the variable has.
        for name in sorted(left):
            numbers = {
                part
                for variable in variables
                if any(inner.name == name for index in variable.indices for inner in variables_of(index))
                and isinstance(seen.get(variable.name), dict)
                for key in seen[variable.name]
                for part in key
            }
            groups.append(((name,), [(number,) for number in sorted(numbers)]))
    return groups


_HOLDS: dict[Order, Callable[[Any, Any], bool]] = {
    Order.LESS: lambda left, right: left < right,
    Order.AT_MOST: lambda left, right: left <= right,
    Order.EQUAL: lambda left, right: left == right,
    Order.OTHER: lambda left, right: left != right,
    Order.AT_LEAST: lambda left, right: left >= right,
    Order.MORE: lambda left, right: left > right,
}


def _all_apart(relation: Comparison, seen: dict[str, Any]) -> bool | None:
    """Whether A_i ≠ B_j holds for all i and j, where no index is on both sides; None where some is."""
    free = [set(_free([side], seen)) for side in (relation.left, relation.right)]
    if relation.order is not Order.OTHER or not free[0] or not free[1] or free[0] & free[1]:
        return None
    values = []
    for side in (relation.left, relation.right):
        compute = evaluator(side)
        values.append({compute(around) for around in _assignments([side], seen)})
    return values[0].isdisjoint(values[1])


def _comparison_flaw(relation: Comparison, seen: dict[str, Any]) -> str:
    apart = _all_apart(relation, seen) if relation.order is Order.OTHER else None
    if apart is not None:
        return "" if apart else "values that should be apart are not"
    left, right, holds = evaluator(relation.left), evaluator(relation.right), _HOLDS[relation.order]
    for around in _assignments([relation.left, relation.right], seen):
        try:
            first, second = left(around), right(around)
        except NoSuchPlace:
            if around is seen:
                raise
            continue  # a free index with an offset, past the end
        if isinstance(first, str) != isinstance(second, str):
            return "a string is compared with a number"
        if not holds(first, second):
            return f"{_brief(first)} {relation.order.value} {_brief(second)} does not hold"
    return ""


def _plus(left: Exact, right: Exact) -> Exact:
    if isinstance(left, str) or isinstance(right, str):
        raise Unevaluable("a sum of strings")
    return left + right


def _minus(left: Exact, right: Exact) -> Any:
    if isinstance(left, str) or isinstance(right, str):
        raise Unevaluable("a difference of strings")
    return left - right


def _sum(of: Expression, seen: dict[str, Any]) -> Exact:
    compute = evaluator(of)
    total: Exact = 0
    for around in _assignments([of], seen):
        try:
            total = _plus(total, compute(around))
        except NoSuchPlace:
            if around is seen:
                raise
    return total


def _out_of_range(relation: Total, total: Exact, seen: dict[str, Any]) -> str:
    high = evaluate(relation.high, seen)
    low = total if relation.low is None else evaluate(relation.low, seen)
    if _minus(total, low) < 0 or _minus(high, total) < 0:
        return f"a sum of {_brief(total)} is out of its bounds"
    return ""


def _grouped(variable: Variable, each: tuple[str, ...], seen: Mapping[str, Any]) -> dict[Any, list[Any]]:
    """The keys of a variable's places, by their part under the indices held fixed."""
    places = seen.get(variable.name)
    if not isinstance(places, dict):
        raise Unevaluable(f"{variable.name} has no values with indices")
    held = [place for place, index in enumerate(variable.indices) if isinstance(index, Variable) and index.name in each]
    groups: dict[Any, list[Any]] = {}
    for key in places:
        groups.setdefault(tuple(key[place] for place in held), []).append(key)
    return groups


def _distinct_flaw(relation: Distinct, seen: dict[str, Any]) -> str:
    if relation.pooled:
        pool: list[Any] = []
        for variable in relation.variables:
            value = seen.get(variable.name)
            if isinstance(value, dict) and not variable.indices:
                pool.extend(value.values())
            elif isinstance(value, dict):
                pool.extend(evaluator(variable)(around) for around in _assignments([variable], seen))
            else:
                pool.append(value)
        return "" if len(set(pool)) == len(pool) else "values that should be distinct are not"
    for keys in _grouped(relation.variables[0], relation.each, seen).values():
        columns = []
        for variable in relation.variables:
            places = seen.get(variable.name)
            if not isinstance(places, dict):
                raise Unevaluable(f"{variable.name} has no values with indices")
            columns.append([places.get(key) for key in keys])
        tuples: list[Any] = list(zip(*columns, strict=True))
        if relation.unordered:
            tuples = [tuple(sorted(values)) for values in tuples]
        if len(set(tuples)) < len(tuples):
            names = ", ".join(variable.name for variable in relation.variables)
            return f"the values of {names} are not distinct"
    return ""


def _permutation_flaw(variable: Variable, low: int, each: tuple[str, ...], seen: dict[str, Any]) -> str:
    places: Any = seen.get(variable.name)
    for keys in _grouped(variable, each, seen).values():
        if sorted(places[key] for key in keys) != list(range(low, low + len(keys))):
            return f"{variable.name} is no permutation"
    return ""


def _graph_flaw(relation: Graph, seen: dict[str, Any]) -> str:
    columns = []
    for variable in relation.ends:
        places = seen.get(variable.name)
        if not isinstance(places, dict):
            raise Unevaluable(f"{variable.name} has no values with indices")
        columns.append(places)
    if len(columns) == 1:
        (parents,) = columns
        edges = [(parent, key[-1]) for key, parent in parents.items()]
    else:
        # Where the edges have fixed indices around them (one graph for each i), a format says so with Cases.
        tails, heads = columns
        if tails.keys() != heads.keys():
            raise Unevaluable("the ends of the edges do not stand in pairs")
        edges = [(tail, heads[key]) for key, tail in tails.items()]
    return flaw_of_graph(relation, edges, whole(relation.vertices, seen), whole(relation.first, seen))


def _occurs_flaw(relation: Occurs, seen: dict[str, Any]) -> str:
    value = seen.get(relation.variable.name)
    if relation.variable.indices:
        compute = evaluator(relation.variable)
        pools = [[compute(around)] for around in _assignments([relation.variable], seen)]
    else:
        pools = [list(value.values()) if isinstance(value, dict) else [evaluate(relation.variable, seen)]]
    low = evaluate(relation.low, seen)
    high = None if relation.high is None else evaluate(relation.high, seen)
    wanted = set(relation.values)
    for pool in pools:
        count = sum(sum(map(text.count, wanted)) if isinstance(text, str) else str(text) in wanted for text in pool)
        if _minus(count, low) < 0 or (high is not None and _minus(high, count) < 0):
            return f"{relation.variable.name}: {' or '.join(relation.values)[:40]} stands there {count} times"
    return ""


# Miller and Rabin's test with these bases is exact below 3.3 × 10^24 (Sorenson and Webster, 2015).
_BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)


def is_prime(number: int) -> bool:
    """Whether a number below 3.3 × 10^24 is prime (beyond, a composite one may pass, which nobody has seen yet)."""
    if number < 2:
        return False
    for base in _BASES:
        if number % base == 0:
            return number == base
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in _BASES:
        power = pow(base, odd, number)
        if power in (1, number - 1):
            continue
        for _turn in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True
