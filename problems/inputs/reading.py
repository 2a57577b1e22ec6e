"""Reads a problem's input format from its statement. Pure: no file, no network, no clock but its own CPU time."""

import re
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from problems.inputs import promises
from problems.inputs.constraints import Constraints
from problems.inputs.facts import Contains, Degrees, Fact, PlacedCharacters, Shaped, Text, Words
from problems.inputs.format import Decimals, InputFormat, Refusal, Scope, Strings, Unreadable
from problems.inputs.latex import NotUnderstood
from problems.inputs.layout import InputBlock, Layout, layout_of, with_words
from problems.inputs.levels import BoundsMissing
from problems.inputs.matching import match_input
from problems.inputs.named_cells import resolve_cell_names
from problems.inputs.queries_by_type import split_by_type
from problems.inputs.sentences import facts_of
from problems.inputs.statement import InputSentence, StatementParts, glued, parts_of
from problems.inputs.stocks import find_stock_queries
from problems.inputs.tree import LayoutNotUnderstood
from problems.problem import Problem

MAX_STATEMENT = 100_000  # characters; the longest real one has about 30,000
MAX_SENTENCES = 200
MAX_CPU_S = 5.0  # for one statement, however busy the machine is; real ones take a few hundredths


def read_input(problem: Problem) -> InputFormat | Unreadable:
    """A problem's input format, checked against every sample, or the reason there is none.

    Both languages are read; it is enough if a sentence is understood in one of them.
    """
    if problem.interactive:
        return Unreadable("interactive", "the input depends on what the program prints")
    texts = [(text, ja) for text, ja in ((problem.statements.en, False), (problem.statements.ja, True)) if text]
    if any(len(text) > MAX_STATEMENT for text, _ja in texts):
        return Unreadable("too long", "the statement is longer than any real one")
    if not problem.samples:
        return Unreadable("no samples", "nothing to check a reading with")
    deadline = time.thread_time() + MAX_CPU_S
    parts = [parts_of(text, japanese) for text, japanese in texts]
    parts = [part for part in parts if part.blocks]
    parts.sort(key=lambda part: not part.sentences)
    why_not: Unreadable | None = None  # in the first language
    for first in parts:
        others = [part for part in parts if part is not first]
        try:
            found = _read(first, others, problem, deadline)
            tight = tuple(glued(block) for block in first.blocks)
            if isinstance(found, Unreadable) and tight != first.blocks:
                # Characters of one token are sometimes written with blanks; a sample decides.
                again = _read(replace(first, blocks=tight), others, problem, deadline)
                found = again if isinstance(again, InputFormat) else found
        except _TooLong:
            return Unreadable("too long", "reading the statement took too long")
        if isinstance(found, InputFormat):
            return found
        why_not = why_not or found
    return why_not or Unreadable("no input section", "the statement has no block under a heading of the input")


_Reading = tuple[list[Fact] | None, frozenset[str] | None]  # a sentence's facts, and the variants they are about
_Understood = list[tuple[str, list[_Reading]]]  # each sentence with what it says, in one language or in both


class _TooLong(Exception):
    """The deadline has passed."""


def _read(
    first: StatementParts, others: Sequence[StatementParts], problem: Problem, deadline: float
) -> InputFormat | Unreadable:
    try:
        layout = layout_of(first.blocks)
        if first.commands and layout.open_queries:
            layout = layout_of((*first.blocks, *(InputBlock("queries", (command,)) for command in first.commands)))
    except LayoutNotUnderstood as error:
        return Unreadable("layout", str(error))
    found = _bound(layout, first, others, problem, deadline)
    if isinstance(found, Unreadable) and not first.japanese:
        split = split_by_type(layout, first.sentences, Constraints(layout).names)
        if split is not None:
            typed = _bound(split[0], replace(first, sentences=split[1]), [], problem, deadline)
            return typed if isinstance(typed, InputFormat) else found
    return found


def _bound(
    layout: Layout, first: StatementParts, others: Sequence[StatementParts], problem: Problem, deadline: float
) -> InputFormat | Unreadable:
    """The format that the layout and the sentences form together."""
    layout = _with_words(layout, [sample.stdin.decode(errors="replace").split() for sample in problem.samples])
    english = [part for part in (first, *others) if not part.japanese]
    prose = " ".join(part.prose for part in english)
    words = "\n".join([prose or first.prose, *(said.text for part in english or [first] for said in part.sentences)])
    told = prose or first.prose
    story = _Story(problem, layout, Constraints(layout).names, prose, told, promises.named_edges(words))
    understood = _sentences(story, first, others, deadline)
    found = story.checked(understood)
    if isinstance(found, Unreadable) and found.reason in ("bounds", "sample refused"):
        # It may be only the prose that says how long a string is, or what letters it has.
        claims = [("", [story.understood(claim)]) for claim in promises.string_claims(prose)]
        understood += [(text, readings) for text, readings in claims if readings[0][0] is not None]
        if claims:
            found = story.checked(understood)
    if isinstance(found, Unreadable) or found.unread:
        understood, found = _with_stock(story, understood, found)
    if isinstance(found, Unreadable) and found.reason == "sample refused":
        # The sentences may be about another graph.
        plain = [
            (text, [(None if _shapes(facts) else facts, literals) for facts, literals in readings])
            for text, readings in understood
        ]
        if plain != understood:
            found = story.checked(plain)
    if isinstance(found, Unreadable):
        return found
    understood, found = _with_named_cells(story, understood, found)
    return _with_promised_shapes(story, understood, found)


@dataclass(frozen=True, slots=True)
class _Story:
    """A problem's layout with what its prose says besides the sentences about the input."""

    problem: Problem
    layout: Layout
    names: set[str]  # of the layout's variables
    prose: str  # in English
    told: str  # the same, or in Japanese if there is no English
    edges: Collection[tuple[str, str]]  # pairs of names that the prose calls the ends of edges

    def understood(self, claim: str) -> _Reading:
        """What an English sentence says."""
        return _understood(InputSentence(claim), self.names, False)

    def checked(self, understood: _Understood) -> InputFormat | Unreadable:
        """The format that these sentences form together, if every sample fits it."""
        one_way = bool(re.search(r"(?<!un)directed|one-way|有向", self.told))
        directed = one_way and not re.search("undirected|無向", self.told)
        constraints = Constraints(self.layout, self.edges, one_way, directed)
        # Strings must be known before |S| can be read.
        order = sorted(range(len(understood)), key=lambda place: -_speaks_of_strings(understood[place][1]))
        taken = {place for place in order if _bind_first_fitting(constraints, understood[place][1])}
        try:
            scope = constraints.scope()
        except BoundsMissing as error:
            return Unreadable("bounds", str(error))
        unread = [text for place, (text, _readings) in enumerate(understood) if place not in taken]
        if constraints.graph_missing:
            about_graphs = (place for place in taken if any(_shapes(facts) for facts, _l in understood[place][1]))
            unread += [understood[place][0] for place in about_graphs]
        unread += [
            *promises.promised_shapes(self.told, scope).values(),
            *promises.production_sentences(self.told, scope),
        ]
        refused = _refused(scope, self.problem)
        if refused is not None:
            return refused
        # Programs may rely on what every sample shows: all the digits after the point, even if they are zeros.
        strict = _with_all_places(scope)
        scope = scope if strict == scope or _refused(strict, self.problem) else strict
        return InputFormat(scope, tuple(dict.fromkeys(filter(None, unread))))


def _sentences(story: _Story, first: StatementParts, others: Sequence[StatementParts], deadline: float) -> _Understood:
    """The sentences about the input, with those that the prose guarantees. Raises _TooLong."""
    found: _Understood = []
    for place, said in enumerate(first.sentences[:MAX_SENTENCES]):
        if time.thread_time() > deadline:
            raise _TooLong
        aligned = [o.sentences[place] for o in others if len(o.sentences) == len(first.sentences)]
        candidates = [(said, first.japanese), *((other, not first.japanese) for other in aligned)]
        found.append((said.text, [_understood(one, story.names, japanese) for one, japanese in candidates]))
    for other in others:
        if len(other.sentences) != len(first.sentences):
            added = _added(first, other)
            for said in other.sentences:
                # Sentences of the other language hold too, but count as unread only if they add something.
                text = said.text if said in added else ""
                found.append((text, [_understood(said, story.names, other.japanese)]))
    known = [text for text, _readings in found]
    for sentence, claims in promises.guarantees(story.prose):
        if not any(promises.same_wording(claim, text) for text in known for claim in claims):
            found.append((sentence, [story.understood(claim) for claim in claims]))
    return found


def _with_stock(
    story: _Story, understood: _Understood, found: InputFormat | Unreadable
) -> tuple[_Understood, InputFormat | Unreadable]:
    """Rereads the sentences about a collection that queries add to and remove from, if that helps."""
    stock = find_stock_queries(story.told, story.layout.nodes)
    if stock is None:
        return understood, found
    stocked: _Understood = []
    for text, readings in understood:
        facts = stock.promised(text) if all(known is None for known, _literals in readings) else None
        stocked.append((text, readings if facts is None else [(facts, None)]))
    again = story.checked(stocked)
    better = isinstance(again, InputFormat) and (isinstance(found, Unreadable) or len(again.unread) < len(found.unread))
    return (stocked, again) if better else (understood, found)


def _with_named_cells(story: _Story, understood: _Understood, found: InputFormat) -> tuple[_Understood, InputFormat]:
    """Rereads the sentences that call a grid's cells by what they are, if that leaves fewer unread."""
    grids = [name for name, domain in found.scope.domains.items() if isinstance(domain, Strings)]
    if grids and found.unread:
        renamed = [resolve_cell_names(text, story.told, grids) for text, _readings in understood]
        by_character = [
            replacement
            for one, said in zip(understood, renamed, strict=True)
            for replacement in ([(one[0], [story.understood(claim)]) for claim in said] or [one])
        ]
        again = story.checked(by_character) if any(renamed) else found
        if isinstance(again, InputFormat) and len(again.unread) < len(found.unread):
            return by_character, again
    return understood, found


def _with_promised_shapes(story: _Story, understood: _Understood, found: InputFormat) -> InputFormat:
    """The format with the shape of graph that the story promises, unless a sample contradicts it."""
    shapes = promises.promised_shapes(story.told, found.scope).keys() & set(promises.SHAPES)
    if shapes:
        shaped = story.checked([*understood, ("", [([Shaped(frozenset(shapes))], None)])])
        if isinstance(shaped, InputFormat) and len(shaped.unread) < len(found.unread):
            return shaped
    return found


def _with_words(layout: Layout, samples: Sequence[Sequence[str]]) -> Layout:
    """The layout with names of three letters or more as literals if every sample contains them literally."""
    words = {
        name
        for level in Constraints(layout).levels
        for name, known in level.known.items()
        if len(name) > 2 and not known.indices and all(name in tokens for tokens in samples)
    }
    return with_words(layout, words) if words else layout


def _added(first: StatementParts, other: StatementParts) -> list[InputSentence]:
    """The sentences of the other language with a comparison that the first language lacks."""

    def bare(text: str) -> str:
        text = re.sub(r"\\leq?(?:q|slant)?|≦", "≤", text.replace(r"\lt", "<").replace(r"\neq", "≠"))
        return re.sub(r"\\[,;! a-z]|[\s{}$\\]", "", text)

    known = bare("".join(said.text for said in first.sentences))
    return [
        said
        for said in other.sentences
        if any(
            re.search("[≤<≠=]", bare(formula)) and bare(formula) not in known
            for formula in re.findall(r"\$([^$]*)\$", said.text)
        )
    ]


def _understood(said: InputSentence, names: set[str], japanese: bool) -> _Reading:
    try:
        return facts_of(said.text, names, japanese), said.literals
    except NotUnderstood:
        return None, None


_OF_STRINGS = Text | Words | Contains | PlacedCharacters


def _speaks_of_strings(readings: Sequence[_Reading]) -> int:
    """2 for a sentence that makes something a string, 1 for one that says what a string looks like."""
    found = [fact for facts, _literals in readings for fact in facts or () if isinstance(fact, _OF_STRINGS)]
    return max((1 if isinstance(fact, Text) and fact.pattern and not fact.alphabet else 2 for fact in found), default=0)


def _shapes(facts: list[Fact] | None) -> bool:
    return any(isinstance(fact, Shaped | Degrees) for fact in facts or ())


def _bind_first_fitting(constraints: Constraints, readings: Sequence[_Reading]) -> bool:
    """Binds the first reading of a sentence that fits the layout; returns whether there is one."""
    for facts, literals in readings:
        if facts is None:
            continue
        before = constraints.snapshot()
        try:
            for fact in facts:
                constraints.add(fact, literals)
            return True
        except NotUnderstood:
            constraints.restore(before)
    return False


def _refused(scope: Scope, problem: Problem) -> Unreadable | None:
    """Why a sample does not fit; None if all do."""
    for sample in problem.samples:
        found = match_input(InputFormat(scope), sample.stdin)
        if isinstance(found, Refusal):
            return Unreadable("sample refused", f"sample {sample.name}, line {found.line}: {found.reason}")
    return None


def _with_all_places(scope: Scope) -> Scope:
    """The scope with every decimal number written with all its places."""
    written = {
        name: replace(domain, exactly=True) for name, domain in scope.domains.items() if isinstance(domain, Decimals)
    }
    return replace(scope, domains=scope.domains | written) if written else scope
