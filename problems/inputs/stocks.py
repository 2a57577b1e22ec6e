"""A collection that queries add to, remove from and ask about: what they do, and what a sentence promises about it.

It is understood if it is empty at first and every type of query is described as adding one, removing one, or asking.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from problems.inputs.expressions import Call, Expression, Number, Variable
from problems.inputs.facts import Compared, Fact, Stocked
from problems.inputs.format import Line, Literal, Node, Rows, Scope, Token, Variants
from problems.inputs.latex import Formula, NotUnderstood, parse_formula
from problems.inputs.number_words import CARDINALS

_ITEM = re.compile(
    r"\s*(?:[-*+]|\d+\.)?\s*(?:(?:type|query|format|タイプ|クエリ|操作)\s*)?[`$]*\\?(?P<number>\d)(?![\d.])[^:：]{0,30}[:：]\s*(?P<what>.+)",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"\b(?:initially|at first|first|starts?)\b[^.]{0,30}\bempty\b|\bempty (?:at first|initially|multiset|sequence|bag"
    r"|stack|queue|deque|list|string|array|integer sequence)\b|\binitially, no \w+"
    r"|空の[^。]{1,20}(?:が(?:あ|与え)|に対し)|(?:はじめ|最初|初め)[^。]{0,20}空",
    re.IGNORECASE,
)
_ADDING, _REMOVING = "(?:追加|挿入|(?:入れ|加え)る|積む)", "(?:削除|取り除|取り出|捨て)"
_ADDS = re.compile(rf"(?:insert|append|add|push|put|write|enqueue)\b|(?!.*{_REMOVING}).*{_ADDING}", re.IGNORECASE)
_REMOVES = re.compile(rf"(?:remove|delete|erase|pop|discard|dequeue)\b|(?!.*{_ADDING}).*{_REMOVING}", re.IGNORECASE)
_CHANGES = re.compile(rf"\b(?:remove|delete|erase|pop|insert|append|add)|{_ADDING}|{_REMOVING}", re.IGNORECASE)
_ASKS = re.compile(
    rf"(?:print|output|find|report|answer|determine|compute|calculate)\b|(?!.*{_ADDING})(?!.*{_REMOVING})"
    r".*(?:出力|判定)",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:times|copies|all|every|each|if|unless|both|after|before|otherwise|except|while|until)\b|\\min"
    r"|すべて|全て|[^一]回|ならば|場合|とき|もし|ずつ|以外|以上|以下|まで|種類|\$[2-9]\$",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\$\w\$ ?-?(?:th|st)\b|\$\w\$ ?番目|\b(?:first|last|top) \$")  # no value
# "$c$ copies of $x$", "the first $k$ elements"
_SEVERAL = re.compile(r"\$(?P<one>\w)\$ (?:copies of|elements)|\$(?P<two>\w)\$ ?個", re.IGNORECASE)
_NO_ACTION = re.compile(
    r"(?:given (?:in|as) |(?:it is|we) guarantee|.*(?:与えられる|保証される|である)\W*$|$)", re.IGNORECASE
)

_COLLECTION = r"(?:(?:the )?(?:current )?(?:\w+ )?(?:\$\w+\$|\w+))"
_COLLECTION_JA = r"(?:\$\w+\$|[^\W\d]{1,8}?) ?"
_VALUE = r"\$(?P<value>[a-z])\$"
_COUNT = rf"(?P<count>{'|'.join(CARDINALS)}|\$\d+\$|\$[a-z]\$)"
_SIZE, _CHAIN = r"\$(?P<size>\w)\$", r"\$(?P<chain>[^$]+)\$"
_LEAD = re.compile(
    r"^(?:(?:it is|we) guaranteed? that |is (?:given|processed),? |(?:when|whenever|just before|right before"
    r"|at the point|in|for)\b[^,$]*(?:\$\d\$[^,$]*)?, |then,? "
    r"|[^、$]*(?:\$\d\$[^、$]*)?(?:クエリ|操作)[^、$]*(?:とき|において)は?、|(?:操作の直前|その時点で?)の ?)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:,? (?:then|at (?:that|this) (?:time|point)|at the time|in it"
    r"|when (?:this|the|such a) query is (?:given|processed)))*[.]?$"
)
_PROMISES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_COLLECTION} (?:is|will be|must be) (?:not |never |non-?)empty",
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
        rf"letting {_SIZE} be the (?:length|size|number of elements) (?:of|in) {_COLLECTION} at that (?:time|point), "
        rf"{_CHAIN}",
        rf"{_COLLECTION_JA}は空(?:文字列|列)?で(?:は)?ない",
        rf"{_COLLECTION_JA}(?:の中)?には?(?:整数|値|数)? ?{_VALUE} ?(?:が書かれた\w{{1,8}})?が(?:\$1\$ ?[つ個枚]以上)?"
        r"(?:入っている|含まれる|含まれている|存在する)",
        rf"{_COLLECTION_JA}は ?{_VALUE} ?を ?\$1\$ ?[つ個枚]以上(?:含む|持つ)",
        rf"{_COLLECTION_JA}の(?:長さ|要素数)を ?{_SIZE} ?(?:として|とすると|とするとき)、? ?{_CHAIN}",
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
    counts: Mapping[int, str]  # with the variable that says how many are added or removed

    def promised(self, sentence: str) -> list[Fact] | None:
        """The facts of a sentence about what the collection holds; None if it is no such sentence.

        They may demand more than it says: what is removed is present, and every query that only asks finds as many
        (unless the sentence is about what is removed).
        """
        claim = _TAIL.sub("", _LEAD.sub("", " ".join(sentence.split())))
        found = next(filter(None, (pattern.fullmatch(claim) for pattern in _PROMISES)), None)
        if found is None:
            return None
        groups = found.groupdict()
        if groups.get("value") and groups["value"] not in self.removes.values():
            return None
        if groups.get("chain"):
            return self._within_size(groups["size"], groups["chain"])
        count = (groups.get("count") or "one").strip("$")
        if count.isalpha() and count.lower() not in CARDINALS:
            return self._within_size("#", f"1 \\leq {count} \\leq ⟦#⟧")
        least = Number(CARDINALS.get(count.lower(), 0) or int(count))
        return [self._stocked({} if groups.get("value") else dict.fromkeys(self.asks, least))]

    def _within_size(self, size: str, chain: str) -> list[Fact] | None:
        """1 ≤ l ≤ r ≤ n, or ≤ min(n, 9), where n is how many there are when all of a query's variables are given."""
        try:
            formula = parse_formula(chain)
        except NotUnderstood:
            return None
        match formula:
            case Formula(((Number(1),), *inner, (last,)), signs) if set(signs) == {"<="}:
                pass
            case _:
                return None
        names = [item.name for (item, *others) in inner if isinstance(item, Variable) and not others]
        bounds = last.operands if isinstance(last, Call) and last.function == "min" else (last,)
        most = [bound for bound in bounds if bound != Variable(size)] or ([] if self.counts else [self.high])
        counted = {number: [name] for number, name in self.counts.items() if number in self.removes}
        asking = [number for number, own in {**self.asks, **counted}.items() if own == names]
        if len(asking) != 1 or len(most) > 1 or Variable(size) not in bounds or len(names) != len(inner):
            return None
        need = Call("max", tuple(map(Variable, names))) if len(names) > 1 else Variable(names[0])
        needs = {**dict.fromkeys(self.asks, Number(1)), asking[0]: need}
        bounded = [Compared(Formula((*formula.sides[:-1], (high,)), formula.signs)) for high in most]
        return [*bounded, self._stocked(needs)]

    def _stocked(self, needs: Mapping[int, Expression]) -> Fact:
        said = (self.adds, self.removes, needs, self.counts)
        return Stocked(self.rows, *(tuple(of.items()) for of in said))  # type: ignore[arg-type]


def find_stock_queries(prose: str, nodes: Sequence[Node]) -> StockQueries | None:
    """The collection that the story describes, if there is one and every type of query is understood."""
    match [node for node in nodes if isinstance(node, Rows) and any(isinstance(one, Variants) for one in node.body)]:
        case [Rows((Variants(name, scopes),), _, _, high)]:
            pass
        case _:
            return None
    # A set cannot hold the same thing twice, so adding it again would not add one.
    if not _EMPTY.search(prose) or re.search(r"(?<!multi)(?<!multi-)\bset\b|(?<!多重)集合", prose, re.IGNORECASE):
        return None
    told: dict[str, str] = {}
    for line in prose.splitlines():
        item = _ITEM.match(line)
        if item:
            said = [part for part in re.split(r"(?<=\.)\s|。", item["what"]) if not _NO_ACTION.match(part)]
            told[item["number"]] = said[0] if said and not any(map(_CHANGES.search, said[1:])) else ""
    adds: dict[int, str] = {}
    removes: dict[int, str] = {}
    asks: dict[int, Sequence[str]] = {}
    counts: dict[int, str] = {}
    for place, scope in enumerate(scopes):
        literal, names = _shape(scope)
        what = told.get(literal, "").strip()
        named = {found for found in names if f"${found}$" in what}
        several = _SEVERAL.search(what)
        if several and not _ASKS.match(what) and (count := several["one"] or several["two"]) in names:
            counts[place] = count
            names, what = [name for name in names if name != count], what.replace(several[0], "")
        whole = named == {*names, *counts.get(place, "")}
        if _OTHERWISE.search(what) and not _ASKS.match(what):
            return None
        if _ADDS.match(what) and len(names) == 1 and whole:
            adds[place] = names[0]
        elif _REMOVES.match(what) and len(names) < 2 and whole and not _PLACE.search(what):
            removes[place] = names[0] if names else ""
        elif _ASKS.match(what) and not _CHANGES.search(what):
            asks[place] = names
        else:
            return None
    if not adds or len({bool(name) for name in removes.values()}) > 1 or (counts and any(removes.values())):
        return None
    return StockQueries(name, high, adds, removes, asks, counts)


def _shape(scope: Scope) -> tuple[str, list[str]]:
    """The literal that a variant begins with, and the variables after it."""
    match scope.nodes:
        case (Line((Literal(text), *items)),) if all(isinstance(item, Token) for item in items):
            return text, [item.variable.name for item in items if isinstance(item, Token)]
    return "", []
