"""The bounds of a scope's variables so far, and which may be added: none that makes a variable depend on itself."""

from problems.inputs.expressions import Expression, Variable, variables_of
from problems.inputs.levels import ScopeLevel, indices_of_subject, subject_name


def put_bound(level: ScopeLevel, name: str, bound: Expression, upward: bool) -> None:
    level.bounds(upward).setdefault(name, []).append(bound)
    level.depends.setdefault(name, set()).update(v.name for v in variables_of(bound))


def is_admissible(level: ScopeLevel, subject: Expression, bound: Expression, same_row: bool = False) -> bool:
    """Whether a bound can be computed before the subject's value is chosen."""
    name = subject_name(subject)
    known = level.known[name]
    own = indices_of_subject(subject)
    if own and own != known.indices and not (known.mixed and _all_places(level, own, bound)):
        return False  # only A_1, or only A_{i+1}
    if known.mixed and own == known.indices:
        return False
    letters = set(known.letters)
    for variable in variables_of(bound):
        if not variable.indices and variable.name in letters and level.find(variable.name) is None:
            continue
        other = level.find(variable.name)
        if other is None or depends_on(level, variable.name, name):
            return False
        inside = {v.name for index in variable.indices for v in variables_of(index) if v.name in letters}
        free = {v.name for index in variable.indices for v in variables_of(index)}
        if not all(n in letters or level.find(n) for n in free):
            return False
        if variable.indices and not same_row and variable.name in level.known:
            if not (len(variable.indices) < len(known.indices) and inside < letters):
                return False
            if any(not isinstance(index, Variable) for index in variable.indices):
                return False
        if variable.indices and not known.indices and variable.name in level.known:
            return False
    return True


def _all_places(level: ScopeLevel, indices: tuple[Expression, ...], bound: Expression) -> bool:
    """Whether the indices are distinct letters that do not occur in the bound: x_{i,j} ≤ 6."""
    letters = [i.name for i in indices if isinstance(i, Variable) and not i.indices and not level.find(i.name)]
    named = {variable.name for variable in variables_of(bound)}
    return len(set(letters)) == len(indices) and named.isdisjoint(letters)


def depends_on(level: ScopeLevel, start: str, goal: str) -> bool:
    """Whether a variable's bounds or index ranges depend on another one, directly or not."""
    seen, rest = set(), [start]
    while rest:
        name = rest.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            rest.extend(level.depends.get(name, ()))
            known = level.known.get(name)
            if known is not None:
                rest.extend(v.name for ends in known.ranges.values() for e in ends for v in variables_of(e))
    return False
