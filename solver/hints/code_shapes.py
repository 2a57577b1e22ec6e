"""What looks like code: a fence, a line that a compiler would accept, a call inside a sentence, pseudo-code."""

import re

# Mathematical functions, which are written like calls.
_MATHS = "max|min|gcd|lcm|log|ln|lg|exp|sin|cos|tan|sqrt|floor|ceil|abs|mod|sum|prod|popcount|pow|argmax|argmin|mex|xor"
_CALLED = (
    "range|len|print|println|printf|scanf|input|int|str|list|dict|deque|map|zip|enumerate|sorted|reversed|sort|append|push|push_back|pop|popleft|"
    "find|swap|unite|union|merge|query|update|add|insert|erase|get|dfs|bfs|solve|check|all|any|set|Counter|defaultdict|accumulate|vector|isinstance|bisect"
)
_ENTRY = r"(?<![\w\\])[A-Za-z]\w*(?:\[[^\]\n]+\])+"
_END = r"[\w)\]]"  # what an operand ends with

# Shapes that no sentence about a problem has, anywhere in it.
_ANYWHERE = (
    # a fence, and what means the same
    r"(?i:```|~~~|<pre\b|<code\b|<script\b|<samp\b|\{%\s*highlight|^::: ?code|^\.\. code|\[code\]|\\begin\{(?:verbatim|lstlisting|algorithm|algorithmic|minted|Verbatim)\})",
    # operators that mathematics does not use
    rf"{_END}\s?(?:[-+*/%&|^]|//|<<|>>)=(?!=)\s?[-\w(\[]|{_END}\s?(?:[=!]=|:=|←|&&)\s?[-\w('\"\[!]|{_END}\s(?:\|\||<-)\s[\w(!]",
    rf"{_END}\s?(?:<<|>>)\s?[\w(]|(?<=[A-Za-z_)\]])(?:\s?//\s?|\*\*| \*\* )(?!\(?[぀-鿿])[\w(]|\d\*\*\d",
    r"[A-Za-z_)\]]\s?%\s?(?:[A-Za-z_(]|\d+\b)(?!\s?(?:of|の)\b)",
    r"\b[a-z_]\w*(?:\[[^\]\n]*\])?(?:\+\+|--(?=[;)]))|(?:(?<![\w+])\+\+|(?<=[;{(] )--)[a-z]",
    r"\b(?:plus|minus|times|xor)-equals\b|かっこ ?(?:閉じ|開き)|\bopen(?:ing)? paren",  # read aloud
    # calls
    rf"(?<![\w\\])(?:{_CALLED})\([^)\n]|\b[a-z]+_[a-z_]+\(",
    r"(?<![\w\\])[A-Za-z_]\w+\s?\(\s?\)",
    rf"(?<![\w\\$.])(?!(?:{_MATHS})\()[a-z_]\w+\((?=[^()\n]*(?:[A-Za-z_]{{2,}}|\[))(?!e?s\)|ies\)|n['’]t\)|[^()\n]*\w\w [^\W\d]\w)[\w\s,.\[\]+\-*/'\":<>=]*\)",
    r"\b[A-Za-z_]\w*(?:\.|->|::)[A-Za-z_]\w*\s?\(|\b(?:std|sys|math|heapq|bisect|itertools|collections|os)(?:::|\.)\w",
    r"\b[A-Za-z_]\w*\.(?:map|iter|append\w*|push\w*|pop\w*|sort\w*|items|keys|values|get|read\w*|join|strip|reverse|sum|extend|to_i)\b",
    # entries and slices
    rf"{_ENTRY}\s?(?:[-+*/]?=|<=?|>=?|≤|≥|≠)\s?[\w(\[{{'\"-]|{_END}\s?(?:<|>|=|≤|≥|≠)\s?{_ENTRY}",
    rf"{_ENTRY}\s?[-+*/^]\s?{_ENTRY}|(?<![\w\\])[a-z]{{2,}}\w*(?:\[\w+\])*\[\w+\s?[-+]\s?\w+\]",
    r"\w\[[^\]\n]*:[^\]\n]*\]|[\[(][^\[\]()\n]*\bfor\s+\w+(?:\s*,\s*\w+)*\s+in\s|\]\s?\*\s?[\w(]|\w\[-\d\]",
    # heads of statements
    r"\bfor\s+\w+(?:\s*,\s*\w+)*\s+in\s+(?:range|enumerate|zip|sorted|reversed|map|(?!O\()[&\w]+\s*[\[:.({])",
    r"\b(?:if|while|elif|for|else)\b[^.。?？\n]{0,60}:\s*(?:break|continue|[a-z_]\w*(?:(?:,\s*\w+)*\s*[-+*/]?=|[(\[]|\.\w))",
    r"\bIF\b[^\n]{1,60}\bTHEN\b|\bif\b[^.。\n]{0,25}[<>=≠≤≥\[][^.。\n]{0,40}\bthen\b\s*\w+\s*[←=+\[]",
    r"^\W*(?:while|until|if|for ?each|for)\b[^.。\n]*\b(?:do|then)$|^\W*for(?: ?each)?\s+\w+[\w (),]*\s+in\s+\w+\s*:$|\b(?:if|while)\s+[a-z_]\w+\s?[<>=!]=?\s?\w+\s*:|\bEND ?(?:IF|FOR|WHILE)\b|\bend (?:for|if|while)\b(?=\W*$)",
    r"\b(?:int|long long|double|auto|bool|string|var|let|const|char|val)\s+(?:mut\s+)?[a-z_]\w*(?:\[[^\]]*\])?\s*(?:=|;|,\s*\w+\s*[=;,])",
    r"\b(?:vector|map|set|pair|queue|deque|priority_queue|List|HashMap|Vec|ArrayDeque|unordered_map)\s?<\s?\w|\bnew\s+\w+\s?[\[(<]",
    r"#\s?include|\busing\s+namespace\b|\bint\s+main\b|\bimport\s+sys\b|\bfrom\s+\w+\s+import\b|\b(?:def|fn|function|procedure)\s+\w+\s*\(",
    r"\blambda\b\s*[\w, ]*:|\)\s*=>|->\s?\{|\{\s?\|\w+\||\bcin\s?>>|cout\s?<<|\bputs\s+[a-z]\w*$|\bmain\s*=|\bfoldl'?\b|\bgets\.[a-z]",
    r"\breturn\s+(?:True|False|None|-?\d+\b|\w+\()|\b(?:while|if) (?:True|False|not [a-z]\w*:)|\b(?:break|continue|return|print|append)\s?(?:し(?:ます|て|、)|する)|\w\s?;\s*\}|[\w)]\s*\{$|^\s*\}",
    # choices in an expression, and assignments whose value has a bracket
    r"=\s*[^=\n]{1,40}\bif\b[^\n]{1,50}\belse\b|[<>=]=?\s*[\w(\[][^?？。\n]{0,30}\s\?\s[^?？。\n:]{1,40}\s:\s",
    r"(?<![\w$.\\{])[a-z_]{2,}\w*\s?=\s?(?:[\w.]+\s?[-+*/%]\s?)*[A-Za-z_][\w.]*[(\[]",
    r"(?<![\w$.\\{])([a-z]\w*)\s?=\s?\(?\s?\1\s?[-*/%|&^+]\s?[\w(]|\b[a-z_]\w*,\s?[a-z_]\w*\s?=\s?[\w\[\](){}+*/ -]+,\s?[\w\[({]",
    r"\b(\w+)\s?(?:=|←)\s?(?:max|min)\(\s?\1\b|\b(?:heap(?:q|push|pop|ify)|append_?left|pop_?left|defaultdict|memset|for (?:each )?\w+ in \w+(?:\.\.| if\b))\b|\bset\s+\w+\s+to\b[^.\n]{0,30}\w\[|\bset\s+(\w+)\s+to\s+\2\s?[-+*]",
)

_PROSE = re.compile(r"[぀-ヿ一-鿿]{2}|\b(?:the|a|an|is|are|of|that|which|you|your|so|because|each|every)\b")
# Shapes of a whole line, without its list mark, quote mark or line number.
_LINE = (
    r"(?:if|elif|while|for|foreach|until|repeat|loop)\b[^.。?？]*(?::|\{|\bdo|\bthen)$",
    r"(?:else|try|do|begin|loop|break|continue|pass|end)\s*[:{;]?$",
    r"return\s+-?(?:\d+|[a-z_]\w*(?:\[.*\]|\(.*\))?(?:\s?[-+*/%<>]\s?\w+)*)\s*;?$",
    r"print\s+(?!them|it\b|each|all|yes|no\b)[a-z_]\w*$",
    r"[a-z_]{2,}\w*(?:\s*,\s*[a-z_]\w*)*\s*=\s*[^=\s](?:[\w\s+\-*/%.,()\[\]<>&|^'\"]*)$",
)
_MARKS = re.compile(r"^(?:[\s>|*+•・-]|\d{1,3}\s*[.):|]\s)*")
# A single assignment may be a formula; two are a program.
_ASSIGNMENT = re.compile(r"^\w+(?:\[[^\]]+\])*\s*=\s*[^=].*$")
# In backticks: the head of a statement, an entry, a call, or a sign beside a name of more than one letter.
_PIECE = re.compile(
    r"^(?:for|while|if|elif|else|return|break|continue|def|puts|print|let|auto|int)\b|;|(?<!\.)\.[A-Za-z]\w+"
    r"|^(?:append\w*|pop\w+|push_\w+|heap\w+|bisect\w*|\w+_bound|defaultdict|deque|Counter)$"
    rf"|\b(?!(?:O|{_MATHS})\()[A-Za-z_]\w*(?:\[[^\]]{{1,40}}\]|\((?=[^)]{{0,40}}\w\w)[^)]*\)|\(\))"
    r"|\b[a-z]{2,}\w*\s?(?:[-+*/%^]?=|[-+*/%^<>])\s?[\w(\[]|\w\s?[+*/%^<>=]\s?[a-z]{2,}"
)


def has_code(text: str) -> bool:
    """Whether a line, or a piece of a line, is code or pseudo-code in any language."""
    bare = re.sub(r"\bC\+\+", "C", text)
    lines = [_MARKS.sub("", line).strip().strip("`").strip() for line in text.split("\n")]
    pieces = [piece.strip() for piece in re.findall(r"`([^`\n]+)`", text) if not re.match(r"[OΘ]\(", piece)]
    return (
        any(re.search(shape, bare, re.M) for shape in _ANYWHERE)
        or any(_PIECE.search(piece) for piece in pieces)
        or any(re.match(shape, line) for shape in _LINE for line in (*lines, *pieces) if not _PROSE.search(line))
        or sum(bool(_ASSIGNMENT.match(line)) and not _PROSE.search(line) for line in lines) >= 2
    )
