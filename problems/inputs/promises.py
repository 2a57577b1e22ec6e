"""What a problem's prose promises about the input beyond its constraints, sentence by sentence."""

import re
from collections.abc import Collection

from problems.inputs.algebra import difference
from problems.inputs.expressions import Number, Operation, Variable
from problems.inputs.format import (
    Comparison,
    Distinct,
    Domain,
    Graph,
    Integers,
    Line,
    Literal,
    Order,
    Permutation,
    Rows,
    Scope,
    Series,
    Strings,
    Symmetric,
    Token,
)
from problems.inputs.matching import indices_of
from problems.inputs.tree import cases_of, variants_of

_GIVEN_JA = r"[^。\n]{0,20}が(?:与え|あり)"
# Promises about the input that the prose may make even if the constraints do not.
_PROMISES = {
    "tree": r"given[^.]{0,80}\btree\b|\btrees? (?:\$\w+\$ )?with \$\w+\$ (?:vertices|nodes)"
    r"|(?:is|are|forms?) an? (?:rooted )?tree\b|頂点の(?:根付き|無根)?木" + _GIVEN_JA,
    "simple": r"\bsimple\b[^.]{0,30}\bgraph\b|単純(?!とは|では|でな)[^。\n]{0,12}グラフ" + _GIVEN_JA,
    "connected": r"\bconnected\b(?! components?)[^.]{0,30}\bgraph\b|(?<!強)連結(?!成分)[^。\n]{0,12}グラフ" + _GIVEN_JA,
    "bipartite": r"\bbipartite graph\b|二部グラフ" + _GIVEN_JA,
    "acyclic": r"directed acyclic graph|\bDAG\b|(?:有向非巡回|閉路のない有向)グラフ" + _GIVEN_JA,
    "distinct": r"\bgiven [^.]{0,60}\b(?:pairwise )?distinct\b",
    "permutation": r"given[^.]{0,60}\bpermutations?\b|\bpermutations? (?:\$[^$]*\$ )?(?:is|are) given",
}
SHAPES = tuple(word for word in _PROMISES if word not in ("permutation", "distinct"))
_SENTENCE_END = re.compile(r"(?<=[.!?])(?:\*\*|\))?\s+(?=[^a-z\s])|\n+|(?<=。)")
_THAT = re.compile(
    r"^[(*]*(?:(?:here|additionally|moreover|also|in addition|note that|more precisely|specifically)\b[^$]{0,30}?)?,? ?"
    r"(?P<each>for (?:each|every|all|any) \$[^$]+\$(?: \$\([^$]+\)\$)?, )?"
    r"(?:it|they)(?: is| are|'s)(?: also| always)? guaranteed(?: by the constraints)?,? (?:that|to be) (?P<claim>.+)",
    re.IGNORECASE,
)
_TO = re.compile(
    r"^[(*]*(?P<of>.{1,120}?) (?:is|are)(?: also| always)? guaranteed to (?P<verb>\w+) (?P<rest>.+)", re.IGNORECASE
)
_NO_PROMISE = re.compile(
    r"\bunder (?:the|these|this) (?:constraints?|conditions?)\b"
    r"|\b(?:whether|how many|if)\b[^$]*guaranteed|\?$",
    re.IGNORECASE,
)
# The previous guarantee, restated
_AGAIN = re.compile(
    r"^[(*]*(?:in other words|that is|i\.e\.|namely),? (?:it is guaranteed that )?(?P<claim>.+?)"
    r"(?: is guaranteed)?[.)*]*$",
    re.IGNORECASE,
)
# The constraints say it again
_FORMALLY = re.compile(
    r"^for (?:a|the) more (?:formal|precise) [^.]*\b(?:refer to|see) the constraints\b", re.IGNORECASE
)
_RESTATES = re.compile(r"^(?:in other words|that is|i\.e\.|namely),? ", re.IGNORECASE)


def guarantees(prose: str) -> list[tuple[str, tuple[str, ...]]]:
    """The sentences that guarantee something, each with its claims (a restatement is another claim)."""
    found: list[tuple[str, tuple[str, ...]]] = []
    before = ""
    for sentence in map(str.strip, _SENTENCE_END.split(prose)):
        again = _AGAIN.match(sentence)
        if again and found and found[-1][0] == before:
            found[-1] = (before, (*found[-1][1], again["claim"]))
            continue
        if _FORMALLY.match(sentence) and found and found[-1][0] == before:
            found.pop()
            continue
        before = " ".join(sentence.split())
        if "guaranteed" not in sentence or _NO_PROMISE.search(sentence):
            continue
        that, to = _THAT.match(sentence), _TO.match(sentence)
        claim = sentence
        if that:
            claim = (that["each"] or "") + that["claim"]
        elif to:
            verb = "is" if to["verb"].lower() == "be" else f"{to['verb']}s"
            claim = f"{to['of']} {verb} {to['rest']}"
        found.append((before, (claim.strip(" *()") if claim.count("(") != claim.count(")") else claim.strip(" *"),)))
    return found


# How the input was produced is a promise that no relation can express.
_STORY = re.compile(
    r"[^.\n]*(?:\bthere (?:was|were) (?:exactly|initially)\b"
    r"|\bgiven (?:the )?[^.\n]{0,40}\b(?:state|result|situation|condition|outcome|record)s?\b[^.\n]{0,60}\bafter\b"
    r"|\b(?:answer|solution) is (?:always )?unique(?:ly determined)?\b)[^.\n]*"
)
_PROVED = re.compile(
    r"\b(?:can|could) be (?:proved|proven|shown|seen)\b|\bwe can (?:prove|show)\b|\bmodulo\b|\bpmod\b"
    r"|\bif\b"
)


def production_sentences(prose: str, scope: Scope) -> list[str]:
    """The sentences that say how the input was produced, if it is more than a few numbers."""
    scopes = scopes_of(scope)
    if not any(indices_of(inner) or any(isinstance(d, Strings) for d in inner.domains.values()) for inner in scopes):
        return []
    return [" ".join(found[0].split()) for found in _STORY.finditer(prose) if not _PROVED.search(found[0])]


_STRING_TOLD = re.compile(
    r"\bstrings? (?P<of>\$[^$]+\$(?:(?:,| and|, and) \$[^$]+\$)*)"
    r"(?P<rest>,? (?:each )?(?:of length|consisting of|that consists of|whose length|with a length) [^.\n]*)"
)


def string_claims(prose: str) -> list[str]:
    """What the story says about strings: "given a string S of length N" as "S is a string of length N"."""
    return [f"{found['of']} is a string{found['rest'].rstrip(' ,')}." for found in _STRING_TOLD.finditer(prose)]


def same_wording(one: str, other: str) -> bool:
    """Whether two sentences are equal apart from articles, auxiliaries and punctuation."""
    return _bare(one) == _bare(other)


def _bare(sentence: str) -> list[str]:
    words = re.sub(r"^- |[\s*.,:;]+", " ", _RESTATES.sub("", sentence).lower()).split()
    return [word for word in words if word not in ("the", "a", "an", "there", "is", "are", "it", "that", "all", "of")]


def promised_shapes(prose: str, scope: Scope) -> dict[str, str]:
    """Promised properties (a tree, a simple graph) that no relation covers: each word with its passage."""
    scopes = scopes_of(scope)
    # A graph or a permutation needs at least one indexed variable.
    if not any(indices_of(inner) for inner in scopes):
        return {}
    kept = _kept(prose, scopes)
    prose = re.sub(r"\bnumber\b[^.\n]{0,60}? of (?:\w+ )?trees\b", "", prose)  # what is counted is not given
    found = {}
    for word, pattern in _PROMISES.items():
        match = re.search(pattern, prose)
        if match and word not in kept and (word not in SHAPES or _may_be_graph(scopes)):
            found[word] = " ".join(match[0].split())
    return found


def _may_be_graph(scopes: list[Scope]) -> bool:
    """Whether the input has rows of two or more tokens, or parents from the second vertex on."""
    for scope in scopes:
        for node in scope.nodes:
            match node:
                case (
                    Rows((Line((Token() | Literal(), Token(), *_)),)) | Rows((Line(),), _, Number(2)) | Rows((_, _, *_))
                ):
                    return True
                case Line(items) if any(
                    isinstance(i, Series) and (i.low == Number(2) or len(i.items) > 1) for i in items
                ):
                    return True
                case Rows((Line((Series(), *_)),)) | Rows((Line((Token(), Series(), *_)),)):
                    return True
    return False


def _kept(prose: str, scopes: list[Scope]) -> set[str]:
    kept: set[str] = set()
    relations = [relation for inner in scopes for relation in inner.relations]
    if any(_is_parent(domain) for inner in scopes for domain in inner.domains.values()):
        kept |= {"tree", "connected", "simple", "acyclic", "bipartite"}
    orders = {
        (one.name, other.name): order
        for relation in relations
        if isinstance(relation, Comparison)
        for one, order, other in [(relation.left, relation.order, relation.right)]
        if isinstance(one, Variable) and isinstance(other, Variable)
    }
    for relation in relations:
        if isinstance(relation, Distinct) and len(relation.variables) == 2:
            order = orders.get((relation.variables[0].name, relation.variables[1].name))
            directed = "directed graph" in prose and "undirected" not in prose
            apart = _are_apart(scopes, *(variable.name for variable in relation.variables))
            if (
                apart
                or order in (Order.LESS, Order.MORE)
                or (order is Order.OTHER and (relation.unordered or directed))
            ):
                kept.add("simple")
        if isinstance(relation, Permutation) or (isinstance(relation, Distinct) and len(relation.variables) == 1):
            kept.add("permutation")
        if isinstance(relation, Permutation | Distinct) or _is_rising(relation):
            kept.add("distinct")
        if isinstance(relation, Symmetric) and relation.diagonal == Number(0):
            kept.add("simple")  # an adjacency matrix: no loop, and no room for a double edge
        if isinstance(relation, Graph):
            kept |= {word for word in SHAPES if getattr(relation, word)}
            kept |= {"simple", "connected", "bipartite", "acyclic"} if relation.tree else set()
            kept |= {"connected"} if relation.strong else set()
    return kept


def _are_apart(scopes: list[Scope], one: str, other: str) -> bool:
    """Whether every value of one variable is below every value of the other."""
    for scope in scopes:
        match scope.domains.get(one), scope.domains.get(other):
            case Integers(_, high), Integers(low, _) if (difference(low, high) or 0) > 0:
                return True
    return False


def _is_rising(relation: object) -> bool:
    """A_i < A_{i+1}, or values that are distinct in some other way."""
    return isinstance(relation, Comparison) and relation.order in (Order.LESS, Order.MORE, Order.OTHER)


def _is_parent(domain: Domain) -> bool:
    """1 ≤ P_i < i: that alone makes a tree."""
    match domain:
        case Integers(Number(1), Operation("-", (Variable(name, ()), Number(1)))):
            return name in "ijk"
    return False


def scopes_of(scope: Scope) -> list[Scope]:
    """A scope and all scopes inside it."""
    inside = [cases.scope for cases in cases_of(scope.nodes)]
    inside += [one for variants in variants_of(scope.nodes) for one in variants.scopes]
    return [scope, *(deeper for one in inside for deeper in scopes_of(one))]


_EDGES = re.compile(
    r"^(?!.*\b(?:paths?|quer(?:y|ies))\b).*\b(?:edges?|roads?|bridges?|railroads?|passages?|connect\w*|canals?|tunnels?|links?)\b"
    r"|^(?!.*(?:パス|クエリ)).*(?:辺|道路|橋|を結)"
)
_PAIR = re.compile(  # pairs may overlap: in "of length c_i, joins a_i and b_i" the ends come second
    r"(?=\$ ?\(?([A-Za-z]+) ?_ ?\{?[a-z]\}? ?\$[^$.]{0,40}\$ ?([A-Za-z]+) ?_ ?\{?[a-z]\}? ?\$"
    r"|\$ ?\(? ?([A-Za-z]+) ?_ ?\{?[a-z]\}? ?, ?([A-Za-z]+) ?_ ?\{?[a-z]\}? ?\)? ?\$)"
)


def named_edges(prose: str) -> Collection[tuple[str, str]]:
    """The names of the two ends in "the i-th edge connects vertices u_i and v_i"."""
    found: dict[tuple[str, str], None] = {}
    for sentence in _SENTENCE_END.split(prose):
        if _EDGES.search(sentence):
            for one, other, third, fourth in _PAIR.findall(sentence):
                found[(one or third, other or fourth)] = None
    return tuple(found)
