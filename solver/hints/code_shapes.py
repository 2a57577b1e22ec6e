"""What looks like code: a fence, a line that a compiler would take, a call inside a sentence, pseudo-code."""

# ruff: noqa: E501 - a pattern and a list of words are read more easily whole

import re

_BLOCK = re.compile(
    r"```|~~~|<pre\b|<code\b|<script\b|<samp\b|<kbd\b|<tt\b|\{%\s*highlight|^::: ?code|^\.\. code|\[code\]|\\begin\{(?:verbatim|lstlisting|algorithm|algorithmic|minted|Verbatim)\}",
    re.I | re.M,
)

_IN_PARENS = r"(?:[^()\n]|\([^()\n]*\))*?"

_ENTRY = r"(?<![\w\\])[^\W\d]\w*(?:\[[^\]\n]+\])+"
# What mathematics writes like a call; and arguments of which one at least is longer than a letter and its index.
_MATHEMATICS = "max|min|gcd|lcm|log|ln|lg|exp|sin|cos|tan|sqrt|floor|ceil|abs|mod|sum|prod|popcount|pow|argmax|argmin"
_ARGUMENTS = r"(?=[^()\n]*(?:[A-Za-z_]{2,}|\[))[\w\s,.\[\]+\-*/'\":]*"

# Shapes that no sentence about a problem has, wherever they stand.
_ANYWHERE = tuple(
    re.compile(shape, flags)
    for shape, flags in (
        # calls of what programs call; max, min, sum, gcd, … are mathematics as well
        (
            r"(?<![\w\\])(?:range|len|print|println|printf|scanf|input|int|str|list|dict|deque|map|zip|enumerate|sorted|"
            r"reversed|sort|append|push_back|emplace_back|push|popleft|Counter|defaultdict|accumulate|puts|vector|"
            r"memset|assert|exit|open|cbrt|sizeof|fmt|echo|float|any|all|iota|partial_sum|getline|isinstance)\([^)]",
            0,
        ),
        (
            r"(?<![\w\\])(?:input|main|split|popleft|pop|size|empty|begin|end|sort|strip|gets|readline|exit)\s?\(\s?\)",
            re.I,
        ),
        (r"\bfor\s+\w+(?:\s*,\s*\w+)*\s+in\s+(?:range|enumerate|zip|sorted|reversed|map|\w+\s*[\[:.(])", 0),
        (r"\bfor\s*\(\s*(?:auto|int|let|var|long|size_t|const|\w+\s*=)", 0),
        (
            rf"\b(?:if|while|switch|for|elif)\s*\({_IN_PARENS}(?:[<>=!]=?|<<|&&){_IN_PARENS}\)\s*"
            r"(?:\{|\w+\s*[=(+\[.]|return|$)",
            re.M,
        ),
        (
            r"\b(?:std|sys|heapq|bisect|itertools|math|collections|Math|System|Console|console|fmt|os)\s?(?:::|\.)\s?\w",
            0,
        ),
        (
            r"\b[A-Za-z_]\w*\.(?:map|split|iter|into_iter|times|each\w*|append|appendleft|push\w*|pop\w*|sort\w*|insert|"
            r"add|count|items|keys|values|get|read\w*|write\w*|join|strip|begin|end|size|length|first|second|collect|"
            r"fold\w*|reduce|filter|sum|max|min|reverse\w*|sorted|contains|includes|slice|substr\w*|remove|clear|extend|zip|to_i|chars|println|print\w*|Scan\w*|nextInt|empty|front|top|lower|upper)\b(?:[ (.!?]|$)",
            re.M,
        ),
        (r"#\s?include\b|\busing\s+namespace\b|\bint\s+main\b|\bimport\s+sys\b|\bfrom\s+\w+\s+import\b", 0),
        (r"\b(?:cin\s?>>|cout\s?<<|endl\b|scanf|printf|println!|print!|lambda\s+\w+\s*:|console\.log)", 0),
        (
            r"\bdef\s+\w+\s*\(|\bfn\s+\w+\s*\(|\bfunction\s+\w+\s*\(|\(defun\b|\(loop\s+for|\blet\s+mut\b|\bval\s+\w+\s*=",
            0,
        ),
        (r"[\w)\]]\s?(?:\+=|-=|\*=|//=|/=|%=|\|=|&=|\^=|<<=|>>=)\s?[\w(\[-]", 0),
        (r"(?<![A-Za-z+])\+\+\s?[a-z_]\w*|\b[a-z_]\w*(?:\[[^\]]*\])?\+\+(?!\w)", 0),
        (r"\b[a-z_]\w*(?:\[[^\]]*\])?--\s?[;)}]|\w\s?;\s*\}", 0),
        # shifts, which mathematics writes as powers of two
        (r"(?<![<\w.])\d+\s?<<\s?\(?\w|[\w)\]]\s?>>\s?\w+\s?&\s?\d", 0),
        (r"\[[^\[\]\n]+\bfor\s+\w+(?:\s*,\s*\w+)*\s+in\s[^\[\]\n]+\]|\(\s*\w[^()\n]*\bfor\s+\w+\s+in\s", 0),
        (r"\b[A-Za-z_]\w*\[[^\]\n]*:[^\]\n]*\]", 0),  # a slice
        (
            r"\bwhile\s+(?:not\s+)?\w+\s*:|\bif\s+not\s+\w+\s*:|\bif\s+[^.。,、\n]{0,40}(?:==|!=|<=|>=|<|>|\bnot in\b)[^.。\n]{0,40}:\s*(?:\w+\s*[=(+\[.]|$)",
            re.M,
        ),
        (
            r"\bwhile\s+[^.。,、\n]{0,40}(?:==|!=|<=|>=|<|>|--|True|true|1)\s?[^.。\n]{0,20}:\s*(?:\w+\s*[=(+\[.]|$)",
            re.M,
        ),
        # a condition on a line of its own, its colon after a comparison
        (r"^\s*(?:if|while|elif)\s+[a-z_]\w+(?:\[[^\]\n]+\])?\s?(?:==|!=|<=|>=|<|>)\s?[\w\[\]+-]{1,20}:", re.M),
        (r"\b\w+\s*=\s*\w[^=\n]{0,40}\bif\b[^\n]{1,50}\belse\b", 0),
        (r"[\w\])]\s+if\s+[^.。,\n]{1,40}[<>=][^.。,\n]{1,30}\s+else\s+[\w(\[]", 0),
        (r"[\w)\]]\s*[<>=]=?\s*[\w(\[][^?？。\n]{0,30}\s\?\s[^?？。\n:]{1,40}\s:\s", 0),
        (r"\b(?:vector|map|set|pair|queue|deque|array|priority_queue|List|HashMap|Vec|unordered_map)\s?<\s?\w", 0),
        (
            r"\b(?:int|long long|long|double|auto|bool|string|var|const|char)\s+[a-z_]\w*(?:\[[^\]]*\])?\s*(?:=|;|,\s*\w+\s*[=;,])",
            0,
        ),
        (r"\b[A-Za-z_]\w*(?:\[[^\]\n]+\])+\s?(?:<<|>>|&&|\|\|)|&&\s*\w|\breturn\s+\w+\s*;", 0),
        (r"\b(?:END\s?IF|END\s?FOR|END\s?WHILE|ENDIF|ENDFOR|NEXT\s+[a-z]$|end\s+for|end\s+if|end\s+while)\b", re.M),
        (
            r"\b(?:FOR|for)\s+\w+\s*(?:=|←|:=|from)\s*[\w+\-]+\s*(?:TO|to|\.\.\.?)\s*[\w+\-]+\s*(?:DO|do|:|$|[A-Za-z_]\w*\s*[=\[←])",
            re.M,
        ),
        (
            r"\b(?:for\s+each|foreach|for\s+all)\s+\w+(?:\s+\w+)?\s+(?:from|in|of)\s+[^.\n]{1,30}\s(?:do|DO)\b\s*(?:$|\w+\s*[=\[←])",
            re.I,
        ),
        (r"\bIF\b[^\n]{1,60}\bTHEN\b|\bif\b[^.。\n]{0,25}[<>=≠≤≥\[][^.。\n]{0,40}\bthen\b\s*(?:\w+\s*[←=+\[]|$)", re.M),
        (r"[\w\])]\s*←\s*[\w(\[-]", 0),
        (r"\b[a-z_]\w*\s*:=\s*[\w(\[-]|([^\W\d]+)\s*(?::=|<-)\s*\1(?!\w)|:=[^\n]*:=", 0),
        (r"\binteract\s*\$|\bmain\s*=\s*do\b|\bmap\s+read\b|\bzipWith\d?\b|\bfoldl'?\b|\bgetLine\b|\.\s?words\b", 0),
        (r"\bgets\b\.|&:to_i|\bdo\s*\|\w+\||\$_\b|\bmy\s+[$@%]\w|=>\s*\{|\bawk\s+'|\bputs\s+\w+(?:$|\s*$)", re.M),
        (
            r"(?<![\d*])\b[a-z_]\w*\s//\s[\w(]|(?<![\d*])\b[A-Za-z_]\w*\*\*(?:\d|\()|\)\s?\*\*\s?[\d(]|(?<![\d*])\b[a-z_]\w*\s\*\*\s[\d(]",
            0,
        ),
        (r"\b[a-z_]\w*(?:\[[^\]]*\])*\s?%\s?(?:MOD|mod|[A-Z]\b|\d{3,})", 0),
        # a conditional expression read aloud
        (r"\b(?:minus|plus|times)\b[^.,。\n]{1,40}\bif\b[^.,。\n]{1,60}\belse\b\s+\w+", re.I),
        (r"(?:^|[\s,`])\w+(?:\[[^\]\n]+\])+\s*(?:==|!=)\s*[\w-]", re.M),
        # an entry of an array that is set or compared, and a name that is reckoned from itself
        (
            rf"{_ENTRY}\s?<-|(?<![\w\\])[a-z]{{2,}}\w*(?:\[\w+\])*\[\w+\s?[-+]\s?\w+\]|\b(?:let|var|auto|val)\s+(?:mut\s+)?[a-z]\w+\s?=",
            0,
        ),
        (rf"{_ENTRY}\s?(?:[-+*/%|&^]|//|<<|>>)?=\s?[\w(\[{{'\"!~-]", 0),
        (
            rf"{_ENTRY}\s?(?:==|!=|<=|>=|<|>|≤|≥|≠)\s?-?(?:{_ENTRY}|[a-z_]\w*\b(?!\s(?:the|a|an|is|and)\b)|\d)|[\w)\]]\s?(?:==|!=|<=|>=|<|>|≤|≥|≠)\s?{_ENTRY}",
            0,
        ),
        (r"(?<![\w$.{\[(])([a-z]\w*)\s?=\s?(?:\(\s?)?\1\s?(?:[-*/%|&^+]|//|<<|>>)\s?[\w(]", 0),
        (r"[\w)\]]\s?(?<![=<>!])(?:==|!=)(?!=)\s?[-\w('\"\[]|\s(?:&&|\|\|)\s", 0),
        (rf"[\w\])]\s?(?<![=<>!])=(?!=)\s?[^=.。\n]{{0,40}}?{_ENTRY}|\bset\s+\w+\s+to\b[^.\n]{{0,30}}{_ENTRY}", 0),
        # a head of a loop or a choice, with what it does; or alone on its line, where a sentence would have an article
        (r"\b(?:if|while|elif|for)\b[^.。\n]{1,60}:\s*(?:return|break|continue|print|pass)\b", 0),
        (r"\bwhile\s+[\w\[\]()]+\s?(?:==|!=|<=|>=|<|>)\s?[\w\[\]()]+\s?:", 0),
        (
            r"^\W*(?:while|for|foreach|until|repeat|loop|if|elif|else)\b(?![^\n]*\b(?:the|a|an|your|its|this|you|we)\b)[^.。?？!\n぀-ヿ一-鿿]{0,60}(?:\bdo|:|\bthen|\{)$",
            re.M,
        ),
        (r"\b(?:until|while|if|when)\s+[a-z]\w+\s?=\s?[a-z]\w+\b|>>\s?\w+\s?\)?\s?&|\)\s?//\s?[\w(]", 0),
        (rf"(?<![\w$.\\{{])[a-z]\s?=\s?(?!(?:{_MATHEMATICS})\()[a-z_]{{3,}}\w*\(|\b[a-z]+_[a-z_]+\(", 0),
        (r"\bnew\s+\w+\s?[\[(<]|\b\w+\[\]\s+\w+\s?[=;]", 0),
        # a name set to what a call or a bracket gives
        (r"(?<![\w$.\\{])[a-z_]{2,}\w*\s?=\s?(?:[A-Za-z_][\w.]*\s?[+\-*/%]\s?)*[A-Za-z_][\w.]*[(\[][^)\]\n]*[)\]]", 0),
        (r"(?<![\w$.\\{])[a-z_]{2,}\w*\s?=\s?\([^()\n]*[a-z_]{2,}[^()\n]*[-+*/%][^()\n]*\)", 0),
        (rf"(?<![\w\\$.])(?!(?:{_MATHEMATICS})\()[a-z_]\w+\((?!e?s\)|ies\)|n['’]t\)){_ARGUMENTS}\)", 0),
        (
            r"(?<![\w\\])(?:find|unite|union|check|query|update|insert|push|add|pop|dfs|bfs|get|set|solve|judge|merge|root|leader|visit|erase|remove|swap|read|append|init|build|query_?\w*|is_?[a-z]+|can|ok|feasible|enough)\([\w\s,+\-*/\[\].]*\)",
            0,
        ),
        (
            r"\b(?:set|list|dict|deque|Counter|defaultdict|int|str|vector|queue|stack|tuple)\(\)|\w\[-\d\]|\[[^\[\]\n]*\]\s?\*\s?[\w(]",
            0,
        ),
        (r"\bfor\s+(?:\w+\s+)?\w+\s*(?:in|=)\s*[\w(]+\s*\.\.|\([\w, ]*\)\s*=>|\blambda\b\s*\w*\s*:", 0),
        (r"[A-Za-z_)\]]\s?%\s?(?:[A-Za-z_(]|\d+\b)(?!\s?(?:of|の)\b)", 0),
        (r"\b[a-z_]\w*\s?,\s?[a-z_]\w*\s?=\s?[\w\[\](){}+*/ -]+,\s?[\w\[({]", 0),
        (
            r"\b[a-z_]\w*->\w+\s?[(=]|\breturn\s+(?:True|False|true|false|-?\d+)\b\s?(?:;|$)|\bis\s+(?:not\s+)?None\b",
            re.M,
        ),
        (r"\b(?:SELECT|select)\s+.{1,60}\b(?:FROM|from)\s+\w+\s+(?:WHERE|where|GROUP|ORDER)\b", 0),
    )
)

# Shapes of a whole line, its list mark, quote mark or line number taken off.
_LINE = tuple(
    re.compile(shape)
    for shape in (
        r"(?:if|elif|while)\s+[^.。?？]*[<>=\[\]_%()][^.。?？]*:$",
        r"for\s+\w+(?:\s*,\s*\w+)*\s+in\s+[^.。]+:$",
        r"(?:else|try|finally|do|begin|loop|break;?|continue;?|pass)\s*[:{]?$",
        r"(?:def|class|struct|fn|func|sub|proc)\s+\w+.*[:{)]$",
        r"import\s+\w[\w.]*;?$|from\s+\w+\s+import\b.*$|use\s+\w+::.*$",
        r"return\s+-?(?:\d+|[a-z_]\w*(?:\[.*\]|\(.*\))?(?:\s?[-+*/%<>]\s?\w+)*)\s*;?$",
        r"(?=.*[=()\[\]<>])[^.。]*[\w)\]]\s*[;{]$",
        r"[{}]\s*;?$",
        r"print\s+(?!them|it\b|each|all|yes|no\b)[a-z_]\w*$",
        r"[a-z_]{2,}\w*(?:\s*,\s*[a-z_]\w*)*\s*=\s*[^=\s](?:[\w\s+\-*/%.,()\[\]<>&|^'\"]*)$",
        r"(?:\w+\s*,\s*)+\w+\s*=\s*(?:[\w\s+\-*/%.()\[\]<>]+,)+[\w\s+\-*/%.()\[\]<>]+$",
        r"(?=.*[\[+*=])(?:set|let|put|assign)\s+\w+(?:\[[^\]]+\])?\s+(?:to|=|:=)\s+[\w\[\]+\-*/ ()]+[.;]?$",
        r"(?:else\s?)?(?:if|while|elif|unless|until|when)\s+(?:not\s+)?[\w\[\]().+*/% -]+\s?(?:==|!=|<=|>=|<|>|≤|≥|≠)\s?[\w\[\]().+*/% -]+(?:\s?(?:and|or|&&|\|\|).*)?\s?(?:then|do|:|\{)?$",
        r"(?:for|foreach)\s+(?:each\s+)?\w+\s+(?:in|of|from|=)\s+[\w\[\]().+, -]+\s?(?:do|:|\{)?$",
        r"(?:incr(?:ement)?|decr(?:ement)?)\s+\w+\[[^\]]+\]\s*(?:by\s+\w+)?[.;]?$",
    )
)
_MARKS = re.compile(r"^(?:[\s>|*+•・-]|\d{1,3}\s*[.):|]\s)*")
# One assignment alone may be a formula; two of them are a program.
_ASSIGNMENT = re.compile(r"^\w+(?:\[[^\]]+\])*\s*=\s*[^=].*$")
# In backticks: the head of a statement, an entry, a call, an assignment or a comparison, or two words with a sign between them.
_PIECE = re.compile(
    r"^(?:for|while|if|elif|else|return|break|continue|def|puts|print|let|auto|int)\b"
    r"|\b(?!O\()[A-Za-z_]\w*(?:\[[^\]]{1,40}\]|\((?=[^)]{0,40}\w\w)[^)]*\)|\(\))|[\w)\]]\s?(?:[-+*/%]?=|<|>|≤|≥|;)"
    r"|\b[a-z_]{2}\w*\s?[-+*/%]\s?\w|\w\s?[+*/%]\s?[a-z_]{2}"
)
_PROSE = re.compile(r"[぀-ヿ一-鿿]{2}|\b(?:the|a|an|is|are|of|that|which|you|your|so|because|each|every)\b")


def has_block(text: str) -> bool:
    """A code fence, or a tag or environment that means the same."""
    return _BLOCK.search(text) is not None


def has_code(text: str) -> bool:
    """A line or a piece of a line that is code or pseudo-code, in any language."""
    bare = _without_statement_like(text)
    if any(shape.search(bare) for shape in _ANYWHERE):
        return True
    lines = [_MARKS.sub("", line).strip().strip("`").strip() for line in text.split("\n")]
    lines = [line.removesuffix("|").strip() for line in lines if line]
    if any(shape.match(line) for shape in _LINE for line in lines if not _PROSE.search(line)):
        return True
    pieces = re.findall(r"`([^`\n]+)`", text)
    if any(_PIECE.search(piece) for piece in pieces):
        return True
    if any(shape.match(piece.strip()) for shape in _LINE for piece in pieces if not _PROSE.search(piece)):
        return True
    return sum(bool(_ASSIGNMENT.match(line)) and not _PROSE.search(line) for line in lines) >= 2


def has_certain_code(text: str) -> bool:
    """Code beyond doubt: for texts that were decoded on suspicion."""
    return any(shape.search(text) for shape in _ANYWHERE[:11])


def _without_statement_like(text: str) -> str:
    """Text in which "C++" and arrows between words are no operators."""
    return re.sub(r"\bC\+\+", "C", text)
