"""Facts tied to a layout: the domain of every variable, and the relations between them."""

from collections.abc import Collection, Iterator, Sequence
from copy import copy
from dataclasses import replace
from typing import Any

from problems.inputs import facts
from problems.inputs import format as form
from problems.inputs.algebra import folded
from problems.inputs.bounding import Bounding
from problems.inputs.domains import domain_of
from problems.inputs.edges import bound_ends, graph_of
from problems.inputs.expressions import (
    Call,
    Expression,
    Number,
    Operation,
    Variable,
    heads_of,
    indices_in,
    variables_of,
)
from problems.inputs.fact_binder import FactBinder
from problems.inputs.latex import DOTS, NotUnderstood
from problems.inputs.layout import Layout
from problems.inputs.levels import (
    GROWING,
    LayoutVariable,
    ScopeLevel,
    lone_names,
)
from problems.inputs.matrices import matrix_domain
from problems.inputs.names import Names
from problems.inputs.tree import cases_of, positions, variants_of


class Constraints:
    """Collects facts about the variables of a layout; `scope()` returns the outermost scope with what they say."""

    def __init__(
        self,
        layout: Layout,
        edges: Collection[tuple[str, str]] = (),
        one_way: bool = False,
        directed: bool = False,
    ) -> None:
        """edges: pairs of names that the story calls the ends of edges; one_way: there are directed edges.

        directed: there are no others.
        """
        self.layout = layout
        self.edges, self.one_way, self.directed = edges, one_way, directed
        self.levels: list[ScopeLevel] = []
        self.top = self._level(layout.nodes, None, None)
        self.known = frozenset(name for level in self.levels for name in level.known)
        self.every_value: tuple[Expression, Expression] | None = None  # bounds for variables that have none
        self.degrees: list[facts.Degrees] = []
        self.graph_missing = False  # a graph is mentioned, but its edges were not found

    def _level(self, nodes: tuple[form.Node, ...], outer: ScopeLevel | None, literal: str | None) -> ScopeLevel:
        level = ScopeLevel(nodes, outer, literal)
        self.levels.append(level)
        for position in positions(nodes):
            match position.what:
                case Variable(name, indices):
                    before = level.known.get(name)
                    mixed = before is not None and (before.mixed or before.indices != indices)
                    forms = (*(before.forms if before is not None else ()), indices)
                    around = {loop.index: (loop.low, loop.high) for loop in position.loops}
                    level.known[name] = replace(
                        before or LayoutVariable(name, indices, around), mixed=mixed, forms=forms
                    )
                case form.Variants(_, scopes):
                    for scope in scopes:
                        self._level(scope.nodes, level, scope.literal)
        for cases in cases_of(nodes):
            self._level(cases.scope.nodes, level, None)
        level.strings |= level.known.keys() & self.layout.glued.keys()
        return level

    @property
    def names(self) -> set[str]:
        """Every variable's name, to tell names of several letters from products."""
        return set(self.known) | {v.name for v in self.layout.lone}

    # --- attaching a fact to the scopes it is about ---

    def add(self, fact: facts.Fact, literals: Collection[str] | None = None) -> None:
        """Add a fact; `literals` name the variants it is about. Raises NotUnderstood if it fits no variable."""
        if isinstance(fact, facts.EveryValue):
            self.every_value = (fact.low, fact.high)
            return
        if isinstance(fact, facts.Degrees):
            if not fact.kind and (fact.low != Number(0) or not isinstance(fact.high, Number)):
                raise NotUnderstood("another bound on degrees")
            self.degrees.append(fact)
            return
        if isinstance(fact, facts.Stocked):
            needs = dict(fact.needs)
            for before in [r for r in self.top.relations if isinstance(r, form.Stock) and r.rows == fact.rows]:
                needs |= {number: _more_needed(needs.get(number, least), least) for number, least in before.needs}
                self.top.relations.remove(before)
            self.top.relations.append(form.Stock(fact.rows, fact.adds, fact.removes, tuple(needs.items()), fact.counts))
            return
        if isinstance(fact, facts.Shaped) and {"mutual", "unpaired"} & fact.words and self.one_way:
            raise NotUnderstood("ways there and back along edges of one direction")
        if isinstance(fact, facts.PlacedCharacters) and not fact.of:
            strings = self.top.strings or (self.top.known.keys() if len(self.top.known) == 1 else ())
            fact = replace(fact, of=tuple(Variable(name) for name in sorted(strings)))
        if isinstance(fact, facts.Counted) and not fact.of:
            fact = replace(fact, of=tuple(Variable(name) for name in sorted(self.top.strings)))
        if isinstance(fact, facts.DifferentRows):
            fact = facts.Different((Call("tuple", _points(self.levels, fact.count)),))
        if isinstance(fact, facts.NotInLine):
            self.top.relations.append(form.NoThreeInLine(_all_points(self.top)))
            return
        levels = self._levels_of(fact, literals)
        if not levels or self._is_spread(fact, levels):
            for part in _parts_of(fact):  # 1 ≤ T, H ≤ 9 or “T and H are integers”, in queries of different types
                self.add(part, literals)
            return
        for level in levels:
            FactBinder(Names(level, self.layout, self.known)).add(fact)

    def _is_spread(self, fact: facts.Fact, levels: Sequence[ScopeLevel]) -> bool:
        """Whether the subjects of a comparison belong to several scopes: 1 ≤ T, N ≤ 9 with N in each test case."""
        match fact:
            case facts.Compared(formula) if (
                len(levels) == 1 and levels[0].outer is not None and len(formula.sides) == 3
            ):
                lists = [side for side in formula.sides if len(side) > 1 and DOTS not in side]
                return len(lists) == 1 and any(
                    isinstance(item, Variable) and not item.indices and item.name not in levels[0].known
                    for item in lists[0]
                )
        return False

    def snapshot(self) -> list[dict[str, Any]]:
        """The facts so far, for `restore`."""
        return [{name: copy(getattr(level, name)) for name in GROWING} for level in self.levels]

    def restore(self, state: list[dict[str, Any]]) -> None:
        """Forget the facts added since the snapshot."""
        for level, before in zip(self.levels, state, strict=True):
            for name, value in before.items():
                setattr(level, name, value)

    def _levels_of(self, fact: facts.Fact, literals: Collection[str] | None) -> list[ScopeLevel]:
        if isinstance(fact, facts.Shaped):
            return [self.top]
        if isinstance(fact, facts.QueryCount):
            return [one for one in self.levels if any(fact.literal in v.literals for v in variants_of(one.nodes))]
        named = {
            self.layout.lone.get(variable, variable.name)
            for expression in facts.subjects_of(fact)
            for variable in variables_of(expression)
        }
        names = named & self.known
        heads = {variable.name for variable in heads_of(facts.subjects_of(fact))}
        if literals is None and heads & self.top.known.keys():
            # In A_i, i is an index, even if some query has a variable i.
            names -= {
                v.name for v in indices_in(facts.subjects_of(fact)) if v.name not in heads and not self.top.find(v.name)
            }
        for expression in facts.subjects_of(fact):
            for variable in variables_of(expression):
                names |= set(lone_names(self.layout, self.known, variable))
        indexed = {
            v.name: len(v.indices)
            for expression in facts.subjects_of(fact)
            for v in variables_of(expression)
            if v.indices
        }
        found = []
        for level in self.levels:
            if literals is not None and level.literal not in literals:
                continue
            if literals is None and any(level.is_scalar(name) and self._is_indexed(name) for name in indexed):
                continue  # w_i, where some query has its own w
            if all(level.find(name) for name in names) and any(name in level.known for name in names):
                found.append(level)
        return found

    def _is_indexed(self, name: str) -> bool:
        return any(name in level.known and level.known[name].indices for level in self.levels)

    # --- the outcome ---

    def scope(self) -> form.Scope:
        """The outermost scope with its domains and relations. Raises BoundsMissing."""
        for level in self.levels:
            Bounding(level).settle()
        self._settle_graph()
        return self._scope(self.top)

    def _scope(self, level: ScopeLevel) -> form.Scope:
        inner = iter([other for other in self.levels if other.outer is level])

        def filled(node: form.Node) -> form.Node:
            match node:
                case form.Rows(body, index, low, high):
                    return form.Rows(tuple(filled(part) for part in body), index, low, high)
                case form.Cases(name, count, _):
                    return form.Cases(name, count, self._scope(next(inner)))
                case form.Variants(name, scopes):
                    return form.Variants(name, tuple(self._scope(next(inner)) for _scope in scopes))
            return node

        nodes = tuple(filled(node) for node in level.nodes)
        domains = {
            name: matrix_domain(name, level, domain_of(name, level, self.layout, self.every_value))
            for name in level.known
        }
        return form.Scope(nodes, domains, tuple(dict.fromkeys(level.relations)))

    def _settle_graph(self) -> None:
        words = self.top.shapes
        if {"tree", "simple", "connected", "strong"} & words:
            for level in self.levels:
                bound_ends(level, "tree" in words)
        graphs = [(level, graph) for level in self.levels if (graph := graph_of(level, self.edges)) is not None]
        if not words and not self.degrees:  # a graph of any shape, if the story names the edges
            if len(graphs) == 1 and tuple(end.name for end in graphs[0][1].ends) in self.edges:
                graphs[0][0].relations.append(replace(graphs[0][1], directed=self.one_way))
            return
        if len(graphs) != 1:
            self.graph_missing = True
            return
        ((level, graph),) = graphs
        directed = self.directed or bool({"directed", "strong"} & words)
        simple = "simple" in words or ("loopless" in words and bool({"single", "unpaired"} & words))
        if not simple and len(graph.ends) == 2:
            level.relations += _half_simple(graph.ends, words, directed)
        for said in self.degrees:
            if isinstance(said.high, Number) and not said.kind:
                graph = replace(graph, most_degree=said.high.value)
            elif len(graph.ends) == 1:
                self.graph_missing = True  # each vertex but the root has one parent
            else:
                level.relations.append(_directed_degrees(graph, said))
        level.relations.append(
            replace(
                graph,
                directed=directed,
                simple=simple,
                connected=bool({"connected", "mutual"} & words),
                strong="strong" in words,
                tree="tree" in words,
                acyclic="acyclic" in words,
                bipartite="bipartite" in words,
            )
        )


def _points(levels: Sequence[ScopeLevel], count: Expression | None) -> tuple[Expression, ...]:
    """The coordinates of the points: the only rows of two or three numbers, `count` of them if it is given.

    Raises NotUnderstood.
    """
    found: list[tuple[Expression, ...]] = []
    for node in (node for level in levels for node in level.nodes):
        match node:
            case form.Rows((form.Line(items),), index, Number(1), high) if (
                len(items) in (2, 3)
                and all(isinstance(item, form.Token) and item.variable.indices == (Variable(index),) for item in items)
                and count in (None, high)
            ):
                found.append(tuple(item.variable for item in items if isinstance(item, form.Token)))
    if len(found) != 1:
        raise NotUnderstood("which points")
    return found[0]


def _all_points(top: ScopeLevel) -> tuple[tuple[Variable, Variable], ...]:
    """Both coordinates of each kind of point. Raises NotUnderstood.

    The only rows of two numbers; or all of them, if one comparison bounds them all.
    """
    found = []
    for node in top.nodes:
        match node:
            case form.Rows((form.Line((form.Token(Variable() as x), form.Token(Variable() as y))),), index) if (
                x.indices == y.indices == (Variable(index),)
            ):
                found.append((x, y))
    names = {variable.name for point in found for variable in point}
    sides = [side for chain in top.chains for side in chain.sides]
    together = any(names <= {v.name for item in side for v in variables_of(item)} for side in sides)
    if not found or (len(found) > 1 and not together):
        raise NotUnderstood("which points")
    return tuple(found)


def _half_simple(ends: tuple[Variable, ...], words: Collection[str], directed: bool) -> Iterator[form.Relation]:
    """No edge from a vertex to itself, or no two between the same vertices."""
    if "loopless" in words:
        yield form.Comparison(ends[0], form.Order.OTHER, ends[1])
    if "single" in words or "unpaired" in words:
        yield form.Distinct(ends, unordered=not directed)


def _directed_degrees(graph: form.Graph, said: facts.Degrees) -> form.EachOccurs:
    last = folded(Operation("-", (Operation("+", (graph.first, graph.vertices)), Number(1))))
    return form.EachOccurs(Variable(graph.ends[said.kind == "in"].name), graph.first, last, said.low, said.high)


def _more_needed(one: Expression, other: Expression) -> Expression:
    """The stronger of two sentences' needs of a query: the greater number, or the variable."""
    if isinstance(one, Number) and isinstance(other, Number):
        return max(one, other, key=lambda number: number.value)
    return other if isinstance(one, Number) else one


def _parts_of(fact: facts.Fact) -> list[facts.Fact]:
    """The fact, once for each item of its list. Raises NotUnderstood if it has no list."""
    match fact:
        case facts.Whole(of) if len(of) > 1:
            return [facts.Whole((item,)) for item in of]
        case facts.Compared(formula, conditions):
            lists = [place for place, side in enumerate(formula.sides) if len(side) > 1]
            if len(lists) == 1 and DOTS not in formula.sides[lists[0]]:
                (at,) = lists
                return [
                    facts.Compared(
                        replace(formula, sides=(*formula.sides[:at], (item,), *formula.sides[at + 1 :])), conditions
                    )
                    for item in formula.sides[at]
                ]
    raise NotUnderstood("names nothing of the input")
