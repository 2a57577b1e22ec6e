"""What a hint shares with the hidden solution: its identifiers, and runs of its tokens."""

# ruff: noqa: E501, SIM905, UP028 - a pattern and a list of words are read more easily whole

import builtins
import keyword
import re
from collections.abc import Iterable, Sequence

_TOKEN = re.compile(r"[A-Za-z_]\w*|\d+(?:\.\d+)?|[^\w\s]")
_NAME = re.compile(r"(?<![\w\\])[A-Za-z_][A-Za-z_0-9]*", re.ASCII)
_OWNED = re.compile(r"[a-z][a-z0-9]*_\w+|[a-z]+[A-Z]\w*|[A-Za-z]{2,}\d+|[A-Z]{2,}_\w+")
_RECKONED = re.compile(r"(?<![\w\\])([A-Za-z_]\w+)(?=(?: - | ?(?:[+*%<>]|[<>=!]=) ?)([A-Za-z_]\w+))")
_C_WORDS = """
auto bool break case char class const constexpr continue default do double else enum explicit extern false float for
goto if inline int long main namespace new operator private public return short signed sizeof static std struct switch
template this throw true try typedef typename union unsigned using virtual void volatile while include iostream vector
string map set queue deque stack pair algorithm cstdio cmath numeric printf scanf cin cout endl begin end push_back size
sort first second swap iota puts sync_with_stdio tie nullptr cbrt sqrt size_t int64_t ll emplace_back priority_queue
""".split()
_PYTHON_WORDS = """
sys os math stdin stdout buffer read readline readlines write split strip append extend pop popleft appendleft deque
Counter defaultdict heapq heappush heappop bisect accumulate itertools collections functools lru_cache cache setrecursionlimit
key start stop end sep default self flush join sort main
""".split()
# Words that name things in every explanation, whoever wrote a program with them.
_COMMON = frozenset("mod dp bfs dfs lca gcd lcm ans ok inf id idx yes no ac wa tle".split())
_NOT_ITS_OWN = frozenset(keyword.kwlist) | frozenset(dir(builtins)) | frozenset(_C_WORDS) | frozenset(_PYTHON_WORDS)

_RUN = 7  # tokens in a row, as they stand in the solution
_SPOKEN_RUN = 7  # names and numbers in a row, the signs between them left out or said in words
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/|#(?!include)[^\n]*", re.DOTALL)
# Words between which a sentence reads code aloud.
_SPOKEN = frozenset(
    "plus minus times over divided by less than greater equals equal is of if else otherwise the to and mod modulo open "
    "close bracket sub at comma colon for in while return print sum max min take we then not or with from index".split()
)


def identifiers(code: str) -> frozenset[str]:
    """The names that the program made up itself: no keyword, no builtin, more than one letter."""
    names = _NAME.findall(_COMMENT.sub(" ", code))
    return frozenset(n for n in names if len(n) > 1 and n not in _NOT_ITS_OWN and n.lower() not in _COMMON)


def shows_identifier(text: str, code: str, known: frozenset[str], statement: str = "") -> bool:
    """Whether the text uses a name of the program as a name; `known` are those that the learner knows anyway.

    Words of the statement's prose are everybody's, unless they are marked as names.

    Plain words ("order", "before") are a program's names and everybody's words: they count where they stand as names,
    in backticks, with an index, or after "a variable called". A name that is no word (next_state) always counts.
    """
    names = identifiers(code) - known
    if not names:
        return False
    if any(name in names for name in _NAME.findall(text) if _OWNED.fullmatch(name)):
        return True
    if any(first in names and second in names for first, second in _RECKONED.findall(text)):
        return True
    if any(name in names for name in _as_names(text)):
        return True
    said = frozenset(re.findall(r"[a-z]+", statement.lower()))
    if any(found[1] in names for found in _SET_UP.finditer(text)):
        return True
    everyday = frozenset(name for name in names if name.lower() not in said | _IDIOMS)
    return uses_as_name(text, everyday)


# Only a variable is set up or kept like this, whatever its name means elsewhere.
_SET_UP = re.compile(
    r"\b(?:(?:initiali[sz]e|reset|increment|decrement|let|declare)\s+(?=\w+\s+(?:with|to|by|as|be|run|hold|start)\b)"
    r"|(?:a|the|another|your)\s+(?:variable|array|counter|flag)\s+(?!values?|elements?|entr|items?|index|indices|sizes?|length|sums?|order|position))([A-Za-z_]\w+)",
    re.I,
)


# Words that stand without an article in ordinary sentences as well.
_IDIOMS = frozenset(
    "left right up down first last low high start end begin order place time times total turn step part half order count "
    "track size work room space top bottom front back side even odd good bad best better more less most least many much "
    "all any each every some none one two next previous before after above below now then here there this that these "
    "those it they people nodes edges points numbers values elements items pairs paths words letters things".split()
)
_HOLDER = r"(?:holds?|stores?|contains?|becomes?|keeps?|tracks?|remembers?|denotes?|represents?|starts? (?:at|as|with|out|from)|grows? by|increases? by|goes|changes to|equals|is (?:set|updated|incremented|initiali[sz]ed|increased|decreased|reset|empty|non-?empty|true|false|zero|one)|at (?:index|position)|begins? (?:at|as|with)|(?:drops|falls|turns|switches|flips|jumps|resets|rises|moves|shrinks|doubles) (?:to|by|into|from|back)|ends up|gets|reaches|takes|absorbs|receives|loses|gains|collects)"
_HANDLES = r"(?:set|fill|initiali[sz]e|update|increment|decrement|reset|let|return|append(?: \w+)? to|push(?: \w+)? (?:on(?:to)?|into|to)|pop(?: \w+)? from|put (?:\w+ ){0,6}into|stored? (?:\w+ )?in|store|write|define|call|declare|print|output|keep|maintain|have|use|compare|add (?:\w+ ){1,3}to|subtract (?:\w+ ){1,3}from|increase|decrease|raise|move|carry|advance|shift|consider|look at|read off|plus|minus|(?:take|pop|remove|pick|get|read|fetch|delete) (?:\w+ ){1,4}from)"
_KEEPS = r"(?:set|fill|initiali[sz]e|update|increment|decrement|reset|return|append(?: \w+)? to|push(?: \w+)? (?:on(?:to)?|into|to)|pop(?: \w+)? from|declare|define|call|add (?:\w+ ){1,3}to|subtract (?:\w+ ){1,3}from|plus|minus)"
_AFTER = r"(?=\s*(?:[,.;:!?)]|$)|\s+(?:to|with|by|from|for|at|as|and|so|which|where|whenever|each|of|only|that|in|into|on|until|once|when|is|equal)\b)"
_CONTAINER = r"(?:array|list|table|variable|counter|function|map|dictionary|dict|set|vector|stack|queue|deque|heap|flag|index|pointer|number|value|helper|routine|matrix|string)"


def uses_as_name(text: str, names: frozenset[str]) -> bool:
    """Whether an everyday word stands in an English sentence as only a name can: bare, and handled like a variable."""
    if not names:
        return False
    any_name = _one_of(names)
    # Of the others a plural stands bare in any sentence, and so does what may be a participle or an adverb.
    single = _one_of(frozenset(name for name in names if not re.search(r"(?:s|ed|ing|ly|en|wn)$", name)))
    bare = rf"(?:^|[.,;:!?(]\s+|\b(?:and|or|but|then|while|when|whenever|until|if|where|does|must|should|can|will|that|so|once|both|let|than|in|into|by|what|with|call|at)\s+){any_name}"
    shapes = (
        rf"(?m){bare}\s+(?:\w+ly\s+|must\s+|should\s+|will\s+|always\s+|now\s+|only\s+)?{_HOLDER}\b",
        rf"(?i:\b(?:does|must|should|will|can|do)\s+)(?<!\w){any_name}\s+(?:\w+ly\s+)?(?:hold|store|contain|become|keep|look like|start|mean|stand for|represent|grow|change|equal|end up)\b",
        rf"(?i:\b{_CONTAINER})\s+{any_name}(?=\s*(?:[,.;:!?)]|$)|\s+(?:where|which|that|holds?|stores?|is|with|and|to|at|for|of|starts?|tells?|whose|so|contains?|becomes?|counts?|says)\b)",
        rf"(?i:\b{_KEEPS})\s+{any_name}{_AFTER}",
        rf"(?i:\b(?:put|store|keep|save|record|append|push|move|throw)\b[^.]{{1,50}}?\binto\s+){any_name}(?=\s*[,.;:!?)]|$)",
        rf"(?i:\b{_HANDLES})\s+{single}{_AFTER}",
        rf"(?i:\b(?:into|to|than|then|if|until|while|when|need|(?:store|keep|hold|record|save|put|compare)\b[^.]{{1,30}}?\b(?:in|with)|value of|call(?:ed)?|here,)\s+){single}(?=\s*[,.;:!?)]|$|\s+(?:is|means|has|exceeds|reaches|becomes|which|still|already|again|grows?|counts?|changes|holds?)\b)",
        rf"\b(?:and|with|let)\s+{any_name}\s+(?:at|to|as|be)\s+(?:[A-Z]\b|-?\d|zero\b|one\b)",
        rf"(?i:\b{_HANDLES}|carry|use|with|where|in|into|from|of|by|:)\s+(?={any_name}\s+(?:and|or)\s+({any_name})\b)(?!(\w+)\s+\w+\s+\2\b)",
        rf"[\"'“‘]{any_name}[\"'”’]",
        rf"(?<![\w\\]){any_name}\s?(?:=|:=|<-|←|\+=)\s?\w",
    )
    if any(re.search(shape, text, re.M) for shape in shapes):
        return True
    capitals = frozenset(name for name in names if name.isupper() and len(name) >= 3)
    return any(name in capitals for name in _NAME.findall(text))


def _one_of(names: frozenset[str]) -> str:
    """A pattern for any of the names; without names one that matches nothing."""
    return "(?:" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + r")\b" if names else r"(?!)"


def _as_names(text: str) -> Iterable[str]:
    for piece in re.findall(
        r"`([^`\n]+)`|\$([^$\n]+)\$|\\(?:text|mathrm|mathtt|texttt|mathit|operatorname)\{([^}]+)\}", text
    ):
        for name in _NAME.findall(" ".join(piece).replace("\\_", "_")):
            yield name
    yield from re.findall(r"([A-Za-z_]\w*)\s?(?:\[|\{)", text)
    yield from re.findall(r"(?<![\w\\])([A-Za-z]\w+)_\{?\w", text)
    yield from re.findall(r"(?<![\w\\])([A-Za-z_]\w+)\([\w\s,+-]+\)", text)
    yield from re.findall(r"(?:^|[\s,(、])([A-Za-z_]\w*)\s?=\s?[\w\[(-]", text)
    noun = r"(?:variables?|arrays?|lists?|dict(?:ionary)?|tables?|counters?|functions?|vectors?|names?|sets?|deques?)"
    for found in re.finditer(
        rf"\b(?:{noun}\s+(?:named|called|of the name)?|named|called|call it|name it|call this|name this|call them)\s*"
        r"[:\"'“‘*]*([A-Za-z_]\w*)[\"'”’*]*(?:(?:,\s*|\s+and\s+|,\s+and\s+|/)[\"'“‘*]*([A-Za-z_]\w*))?"
        r"(?:(?:,\s*|\s+and\s+|,\s+and\s+)[\"'“‘*]*([A-Za-z_]\w*))?",
        text,
    ):
        quoted = re.search(r"[\"'“‘*]|named|called|call|name\b", found[0])
        yield from (name for name in found.groups() if name and (quoted or not _everyday(name)))
    wide = r"[぀-ヿ一-鿿]"
    # In Japanese a Latin word of small letters is a name, not prose.
    for found in re.finditer(r"(?<![\w.$\\{/])([a-z_][a-z_0-9]+)(?![\w.}])", text):
        around = text[max(0, found.start() - 3) : found.start()] + text[found.end() : found.end() + 3]
        if re.search(wide, around):
            yield found[1]


def _everyday(name: str) -> bool:
    return name.islower() and name.isalpha()


def shares_run(text: str, code: str, statement: str) -> bool:
    """Whether the text repeats a long run of the program's tokens, as they stand or read aloud."""
    bare = _COMMENT.sub(" ", code)
    solution, hint = _TOKEN.findall(bare), _TOKEN.findall(re.sub(r"[`*$\\]", "", text))
    known = _runs(_TOKEN.findall(re.sub(r"[`$\\]", "", statement)), _RUN)
    common = (_runs(solution, _RUN) & _runs(hint, _RUN)) - known
    if any(_says_something(run) for run in common):
        return True
    names = [token for token in solution if token[0].isalnum() or token[0] == "_"]
    vocabulary = frozenset(names)
    spoken, run = [], list[str]()
    for token in _TOKEN.findall(re.sub(r"[`*$\\]", "", text)):
        if token in vocabulary and not (token in _SPOKEN and token not in ("sum", "max", "min")):
            run.append(token)
        elif token.isascii() and (token.lower() in _SPOKEN or not token[0].isalnum()) and token not in ".。":
            continue
        else:
            spoken.append(run)
            run = []
    spoken.append(run)
    names = [name for name in names if name not in _SPOKEN or name in ("sum", "max", "min")]
    wanted = _runs(names, _SPOKEN_RUN)
    known = _runs([t for t in _TOKEN.findall(statement) if t[0].isalnum()], _SPOKEN_RUN)
    for run in spoken:
        for found in (_runs(run, _SPOKEN_RUN) & wanted) - known:
            if len(set(found)) >= 3:
                return True
    return False


def _runs(tokens: Sequence[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(tokens[start : start + length]) for start in range(len(tokens) - length + 1)}


def _says_something(run: tuple[str, ...]) -> bool:
    """Not mere brackets and numbers: at least two different names in it."""
    return len({token for token in run if token[0].isalpha() or token[0] == "_"}) >= 2
