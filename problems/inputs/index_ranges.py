"""Checks that conditions such as (1 ≤ i ≤ N) cover every place of the variables that a fact is about."""

from collections.abc import Sequence
from itertools import pairwise

from problems.inputs.algebra import added, difference
from problems.inputs.cells import split_indices
from problems.inputs.chains import chains_of
from problems.inputs.expressions import Call, Expression, Number, Variable, heads_of, variables_of
from problems.inputs.latex import DOTS, Formula, NotUnderstood
from problems.inputs.levels import subject_name
from problems.inputs.names import Names, is_query_variable


def check_ranges(names: Names, conditions: Sequence[Formula], subjects: Sequence[Expression]) -> None:
    """Raises NotUnderstood if the conditions leave some place out."""
    if not conditions:
        return
    names.learn_letters([item for item in subjects if item != DOTS])
    for condition in conditions:
        if not condition.signs:
            raise NotUnderstood("a condition that is no comparison")
        for chain in chains_of(condition):
            _check_range(names, chain, subjects)


def _check_range(names: Names, chain: Formula, subjects: Sequence[Expression]) -> None:
    match chain.sides, chain.signs:
        case ((letters, values), ("==",)) | ((letters, (Call("set", values),)), ("in",)) if _are_in_order(values):
            low, high = values[0], values[-1]  # i = 1, 2, …, N
        case ((low,), letters, (high,)), ("<" | "<=" as first, "<" | "<=" as second):
            low, high = added(low, int(first == "<")), added(high, -int(second == "<"))
        case _:
            raise NotUnderstood("a condition")
    for letter in letters:
        if not isinstance(letter, Variable) or letter.indices or names.level.find(letter.name) is not None:
            raise NotUnderstood("a condition on a variable")
        for begin, end in _reach(names, letter.name, subjects):
            below, above = difference(begin, names.resolved(low)), difference(names.resolved(high), end)
            if below is None or above is None or below < 0 or above < 0:
                raise NotUnderstood("a condition that leaves places out")


def _are_in_order(values: Sequence[Expression]) -> bool:
    """Whether the values are written like 1, 2, …, N or 1, 2, 3, and not like 1, 3 or 1, 3, …, N."""
    written_out = values[: values.index(DOTS)] if DOTS in values else values
    numbers = [value.value for value in written_out if isinstance(value, Number)]
    consecutive = all(after == before + 1 for before, after in pairwise(numbers))
    return consecutive and (DOTS in values or len(numbers) == len(values) > 1)


def _reach(names: Names, letter: str, subjects: Sequence[Expression]) -> list[tuple[Expression, Expression]]:
    """The range of an index letter, for each index that contains it."""
    found: list[tuple[Expression, Expression]] = []
    of_queries = [v for subject in subjects for v in variables_of(subject) if is_query_variable(names.level, v)]
    if of_queries and all(not v.indices or v in of_queries for s in subjects for v in variables_of(s)):
        return []  # it is about every query
    for subject in subjects:
        for variable in variables_of(subject):
            known = names.level.find(variable.name)
            if known is None:
                if names.lone_names(variable):
                    found.extend(_reach_of_lone(names, variable, letter))
                continue
            glued = names.layout.glued.get(variable.name)
            indices = split_indices(variable.indices, len(known.indices) + (glued is not None))
            for place, index in enumerate(indices):
                if not any(inner.name == letter and not inner.indices for inner in heads_of([index])):
                    continue
                numbers = [form[place] for form in known.forms if place < len(form)]
                if known.mixed and numbers and all(isinstance(number, Number) for number in numbers):
                    begin, end = numbers[0], numbers[-1]  # x_{i,1} and x_{i,2}: from 1 to 2
                elif place < len(known.indices) and known.letters[place] in known.ranges:
                    begin, end = known.ranges[known.letters[place]]
                elif glued is not None and place == len(known.indices):
                    begin, end = glued.low, glued.high
                elif place == len(known.indices) == len(indices) - 1:
                    begin, end = Number(1), _length_of(names, variable.name)
                else:
                    raise NotUnderstood("an index of another kind")
                offset = difference(index, Variable(letter))
                if offset is None:
                    raise NotUnderstood("an index of another kind")
                found.append((added(begin, -offset), added(end, -offset)))
    if not found:
        raise NotUnderstood(f"an index {letter} of nothing")
    return _overlap(found)


def _length_of(names: Names, name: str) -> Expression:
    """The length of a string, if a fact so far gives it."""
    for chain in names.level.chains:
        if chain.signs == ("==",) and any(subject_name(item) == name for item in chain.sides[0]):
            return chain.sides[1][0]
    return Call("length", (Variable(name),))


def _reach_of_lone(names: Names, variable: Variable, letter: str) -> list[tuple[Expression, Expression]]:
    if Variable(letter) not in variable.indices:
        raise NotUnderstood("an index of another kind")
    place = variable.indices.index(Variable(letter))
    numbers = [
        number.value
        for lone in names.layout.lone
        if lone.name == variable.name and len(lone.indices) == len(variable.indices)
        for number in lone.indices[place : place + 1]
        if isinstance(number, Number)
    ]
    if not numbers:
        raise NotUnderstood("an index of another kind")
    return [(Number(min(numbers)), Number(max(numbers)))]


def _overlap(found: list[tuple[Expression, Expression]]) -> list[tuple[Expression, Expression]]:
    """For A_i and A_{i+1} together, the range where both exist."""
    begin, end = found[0]
    for other_begin, other_end in found[1:]:
        below, above = difference(other_begin, begin), difference(other_end, end)
        if below is None or above is None:
            return found
        begin, end = (other_begin if below > 0 else begin), (other_end if above < 0 else end)
    return [(begin, end)]
