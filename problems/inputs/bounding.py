"""Turns a scope's chains of comparisons into bounds of its variables; the rest become relations."""

from problems.inputs.algebra import added
from problems.inputs.bound_propagation import BoundPropagation
from problems.inputs.expressions import Call, Expression, Number, Operation, Variable, variables_of
from problems.inputs.format import Comparison, Order, Total
from problems.inputs.levels import AscendingChain, ScopeLevel, indices_of_subject, subject_name, tightest


class Bounding:
    """Bounds each variable by the chains of its scope, and keeps the other comparisons as relations."""

    def __init__(self, level: ScopeLevel) -> None:
        self.level = level
        # The comparisons that became bounds: the chain, the sign's place in it, and both sides of the sign.
        self.captured: set[tuple[int, int, Expression, Expression]] = set()

    def settle(self) -> None:
        self._count()
        for upward in (True, False):
            for number, chain in enumerate(self.level.chains):
                self._bound(number, chain, upward)
        for number, chain in enumerate(self.level.chains):
            if chain.signs == ("==",):
                self._equate(number, chain)
        loose = [
            (left, sign, right)
            for number, chain in enumerate(self.level.chains)
            for place, sign in enumerate(chain.signs)
            for left in chain.sides[place]
            for right in chain.sides[place + 1]
            if (number, place, left, right) not in self.captured
            and sign != "!="
            and (variables_of(left) or variables_of(right))
        ]
        for left, sign, right in loose:
            self._loose(left, sign, right)
        self._settle_mixed()
        BoundPropagation(self.level).run()

    def _settle_mixed(self) -> None:
        """Bounds a variable that has indices of several forms if each form is bounded: 0 ≤ x_{i,1} < x_{i,2} ≤ 9."""
        for known in self.level.known.values():
            if not known.mixed:
                continue
            for upward in (True, False):
                if known.name in self.level.bounds(upward):
                    continue
                bounds = {form: self._bound_of_form(Variable(known.name, form), upward) for form in known.forms}
                kept = [bound for bound in bounds.values() if bound is not None]
                bound = tightest("max" if upward else "min", kept) if len(kept) == len(bounds) else None
                if bound is not None:
                    self.level.put_bound(known.name, bound, upward)

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
        return self.level.find(name) is not None and not self.level.depends_on(name, later)

    def _equate(self, number: int, chain: AscendingChain) -> None:
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
                    if name in self.level.known and self.level.is_admissible(subject, value):
                        self.level.put_bound(name, value, True)
                        self.level.put_bound(name, value, False)
                        self.captured.add((number, 0, left, right))
                        break

    def _bound(self, number: int, chain: AscendingChain, upward: bool) -> None:
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
                    if over_many and subject_name(subject) in self.level.bounds(upward):
                        break  # if there is no i, 1 ≤ u_i < v_i ≤ N says nothing about N
                    over_many |= not indices_of_subject(subject) and any(map(indices_of_subject, others))
                    if all(self._add(subject, other, strict, upward) for other in others):
                        if step == (place if upward else place - 1):
                            self.captured.update(
                                (number, step, *((subject, other) if upward else (other, subject))) for other in others
                            )
                        break

    def _add(self, subject: Expression, bound: Expression, strict: int, upward: bool) -> bool:
        name = subject_name(subject)
        if name not in self.level.known or not self.level.is_admissible(subject, bound):
            return False
        others = {variable.name for variable in variables_of(bound)} & self.level.known.keys()
        if self._has_number(name, upward) and not all(self._has_number(other, not upward) for other in others):
            return False  # given N ≤ 5 and N ≤ M ≤ 9, N bounds M, but M need not bound N
        if strict and (places := self.level.places.get(name)) is not None:
            step = Operation("/", (Number(strict), Number(10**places)))
            bound = Operation("-" if upward else "+", (bound, step))
        else:
            bound = added(bound, -strict if upward else strict)
        self.level.put_bound(name, bound, upward)
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
        """Bounds a count of lines or tokens that has no lower bound: the layout shows at least one of them."""
        bounded = {subject_name(item) for chain in self.level.chains for side in chain.sides[1:] for item in side}
        for known in self.level.known.values():
            for low, high in known.ranges.values():
                if not (isinstance(low, Number) and isinstance(high, Variable) and high.name in self.level.known):
                    continue
                if high.name not in bounded and high.name not in self.level.lows:
                    self.level.put_bound(high.name, low, False)

    def _loose(self, left: Expression, sign: str, right: Expression) -> None:
        """Keeps a comparison that bounds no variable: the bounds of a sum, or an order between values."""
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
