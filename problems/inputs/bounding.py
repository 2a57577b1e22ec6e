"""Each variable's domain from the chains of a scope; what is no domain stays as a relation."""

from problems.inputs.algebra import added, mapped
from problems.inputs.evaluate import Unevaluable, evaluate
from problems.inputs.expressions import Call, Expression, Number, Operation, Variable, variables_of
from problems.inputs.format import Cases, Comparison, Order, Scope, Total
from problems.inputs.levels import ScopeLevel, TiedChain, indices_of_subject, subject_name

UNBOUNDED = -(10**100)  # the lower bound of what has none


class Bounding:
    """Finds each variable's domain in the chains of a scope, and keeps as relations what is no domain."""

    def __init__(self, level: ScopeLevel) -> None:
        self.level = level

    def settle(self) -> None:
        captured: set[tuple[int, int, Expression, Expression]] = set()
        self._count()
        for upward in (True, False):
            for number, chain in enumerate(self.level.chains):
                self._bound(number, chain, upward, captured)
        for number, chain in enumerate(self.level.chains):
            if chain.signs == ("==",):
                self._equate(number, chain, captured)
        loose = [
            (left, sign, right)
            for number, chain in enumerate(self.level.chains)
            for place, sign in enumerate(chain.signs)
            for left in chain.sides[place]
            for right in chain.sides[place + 1]
            if (number, place, left, right) not in captured
            and sign != "!="
            and (variables_of(left) or variables_of(right))
        ]
        for left, sign, right in loose:
            self._loose(left, sign, right)
        self._settle_mixed()
        self._derive()

    def _settle_mixed(self) -> None:
        """Bounds of what has places under several numbers, each of them bounded: 0 ≤ x_{i,1} < x_{i,2} ≤ 9."""
        for known in self.level.known.values():
            if not known.mixed:
                continue
            for upward, of in ((True, self.level.highs), (False, self.level.lows)):
                if known.name in of:
                    continue
                bounds = {form: self._bound_of_form(Variable(known.name, form), upward) for form in known.forms}
                kept = [bound for bound in bounds.values() if bound is not None]
                if len(kept) < len(bounds):
                    continue
                if len(set(kept)) == 1:
                    self._put(known.name, kept[0], upward)
                elif all(isinstance(bound, Number) for bound in kept):
                    pick = max if upward else min
                    self._put(known.name, Number(pick(b.value for b in kept if isinstance(b, Number))), upward)

    def _bound_of_form(self, subject: Variable, upward: bool) -> Expression | None:
        for chain in self.level.chains:
            sides = chain.sides if upward else chain.sides[::-1]
            at = next((place for place, side in enumerate(sides) if subject in side), None)
            for side in sides[at + 1 :] if at is not None and chain.signs != ("==",) else ():
                named = {v.name for item in side for v in variables_of(item)}
                if len(side) == 1 and subject.name not in named and not any(map(indices_of_subject, side)):
                    return side[0] if all(self._may_precede(name, subject.name) for name in named) else None
        return None

    def _may_precede(self, name: str, later: str) -> bool:
        return self.level.find(name) is not None and not self._leads_to(name, later)

    def _equate(self, number: int, chain: TiedChain, captured: set[tuple[int, int, Expression, Expression]]) -> None:
        for left in chain.sides[0]:
            for right in chain.sides[1]:
                sides = sorted(
                    ((left, right), (right, left)), key=lambda pair: subject_name(pair[0]) in self.level.highs
                )
                for subject, value in sides:
                    name = subject_name(subject)
                    bounded = name in self.level.highs and name in self.level.lows
                    if isinstance(value, Call) and value.function == "sum" and bounded:
                        continue  # the sum is bounded by the number, not the number by the sum
                    if name in self.level.known and self._admissible(subject, value):
                        self._put(name, value, True)
                        self._put(name, value, False)
                        captured.add((number, 0, left, right))
                        break

    def _bound(
        self, number: int, chain: TiedChain, upward: bool, captured: set[tuple[int, int, Expression, Expression]]
    ) -> None:
        if chain.signs == ("==",):
            return
        for place in range(len(chain.sides)):
            for subject in chain.sides[place]:
                if not subject_name(subject):
                    continue
                strict, over_many = 0, False
                beyond = range(place, len(chain.signs)) if upward else range(place - 1, -1, -1)
                for step in beyond:
                    strict += chain.signs[step] == "<"
                    others = chain.sides[step + 1 if upward else step]
                    if over_many and subject_name(subject) in (self.level.highs if upward else self.level.lows):
                        break  # without any i, 1 ≤ u_i < v_i ≤ N says nothing about N
                    over_many |= not indices_of_subject(subject) and any(map(indices_of_subject, others))
                    if all(self._add(subject, other, strict, upward) for other in others):
                        if step == (place if upward else place - 1):
                            captured.update(
                                (number, step, *((subject, other) if upward else (other, subject))) for other in others
                            )
                        break

    def _add(self, subject: Expression, bound: Expression, strict: int, upward: bool) -> bool:
        name = subject_name(subject)
        if name not in self.level.known or not self._admissible(subject, bound):
            return False
        others = {variable.name for variable in variables_of(bound)} & self.level.known.keys()
        if self._has_number(name, upward) and not all(self._has_number(other, not upward) for other in others):
            return False  # given N ≤ 5 and N ≤ M ≤ 9, N bounds M, but N does not need M
        if strict and (places := self.level.places.get(name)) is not None:
            step = Operation("/", (Number(strict), Number(10**places)))
            bound = Operation("-" if upward else "+", (bound, step))
        else:
            bound = added(bound, -strict if upward else strict)
        self._put(name, bound, upward)
        return True

    def _has_number(self, name: str, upward: bool) -> bool:
        """Whether some chain has a number above (or below) a variable."""
        for chain in self.level.chains:
            for place, side in enumerate(chain.sides):
                if not any(subject_name(item) == name for item in side):
                    continue
                beyond = chain.sides[place + 1 :] if upward else chain.sides[:place]
                if any(not variables_of(item) for other in beyond for item in other):
                    return True
        return False

    def _count(self) -> None:
        """What numbers lines or tokens, and has no least value, is taken to number one at least, as it is written."""
        bounded = {subject_name(item) for chain in self.level.chains for side in chain.sides[1:] for item in side}
        for known in self.level.known.values():
            for low, high in known.ranges.values():
                if not (isinstance(low, Number) and isinstance(high, Variable) and high.name in self.level.known):
                    continue
                if high.name not in bounded and high.name not in self.level.lows:
                    self._put(high.name, low, False)

    def _put(self, name: str, bound: Expression, upward: bool) -> None:
        (self.level.highs if upward else self.level.lows).setdefault(name, []).append(bound)
        self.level.depends.setdefault(name, set()).update(v.name for v in variables_of(bound))

    def _admissible(self, subject: Expression, bound: Expression, same_row: bool = False) -> bool:
        """Whether a bound can be worked out before the subject's value is chosen."""
        name = subject_name(subject)
        known = self.level.known[name]
        own = indices_of_subject(subject)
        if own and own != known.indices and not (known.mixed and self._all_places(own, bound)):
            return False  # A_1, or A_{i+1}, alone
        if known.mixed and own == known.indices:
            return False
        letters = set(known.letters)
        for variable in variables_of(bound):
            if not variable.indices and variable.name in letters and self.level.find(variable.name) is None:
                continue
            other = self.level.find(variable.name)
            if other is None or self._leads_to(variable.name, name):
                return False
            inside = {v.name for index in variable.indices for v in variables_of(index) if v.name in letters}
            free = {v.name for index in variable.indices for v in variables_of(index)}
            if not all(n in letters or self.level.find(n) for n in free):
                return False
            if variable.indices and not same_row and variable.name in self.level.known:
                if not (len(variable.indices) < len(known.indices) and inside < letters):
                    return False
                if any(not isinstance(index, Variable) for index in variable.indices):
                    return False
            if variable.indices and not known.indices and variable.name in self.level.known:
                return False
        return True

    def _all_places(self, indices: tuple[Expression, ...], bound: Expression) -> bool:
        """Whether indices are letters that differ, of which the bound knows nothing: x_{i,j} ≤ 6."""
        letters = [i.name for i in indices if isinstance(i, Variable) and not i.indices and not self.level.find(i.name)]
        named = {variable.name for variable in variables_of(bound)}
        return len(set(letters)) == len(indices) and named.isdisjoint(letters)

    def _leads_to(self, start: str, goal: str) -> bool:
        seen, rest = set(), [start]
        while rest:
            name = rest.pop()
            if name == goal:
                return True
            if name not in seen:
                seen.add(name)
                rest.extend(self.level.depends.get(name, ()))
                known = self.level.known.get(name)
                if known is not None:
                    rest.extend(v.name for ends in known.ranges.values() for e in ends for v in variables_of(e))
        return False

    def _loose(self, left: Expression, sign: str, right: Expression) -> None:
        """A comparison that is no domain: a sum's bounds, or one between values."""
        order = {"<": Order.LESS, "<=": Order.AT_MOST, "==": Order.EQUAL}[sign]
        for one, other, upward in ((left, right, True), (right, left, False)):
            match one:
                case Call("sum", (Variable(name, ()),)) if (known := self.level.find(name)) is not None:
                    of: Expression = Variable(name, known.indices)
                case Call("sum", (Call("length", _) as of,)):
                    pass
                case _:
                    continue
            if order is Order.EQUAL:
                self.level.relations.append(Total(of, other, other))
                return
            if upward:
                self.level.relations.append(Total(of, None, added(other, -1) if sign == "<" else other))
                return
        self.level.relations.append(Comparison(left, order, right))

    def _derive(self) -> None:
        """Bounds that follow: from a neighbour in the same row, from a product, from a sum of what is not negative."""
        for name, lows in list(self.level.lows.items()):
            for low in lows:
                if isinstance(low, Operation):
                    self._from_terms(low, Variable(name))  # 2M + 1 ≤ N bounds M as well
        for _turn in range(2):
            for relation in list(self.level.relations):
                match relation:
                    case Comparison(left, Order.LESS | Order.AT_MOST as order, right):
                        strict = int(order is Order.LESS)
                        self._fall_back(left, added(right, -strict), True)
                        self._fall_back(right, added(left, strict), False)
                        self._from_terms(left, added(right, -strict))
                    case Comparison(left, Order.EQUAL, right):
                        self._fall_back(left, right, True)
                        self._fall_back(left, right, False)
                        self._from_terms(left, right)
                        self._from_terms(right, left)
                    case Total(of, _, high):
                        if all(self._least(v.name) >= 0 for v in variables_of(of) if v.name in self.level.known):
                            self._from_terms(of, high)
                        self._from_count(relation)

    def _fall_back(self, subject: Expression, bound: Expression, upward: bool) -> None:
        name = subject_name(subject)
        if name not in self.level.known or name in (self.level.highs if upward else self.level.lows):
            return
        if self._admissible(subject, bound, same_row=True):
            self._put(name, bound, upward)

    def _from_terms(self, whole: Expression, high: Expression) -> None:
        """A × B ≤ X and 2A + B ≤ X bound each of them, where the others are not below a number."""
        if isinstance(whole, Operation) and whole.operator == "*" and not _factor(whole)[0]:
            if all(self._least(subject_name(operand)) >= 1 for operand in whole.operands):
                for operand in whole.operands:
                    self._bound_above(operand, high)
            return
        terms = [_factor(term) for term in _terms(whole)]
        if any(variables_of(of) and (factor < 1 or not subject_name(of)) for factor, of in terms):
            return
        leasts = [factor * self._least(subject_name(of)) if variables_of(of) else factor for factor, of in terms]
        for place, (factor, of) in enumerate(terms):
            others = leasts[:place] + leasts[place + 1 :]
            if variables_of(of) and all(least > UNBOUNDED for least in others):
                room = added(high, -sum(others))
                self._bound_above(of, Call("floor", (Operation("/", (room, Number(factor))),)) if factor > 1 else room)

    def _bound_above(self, subject: Expression, high: Expression) -> None:
        name = subject_name(subject)
        if name not in self.level.known or name in self.level.highs:
            return
        if not self._admissible(subject, high):
            high = mapped(high, lambda v: self._greatest(v) or v)  # 2M ≤ N ≤ 9: M is at most 9 / 2
        if self._admissible(subject, high):
            self._put(name, high, True)

    def _greatest(self, variable: Variable) -> Expression | None:
        """A number that a variable is not above; None where none is known."""
        return next((bound for bound in self.level.highs.get(variable.name, []) if not variables_of(bound)), None)

    def _from_count(self, total: Total) -> None:
        """Where so many things together are at most X, and each is 1 at least, there are at most X of them."""
        name = subject_name(total.of)
        if name not in self.level.known or self._least(name) < 1:
            return
        known = self.level.known[name]
        if total.cases and not known.indices and self.level.outer is not None:
            for node in self.level.outer.nodes:
                match node:
                    case Cases(_, Variable() as count, Scope(nodes)) if nodes is self.level.nodes:
                        Bounding(self.level.outer)._bound_above(count, total.high)
        elif not total.cases and len(known.indices) == 1 and known.letters[0] in known.ranges:
            low, most = known.ranges[known.letters[0]]
            if low == Number(1):
                self._bound_above(most, total.high)

    def _least(self, name: str, depth: int = 4) -> int:
        """A number that a variable is not below; UNBOUNDED where none is known."""
        found = UNBOUNDED
        for bound in self.level.lows.get(name, []) if name in self.level.known else []:
            match bound:
                case Variable(other, ()) if depth:
                    found = max(found, self._least(other, depth - 1))
                case _:
                    try:
                        value = evaluate(bound, {})
                    except Unevaluable:
                        continue
                    found = max(found, value) if isinstance(value, int) else found
        return found


def _terms(expression: Expression) -> list[Expression]:
    match expression:
        case Operation("+", operands):
            return [term for operand in operands for term in _terms(operand)]
        case Operation("-", (first, Number(value))):
            return [*_terms(first), Number(-value)]
    return [expression]


def _factor(expression: Expression) -> tuple[int, Expression]:
    """3A as (3, A); 0 before what is no such product. Of a number by itself the number is both."""
    match expression:
        case Number(value):
            return value, expression
        case Operation("*", (Number(value), of)) | Operation("*", (of, Number(value))):
            return value, of
        case Operation():
            return 0, expression
    return 1, expression
