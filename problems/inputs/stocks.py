"""A collection that queries add to, remove from and ask about: what they do, and what a sentence promises about it.

It is understood if it is empty at first and every type of query is described as adding one, removing one, or asking.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from problems.inputs.expressions import Expression, Number, Variable
from problems.inputs.facts import Compared, Fact, Stocked
from problems.inputs.format import Line, Literal, Node, Rows, Scope, Token, Variants
from problems.inputs.latex import Formula
from problems.inputs.number_words import CARDINALS

_ITEM = re.compile(
    r"\s*(?:[-*+]|\d+\.)?\s*(?:(?:type|query|format)\s*)?[`$]*\\?(?P<number>\d)(?![\d.])[^:：]{0,30}[:：]\s*(?P<what>.+)",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"\b(?:initially|at first|first|starts?)\b[^.]{0,30}\bempty\b|\bempty (?:at first|initially|multiset|sequence|bag"
    r"|stack|queue|deque|list|string|array)\b|\binitially, no \w+",
    re.IGNORECASE,
)
_ADDS = re.compile(r"(?:insert|append|add|push|put|write|enqueue)\b", re.IGNORECASE)
_REMOVES = re.compile(r"(?:remove|delete|erase|pop|discard|dequeue)\b", re.IGNORECASE)
_ASKS = re.compile(r"(?:print|output|find|report|answer|determine|compute|calculate)\b", re.IGNORECASE)
_CHANGES = re.compile(r"\b(?:remove|delete|erase|pop|insert|append|add)", re.IGNORECASE)
_OTHERWISE = re.compile(
    r"\b(?:times|copies|all|every|each|if|unless|both|after|before|otherwise|except|while|until)\b|\\min", re.IGNORECASE
)

_COLLECTION = r"(?:the )?(?:current )?(?:\w+ )?(?:\$\w+\$|\w+)"
_VALUE = r"\$(?P<value>[a-z])\$"
_COUNT = rf"(?P<count>{'|'.join(CARDINALS)}|\$\d+\$|\$[a-z]\$)"
_LEAD = re.compile(
    r"^(?:(?:it is|we) guaranteed? that |is (?:given|processed),? |(?:when|whenever|just before|right before"
    r"|at the point|in|for)\b[^,$]*(?:\$\d\$[^,$]*)?, |then,? )+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:,? (?:then|at (?:that|this) (?:time|point)|at the time|in it"
    r"|when (?:this|the|such a) query is (?:given|processed)))*[.]?$"
)
_PROMISES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_COLLECTION} (?:is|will be|must be) (?:not|never) empty",
        rf"{_COLLECTION} (?:contains|has|holds|includes) (?:at least )?(?:one |an? )?(?:\w+ with )?(?:the )?"
        rf"(?:integer |number |value )?{_VALUE}(?: written on it)?",
        rf"{_VALUE} (?:exists|is contained|is present|is included) in {_COLLECTION}",
        rf"(?:there is )?at least one {_VALUE}(?: is (?:written|contained|in|on)[^,.$]*)?",
        rf"there is (?:at least )?one(?: {_VALUE})?",
        rf"at least {_COUNT} \w+ (?:are|is) (?:written|contained|left|in|on)[^,.$]*",
        rf"{_COLLECTION} (?:has|contains) at least {_COUNT} (?:elements?|integers?|values?|numbers?|characters?)",
        rf"the (?:length|size) of {_COLLECTION} is at least {_COUNT}",
        rf"(?P<count>\$[a-z]\$) is (?:a positive integer |at least \$1\$ and )?(?:at most|not greater than"
        rf"|no greater than|no more than) the (?:current )?(?:length|size|number of elements)"
        rf"(?: (?:of|in) {_COLLECTION})?",
    )
)


@dataclass(frozen=True, slots=True)
class StockQueries:
    """What each type of query does, keyed by its place among the variants."""

    rows: str
    high: Expression  # how many queries there are
    adds: Mapping[int, str]  # with the variable that is added
    removes: Mapping[int, str]  # with the variable that is removed; "" for whichever it is
    asks: Mapping[int, Sequence[str]]  # with their variables

    def promised(self, sentence: str) -> list[Fact] | None:
        """The facts of a sentence about what the collection holds; None if it is no such sentence.

        They may demand more than it says: what is removed is present, and every query that only asks finds as many.
        """
        claim = _TAIL.sub("", _LEAD.sub("", " ".join(sentence.split())))
        found = next(filter(None, (pattern.fullmatch(claim) for pattern in _PROMISES)), None)
        if found is None:
            return None
        groups = found.groupdict()
        if groups.get("value") and groups["value"] not in self.removes.values():
            return None
        count, needs = (groups.get("count") or "one").strip("$"), dict.fromkeys(self.asks, Number(1))
        if count.isalpha() and count.lower() not in CARDINALS:
            asking = [place for place, names in self.asks.items() if count in names]
            if len(asking) != 1:
                return None
            k = (Variable(count),)
            bounds = Compared(Formula(((Number(1),), k, (self.high,)), ("<=", "<=")))
            return [bounds, self._stocked({**needs, asking[0]: k[0]})]
        return [self._stocked(dict.fromkeys(needs, Number(CARDINALS.get(count.lower(), 0) or int(count))))]

    def _stocked(self, needs: Mapping[int, Expression]) -> Fact:
        return Stocked(self.rows, tuple(self.adds.items()), tuple(self.removes.items()), tuple(needs.items()))


def find_stock_queries(prose: str, nodes: Sequence[Node]) -> StockQueries | None:
    """The collection that the story describes, if there is one and every type of query is understood."""
    match [node for node in nodes if isinstance(node, Rows) and any(isinstance(one, Variants) for one in node.body)]:
        case [Rows((Variants(name, scopes),), _, _, high)]:
            pass
        case _:
            return None
    # A set cannot hold the same thing twice, so adding it again would not add one.
    if not _EMPTY.search(prose) or re.search(r"(?<!multi)(?<!multi-)\bset\b", prose, re.IGNORECASE):
        return None
    told: dict[str, str] = {}
    for line in prose.splitlines():
        item = _ITEM.match(line)
        if item:
            told[item["number"]] = re.split(r"(?<=\.)\s", item["what"])[0]
    adds: dict[int, str] = {}
    removes: dict[int, str] = {}
    asks: dict[int, Sequence[str]] = {}
    for place, scope in enumerate(scopes):
        literal, names = _shape(scope)
        what = told.get(literal, "").strip()
        named = [found for found in names if f"${found}$" in what]
        if _OTHERWISE.search(what) and not _ASKS.match(what):
            return None
        if _ADDS.match(what) and len(names) == 1 and named == names:
            adds[place] = names[0]
        elif _REMOVES.match(what) and len(names) < 2 and named == names:
            removes[place] = names[0] if names else ""
        elif _ASKS.match(what) and not re.search(
            r"\b(?:remove|delete|erase|pop|insert|append|add)", what, re.IGNORECASE
        ):
            asks[place] = names
        else:
            return None
    if not adds or len({bool(name) for name in removes.values()}) > 1:
        return None
    return StockQueries(name, high, adds, removes, asks)


def _shape(scope: Scope) -> tuple[str, list[str]]:
    """The literal that a variant begins with, and the variables after it."""
    match scope.nodes:
        case (Line((Literal(text), *items)),) if all(isinstance(item, Token) for item in items):
            return text, [item.variable.name for item in items if isinstance(item, Token)]
    return "", []
