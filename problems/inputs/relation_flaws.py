"""Checks the relations of a scope, each over all places of the variables that it names."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from problems.inputs import format as form
from problems.inputs.evaluate import Exact, NoSuchPlace, Unevaluable, evaluate, evaluator, whole
from problems.inputs.expressions import Call, Expression, Variable, variables_of, with_parts
from problems.inputs.graphs import flaw_of_graph
from problems.inputs.primes import is_prime

CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}
MAX_COMBINATIONS = 4_000_000  # combinations of places that one relation may check


def brief(value: Any) -> str:
    """A value, shortened for a message."""
    if isinstance(value, int) and value.bit_length() > 500:
        return f"a number of {value.bit_length()} bits"
    if isinstance(value, Fraction):
        return "a fraction"
    return str(value)[:40]


def hoist_aggregates(
    expressions: Sequence[Expression], free: Sequence[str], seen: dict[str, Any]
) -> tuple[list[Expression], dict[str, Any]]:
    """The expressions with each sum(A), max(A) and min(A) that has no free index evaluated once, and `seen` with these.

    Each of them visits all places; evaluating them again for every A_i would take quadratic time on a large input.
    """
    worked_out = dict(seen)

    def change(expression: Expression) -> Expression:
        match expression:
            case Call("sum" | "max" | "min") if not {v.name for v in variables_of(expression)} & set(free):
                name = f"#{len(worked_out)}"
                try:
                    worked_out[name] = evaluate(expression, seen)
                except Unevaluable:  # the maximum of nothing: harmless if no place needs it
                    return expression
                return Variable(name)
        return with_parts(expression, change)

    return [change(expression) for expression in expressions], worked_out


def flaw_of(relation: form.Relation, seen: dict[str, Any]) -> str:
    """Why a relation does not hold; empty if it does."""
    match relation:
        case form.Comparison():
            return _comparison_flaw(relation, seen)
        case form.Distinct():
            return _distinct_flaw(relation, seen)
        case form.Permutation(variable, low, each):
            return _permutation_flaw(variable, whole(low, seen), each, seen)
        case form.Total():
            return sum_out_of_range(relation, sum_of(relation.of, seen), seen)
        case form.Graph():
            return _graph_flaw(relation, seen)
        case form.Congruent(expression, modulus, remainder):
            wrong = _first(
                lambda value, by, rest: by == 0 or _minus(value, rest) % by, (expression, modulus, remainder), seen
            )
            return "a remainder is not as it should be" if wrong else ""
        case form.Occurs():
            return _occurs_flaw(relation, seen)
        case form.CellIs():
            return _cell_flaw(relation, seen)
        case form.Kinds(variable, low, high):
            ends = whole(low, seen), math.inf if high is None else whole(high, seen)
            wrong = _first(lambda text: not ends[0] <= len(set(text)) <= ends[1], (variable,), seen)
            return f"{variable.name} has too few kinds of characters, or too many: {brief(wrong[0])}" if wrong else ""
        case form.Mirrored():
            return _mirrored_flaw(relation, seen)
        case form.EachOccurs():
            return _each_occurs_flaw(relation, seen)
        case form.Symmetric():
            return _symmetric_flaw(relation, seen)
        case form.Coprime(left, right):
            wrong = _first(
                lambda *two: not all(isinstance(one, int) for one in two) or math.gcd(*two) != 1, (left, right), seen
            )
            return f"a common divisor of {brief(wrong[0])} and {brief(wrong[1])}" if wrong else ""
        case form.Nested(variable):
            wrong = _first(lambda text: not brackets_close(text), (variable,), seen)
            return f"a bracket of {variable.name} is not closed" if wrong else ""
        case form.NoThreeInLine(points):
            return _line_flaw(points, seen)
        case form.Stock():
            return _stock_flaw(relation, seen)
        case form.Prime(variable):
            wrong = _first(lambda value: not (isinstance(value, int) and is_prime(value)), (variable,), seen)
            return f"{variable.name} is not prime: {brief(wrong[0])}" if wrong else ""


def _first(is_wrong: Callable[..., Any], of: Sequence[Expression], seen: dict[str, Any]) -> tuple[Exact, ...]:
    """The first values of the expressions, over all their places, that are wrong together; empty if none are."""
    compute = [evaluator(expression) for expression in of]
    values = (tuple([one(around) for one in compute]) for around in _assignments(of, seen))
    return next((found for found in values if is_wrong(*found)), ())


def brackets_close(text: str) -> bool:
    """Whether every bracket is closed by one of the same kind."""
    waiting: list[str] = []
    for character in text:
        if character in CLOSING:
            waiting.append(CLOSING[character])
        elif character in CLOSING.values() and (not waiting or waiting.pop() != character):
            return False
    return not waiting


def _line_flaw(points: Sequence[tuple[Variable, Variable]], seen: dict[str, Any]) -> str:
    xs, ys = ([value for point in points for value in _places(point[axis], seen).values()] for axis in (0, 1))
    if len(xs) ** 2 > MAX_COMBINATIONS:
        raise Unevaluable(f"{len(xs)} points, any three of which may lie on one line")
    for place, (x, y) in enumerate(zip(xs, ys, strict=True)):
        ways = {direction(a - x, b - y) for a, b in zip(xs[:place], ys[:place], strict=True)}
        if len(ways) < place or (place > 1 and (0, 0) in ways):
            return "three points lie on one line"
    return ""


def direction(x: int, y: int) -> tuple[int, int]:
    """The same for all vectors along one line."""
    by = math.gcd(x, y) * (-1 if (x, y) < (0, 0) else 1)
    return (x // by, y // by) if by else (0, 0)


def _stock_flaw(relation: form.Stock, seen: dict[str, Any]) -> str:
    adds, removes, needs = dict(relation.adds), dict(relation.removes), dict(relation.needs)
    counts = dict(relation.counts)
    held: Counter[Any] = Counter()
    size = 0
    for number, values in seen[relation.rows].values():
        count = values[counts[number]] if number in counts else 1
        if number in needs and size < whole(needs[number], values):
            return "a query asks for more than there is"
        if number in adds:
            held[values[adds[number]]] += count
            size += count
        elif number in removes:
            name = removes[number]
            if size < count or (name and not held[values[name]]):
                return "a query removes what is not there"
            held[values[name] if name else None] -= count
            size -= count
    return ""


def _symmetric_flaw(relation: form.Symmetric, seen: dict[str, Any]) -> str:
    places = _places(relation.variable, seen)
    diagonal = None if relation.diagonal is None else evaluate(relation.diagonal, seen)
    least = None if relation.least is None else evaluate(relation.least, seen)
    for (row, column), value in places.items():
        if row == column:
            if diagonal is not None and value != diagonal:
                return f"{relation.variable.name}_{row},{row} is not {brief(diagonal)}: {brief(value)}"
        elif places.get((column, row)) != value:
            return f"{relation.variable.name} is not symmetric"
        elif least is not None and value < least:
            return f"{relation.variable.name}_{row},{column} is below {brief(least)}: {brief(value)}"
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
    """`seen` with the free indices set, once for every combination of values that they can take.

    Yields the same dict every time, so use it at once. A free index takes its values from a variable that has it bare,
    as i in A_i; two indices of the same variable take their values together, from its places.
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
    """The free indices in groups, each with the tuples of values that it runs over."""
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
        # An index that is nowhere bare (A_{2i}) may take any value that some place of the variable has.
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


def _all_distinct(relation: form.Comparison, seen: dict[str, Any]) -> bool | None:
    """Whether A_i ≠ B_j holds for all i and j; None unless each side has indices, none of them on both sides."""
    free = [set(_free([side], seen)) for side in (relation.left, relation.right)]
    if relation.order is not form.Order.OTHER or not free[0] or not free[1] or free[0] & free[1]:
        return None
    values = []
    for side in (relation.left, relation.right):
        compute = evaluator(side)
        values.append({compute(around) for around in _assignments([side], seen)})
    return values[0].isdisjoint(values[1])


def _comparison_flaw(relation: form.Comparison, seen: dict[str, Any]) -> str:
    match relation:
        case form.Comparison(Variable(one, ()), form.Order.OTHER, Variable(other, ())) if isinstance(
            seen.get(one), dict
        ):
            same = list(seen[one].values()) == list(_places(Variable(other), seen).values())
            return "two sequences are the same" if same else ""
    distinct = _all_distinct(relation, seen) if relation.order is form.Order.OTHER else None
    if distinct is not None:
        return "" if distinct else "values that should be distinct are not"
    ends = [relation.left, relation.right]
    free = _free(ends, seen)
    if free:
        ends, seen = hoist_aggregates(ends, free, seen)
    left, right, holds = evaluator(ends[0]), evaluator(ends[1]), relation.order.test
    for around in _assignments(ends, seen):
        try:
            first, second = left(around), right(around)
        except NoSuchPlace:
            if around is seen:
                raise
            continue  # a free index with an offset, past the end
        if isinstance(first, str) != isinstance(second, str):
            return "a string is compared with a number"
        if not holds(first, second):
            return f"{brief(first)} {relation.order.value} {brief(second)} does not hold"
    return ""


def plus(left: Exact, right: Exact) -> Exact:
    if isinstance(left, str) or isinstance(right, str):
        raise Unevaluable("a sum of strings")
    return left + right


def _minus(left: Exact, right: Exact) -> Any:
    if isinstance(left, str) or isinstance(right, str):
        raise Unevaluable("a difference of strings")
    return left - right


def sum_of(of: Expression, seen: dict[str, Any]) -> Exact:
    compute = evaluator(of)
    total: Exact = 0
    for around in _assignments([of], seen):
        try:
            total = plus(total, compute(around))
        except NoSuchPlace:
            if around is seen:
                raise
    return total


def sum_out_of_range(relation: form.Total, total: Exact, seen: dict[str, Any]) -> str:
    high = evaluate(relation.high, seen)
    low = total if relation.low is None else evaluate(relation.low, seen)
    if _minus(total, low) < 0 or _minus(high, total) < 0:
        return f"a sum of {brief(total)} is out of its bounds"
    return ""


def _places(variable: Variable, seen: Mapping[str, Any]) -> dict[tuple[int, ...], Any]:
    """The values of an indexed variable. Raises Unevaluable if there are none."""
    places = seen.get(variable.name)
    if not isinstance(places, dict):
        raise Unevaluable(f"{variable.name} has no values with indices")
    return places


def _grouped(variable: Variable, each: tuple[str, ...], seen: Mapping[str, Any]) -> dict[Any, list[Any]]:
    """The keys of a variable's places, by their part under the indices held fixed."""
    places = _places(variable, seen)
    held = [place for place, index in enumerate(variable.indices) if isinstance(index, Variable) and index.name in each]
    groups: dict[Any, list[Any]] = {}
    for key in places:
        groups.setdefault(tuple(key[place] for place in held), []).append(key)
    return groups


def _distinct_flaw(relation: form.Distinct, seen: dict[str, Any]) -> str:
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
        columns = [list(map(_places(variable, seen).get, keys)) for variable in relation.variables]
        tuples: list[Any] = list(zip(*columns, strict=True))
        if relation.but is not None:
            but = evaluate(relation.but, seen)
            tuples = [values for values in tuples if values != (but,)]
        if relation.unordered:
            tuples = [tuple(sorted(values)) for values in tuples]
        if len(set(tuples)) < len(tuples):
            names = ", ".join(variable.name for variable in relation.variables)
            return f"the values of {names} are not distinct"
    return ""


def _permutation_flaw(variable: Variable, low: int, each: tuple[str, ...], seen: dict[str, Any]) -> str:
    places = _places(variable, seen)
    for keys in _grouped(variable, each, seen).values():
        if sorted(places[key] for key in keys) != list(range(low, low + len(keys))):
            return f"{variable.name} is no permutation"
    return ""


def _graph_flaw(relation: form.Graph, seen: dict[str, Any]) -> str:
    first, *others = [_places(variable, seen) for variable in relation.ends]
    if not others:
        edges = [(parent, key[-1]) for key, parent in first.items()]
    else:
        # A format with one graph for each i uses Cases, so all these edges belong to one graph.
        (heads,) = others
        if first.keys() != heads.keys():
            raise Unevaluable("the ends of the edges do not come in pairs")
        edges = [(tail, heads[key]) for key, tail in first.items()]
    return flaw_of_graph(relation, edges, whole(relation.vertices, seen), whole(relation.first, seen))


def cells_of(relation: form.CellIs, seen: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """The cells that a relation is about, as the row's key and the place in the row from 0."""
    rows = _places(relation.grid, seen)
    if not rows:
        raise Unevaluable(f"{relation.grid.name} has no rows")
    keys = [key for (key,) in rows]
    first, width = min(keys), len(next(iter(rows.values())))
    for around in _assignments([end for end in (relation.row, relation.column) if end is not None], seen):
        these = keys if relation.row is None else [whole(relation.row, around)]
        places = range(width) if relation.column is None else [whole(relation.column, around) - first]
        yield from product(these, places)


def _cell_flaw(relation: form.CellIs, seen: dict[str, Any]) -> str:
    rows = _places(relation.grid, seen)
    for key, place in cells_of(relation, seen):
        row = rows.get((key,), "")
        if not 0 <= place < len(row) or not relation.allows(row[place]):
            return f"a cell of {relation.grid.name} is not as it should be"
    return ""


def _mirrored_flaw(relation: form.Mirrored, seen: dict[str, Any]) -> str:
    rows = list(_places(relation.grid, seen).values())
    if any(len(row) != len(rows) for row in rows):
        return f"{relation.grid.name} is not square"
    for i, row in enumerate(rows):
        for j, character in enumerate(row):
            if i == j:
                wrong = relation.diagonal not in (None, character)
            else:
                across = {to for one, to in relation.implied if one == character}
                wrong = not across <= {rows[j][i]} or (relation.exclusive and character == relation.diagonal)
            if wrong:
                return f"a cell of {relation.grid.name} is not as the one across the diagonal"
    return ""


def _each_occurs_flaw(relation: form.EachOccurs, seen: dict[str, Any]) -> str:
    places = _places(relation.variable, seen)
    low = whole(relation.low, seen)
    high = len(places) if relation.high is None else whole(relation.high, seen)
    first, last = whole(relation.first, seen), whole(relation.last, seen)
    if low > 0 and last - first >= len(places):
        return f"not every number from {brief(first)} to {brief(last)} can occur"
    counts = Counter(places.values())
    wrong = next((number for number in range(first, last + 1) if not low <= counts[number] <= high), None)
    return "" if wrong is None else f"{brief(wrong)} occurs {counts[wrong]} times"


def _occurs_flaw(relation: form.Occurs, seen: dict[str, Any]) -> str:
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
            return f"{relation.variable.name}: {' or '.join(relation.values)[:40]} occurs {count} times"
    return ""
