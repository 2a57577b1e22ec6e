"""The names that a hint shares with the hidden solution."""

import builtins
import keyword
import re
from collections.abc import Iterable

_NAME = re.compile(r"(?<![\w\\])[A-Za-z_][A-Za-z_0-9]*", re.ASCII)
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/|#(?!include)[^\n]*", re.DOTALL)
_LANGUAGE = """
auto bool break case char class const constexpr continue default do double else enum explicit extern false float for goto if inline int
long main namespace new operator private public return short signed sizeof static std struct switch template this throw true try
typedef typename union unsigned using virtual void volatile while include iostream vector string map set queue deque stack pair
algorithm cstdio cmath numeric printf scanf cin cout endl begin end push_back size sort first second swap iota puts
sync_with_stdio tie nullptr cbrt sqrt size_t int64_t ll emplace_back priority_queue
sys os math stdin stdout buffer read readline readlines write split strip append appendleft extend pop popleft deque Counter
defaultdict heapq heappush heappop bisect accumulate itertools collections functools lru_cache cache setrecursionlimit key start
stop sep default self flush join
""".split()
# Words that name things in every explanation, whether or not a program uses them.
_COMMON = frozenset("mod dp bfs dfs lca gcd lcm ans ok inf id idx bit yes no ac wa tle".split())
_NOT_ITS_OWN = frozenset(keyword.kwlist) | frozenset(dir(builtins)) | frozenset(_LANGUAGE)
# Names that are not words of either language, though some look like words.
_OWNED = re.compile(
    r"[a-z][a-z0-9]*_\w+|[a-z]+[A-Z]\w*|[A-Za-z]{2,}\d+|[A-Z]{2,}_\w+|[b-df-hj-np-tv-xz]{2,}|hi|(?!(?:a[mnstxh]|b[ey]|do|go|he|i[fnst]|m[aey]|no|o[fhnrx]|pi|so|to|u[ps]|we|yo)\b)[a-z]{2}|cur\w?|res|tmp|acc|adj|vis|pre|qry|upd|mid"
    r"|arr|nums?|dist|freq|prev|pos|vec|buf|nei|deg|seg|elems?|vals?|lst|dic|tot|que|len|ret|coords?|func|params?"
)
# Names that are not words in any program, this one or another.
_WRITTEN = re.compile(r"(?<![\w\\])(?:[a-z]{2,}\d*_[a-z]{2}\w*|[a-z]{2,}[A-Z][a-z]+\w*)")
# Words that English uses without an article, even if a program uses them as names.
_BARE = frozenset(
    """
left right low high first last next second other front back best worst better most total count order rest start
end enough good above below before after between up down now earlier current one two
""".split()
)
_HOLDS = r"(?:holds?|stores?|contains?|becomes?|keeps?|tracks?|denotes?|starts? (?:at|as|with|out)|grows? by|equals|is (?:set|updated|incremented|increased|decreased|reset|empty|true|false|zero|one)|goes|(?:drops|falls|jumps|rises|moves) to|gets|at index)"
_SETS = r"(?:fill|initiali[sz]e|update|increment|decrement|reset|return|let|declare|increase|decrease|advance|print|append(?: \w+)? to|push(?: \w+)? (?:on(?:to)?|into|to)|pop(?: \w+)? from|add (?:\w+ ){1,3}to|subtract (?:\w+ ){1,3}from)"
_KIND = r"(?:variables?|arrays?|lists?|dict(?:ionary)?|tables?|counters?|functions?|helpers?|quantity|ind(?:ex|ices)|vectors?|sets?|deques?|flags?)"


def identifiers(code: str) -> frozenset[str]:
    """The program's own names: no keywords, no builtins, more than one letter."""
    names = _NAME.findall(_COMMENT.sub(" ", code))
    return frozenset(n for n in names if len(n) > 1 and n not in _NOT_ITS_OWN and n.lower() not in _COMMON)


def shows_identifier(text: str, code: str, known: frozenset[str], statement: str = "") -> bool:
    """Whether the text uses a name of the program as a name; `known`: those that the learner knows anyway.

    Plain words ("order", "before") may be a program's names as well as ordinary words, so they count only where they
    are used as names. A name that is not a word (next_state) always counts.
    """
    if any(name not in known and name not in statement for name in _WRITTEN.findall(text)):
        return True
    names = identifiers(code) - known
    no_words = filter(_OWNED.fullmatch, _NAME.findall(re.sub(r"\w+-(?=[a-z])", "", text)))
    if names & {*no_words, *_as_names(text)}:
        return True
    said = frozenset(re.findall(r"[a-z]+", statement.lower()))
    return _as_variable(text, frozenset(name for name in names - _BARE if name.lower() not in said))


def _as_names(text: str) -> Iterable[str]:
    """Words used as only names are: in backticks or dollars, with an index, assigned to, or introduced as names."""
    for piece in re.findall(r"`([^`\n]+)`|\$([^$\n]+)\$|\\(?:(?:text|math)\w+|operatorname)\{([^}]+)\}", text):
        yield from _NAME.findall(" ".join(piece).replace("\\_", "_"))
    used = r"\s?(?:\[|\{|:?=|←|\+=)|_\{?\w\b|\((?!e?s\))[\w\s,+-]+\)| ?(?:[+%<>]| \* |[<>=!]=) ?(?=[A-Za-z_]\w)"
    for pair in re.findall(rf"(?<![\w\\])([A-Za-z_]\w+?)(?:{used})([A-Za-z_]\w+)?", text):
        yield from pair
    named = r"[:\"'“‘*]*([A-Za-z_]\w*)[\"'”’*]*"
    for found in re.finditer(
        rf"\b(?:named|called|{_KIND} (?=\w+(?:[,.;:]|$| (?:and|to|with|for|where|which|that|is|holds|stores|tells|says|gives|returns|checks|at)\b))|call (?:it|this|them)|may call)\s*"
        rf"{named}(?:(?:,\s*|\s+and\s+|/){named})?",
        text,
    ):
        yield from filter(None, found.groups())
    # In Japanese text a lower-case Latin word is a name, not prose.
    wide = r"[぀-ヿ一-鿿、。「」『』]"
    yield from re.findall(rf"(?:(?<={wide})|(?<={wide} )|^)([a-z_][a-z_0-9]+)(?=\s?{wide})", text, re.M)


def _as_variable(text: str, names: frozenset[str]) -> bool:
    """Whether an English sentence uses one of the names as a variable: without an article, and set or holding."""
    name = rf"(?:{'|'.join(names) or '(?!)'})\b"
    bare = rf"(?m)(?:^|[.,;:!?(]\s+|\b(?i:and|or|but|then|when|until|if|must|should|that|so|once|let|while)\s+){name}"
    shapes = (
        rf"[\"'“‘]{name}[\"'”’]",
        rf"{bare}\s+(?:\w+ly\s+|must\s+|should\s+|will\s+|always\s+|now\s+|only\s+)?{_HOLDS}\b",
        rf"(?i:\b{_SETS})\s+{name}(?=\s*(?:[,.;:!?)]|$)|\s+(?:to|with|by|from|for|at|as|and|so|which|whenever|each|once|when)\b)",
        rf"(?i:\b(?:into|until|value of)\s+){name}(?=\s*[,.;:!?)]|$)",
        rf"(?<![\w-]){name}\s*,\s*{name}(?:,|\s+and|,\s+and)\s+{name}|\({name}, \w+\)|[a-z] \({name}\)|(?i:\b(?:an?|the|one|single|another|two|three) (?:\w+ )?\w+), {name}(?:,| and) |\w, {name} and {name},|\w: {name} for (?:the|those|all|what|how)\b",
        rf"\b(?:and|with|[Ll]et)\s+{name}\s+(?:at|to|as|be)\s+(?:the\b|[A-Z]\b|-?\d|zero\b|one\b)",
    )
    return any(re.search(shape, text) for shape in shapes)
