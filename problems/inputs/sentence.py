"""Separates a sentence's formulas and code from its words."""

import re
import unicodedata
from collections.abc import Collection

from problems.inputs.expressions import Call, Expression, Variable
from problems.inputs.facts import Covering
from problems.inputs.latex import Formula, NotUnderstood, parse_formula

MAX_SENTENCE = 1500  # characters


_DOTS = ("\\dots", "\\ldots", "\\cdots", "...", "…")
_CODE_FORMULA = re.compile(r"\\(?:texttt|text|mathtt|mathrm|textrm|rm)\s*\{(.*)\}")
_IMPLIES = re.compile(r"\\(?:implies|Rightarrow|Longrightarrow|Rarr)(?![A-Za-z])|⇒|⟹")
_PIECES = re.compile(
    r"(?P<fence>`+)(?P<code>.+?)(?P=fence)|\$(?P<math>[^$]*)\$"
    r"|(?P<quote>[\"'“‘「『])(?P<quoted>[^\"'”’」』\s`$]{1,12}?)[\"'”’」』](?![A-Za-z])"
)


class Sentence:
    """The words with @n for formulas and %n for characters in code or quotes."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        if len(text) > MAX_SENTENCE:
            raise NotUnderstood("too long")
        self.math: list[str] = []
        self.codes: list[str] = []
        self.covering: list[Covering] = []
        self.for_each = False  # the sentence holds for each i separately
        self.names = names
        parts, at = [], 0
        for piece in _PIECES.finditer(text):
            parts.append(_plain(text[at : piece.start()]))
            at = piece.end()
            parts.append(self._piece(piece))
        parts.append(_plain(text[at:]))
        words = "".join(parts).replace("、", ", ").replace("。", ".").replace("．", ".")
        words = words.replace("**", "").replace("≠", "!=")
        words = re.sub(r"\s+", " ", words).strip().lower()
        words = _ADDED.sub("", words).strip()
        words = re.sub(r" +([,.;:)])", r"\1", words).replace("( ", "(")
        words = self._with_values(self._joined(words))
        words = _EXPLAINS_EN.sub("", _EXPLAINS_JA.sub("", words))
        self.words = re.sub(r"(?:[.,;]| and$)+$", "", _EXPLAINS_SIGN.sub("", words)).strip()

    def _piece(self, piece: re.Match[str]) -> str:
        if piece["math"] is not None:
            text = piece["math"].strip()
            code = _CODE_FORMULA.fullmatch(text)
            if code and code[1] not in self.names and "}" not in code[1] and "$" not in code[1]:
                return self._code(code[1].replace("\\", ""))
            implied = _IMPLIES.split(text)
            if len(implied) == 2 and all(part.strip() for part in implied):
                self.math += implied
                return f" if @{len(self.math) - 2}, then @{len(self.math) - 1} "
            self.math.append(text)
            return f" @{len(self.math) - 1} "
        return self._code(piece["code"] if piece["code"] is not None else piece["quoted"])

    def _code(self, text: str) -> str:
        text = text.strip() or text
        if len(text) == 3 and text[0] == text[2] and text[0] in "'\"":
            text = text[1]  # `'a'`
        self.codes.append(text)
        return f" %{len(self.codes) - 1} "

    def _joined(self, words: str) -> str:
        """Joins formulas separated only by blanks or signs: $1$ $≤$ $N$, $a$ ≤ $b$."""

        def join(run: re.Match[str]) -> str:
            first, *rest = re.findall(r"@(\d+)|([<>≤≦≥≧=]|!=)", run[0])
            for number, sign in rest:
                self.math[int(first[0])] += " " + (self.math[int(number)] if number else sign)
            return f"@{first[0]}"

        words = re.sub(r"@\d+(?: (?:[<>≤≦≥≧=]|!=)? ?@\d+)+", join, words)

        def aside(found: re.Match[str]) -> str:
            if re.fullmatch(r"[\d,{} ]+", self.math[int(found[1])]):
                return found[0]  # in "is 0 or 1 (1 ≤ i ≤ N)" the range is not about the 1
            for number in re.findall(r"@(\d+)", found[2]):
                self.math[int(found[1])] += f" ({self.math[int(number)]})"
            return f"@{found[1]}"

        return re.sub(r"@(\d+) ?\( ?(@\d+(?:(?:, and|,| and) @\d+)*) ?\)", aside, words)

    def _with_values(self, words: str) -> str:
        """`$c =$ %0` as "@0 is %0"; "@0 is %0 or @1 is %1" as "@0 is %0 or %1" if the formulas are the same."""

        def value(found: re.Match[str]) -> str:
            number = int(found[1])
            text = re.sub(r"\\ *$", "", self.math[number]).rstrip()
            if not text.endswith("=") or text.endswith(("\\not=", "!=")):
                return found[0]
            self.math[number] = text[:-1]
            return f"@{number} is %"

        words = re.sub(r"@(\d+) %", value, words)

        def run(found: re.Match[str]) -> str:
            dots = not found[2] or self.math[int(found[2])].strip() in _DOTS
            return f"{found[1]} through {found[3]}" if dots else found[0]

        words = re.sub(r"(%\d+),? ?(?:@(\d+)|\.\.\.|…),? ?(?:and |or )?(%\d+)", run, words)

        def again(found: re.Match[str]) -> str:
            same = self.math[int(found[1])].strip() == self.math[int(found[3])].strip()
            return f"@{found[1]} is {found[2]} or %" if same else found[0]

        for _turn in range(4):
            words = re.sub(r"@(\d+) is (%\d+(?:,? or %\d+)*)(?:,| or|,? または)+ @(\d+) is %", again, words)
        return words

    def formula(self, number: str) -> Formula:
        return parse_formula(self.math[int(number.lstrip("@"))], self.names)

    def take_conditions(self) -> tuple[Formula, ...]:
        """Removes the formulas in parentheses at the sentence's end, such as ($1 ≤ i ≤ N$), and returns them."""
        said: list[Formula] = []
        for pattern in _FOR_ALL:
            found = pattern.fullmatch(self.words)
            if found:
                formula = self.formula(found["range"])
                said += [formula] if formula.signs else formula.asides  # an index letter, and its range if told
                self.for_each = True
                self.words = found["rest"].strip(" ,")
        # "$S_i$ is a string. $(1 ≤ i ≤ N)$": the parentheses are within the formula.
        tail = re.fullmatch(r"(.*[^@%\d ]) ?@(\d+)", self.words)
        if tail:
            inner = re.fullmatch(r"\\?\(([^()]*(?:<|\\l[et]|=|\\in)[^()]*)\)", self.math[int(tail[2])].strip())
            if inner:
                self.math[int(tail[2])] = inner[1].rstrip("\\")
                self.words = f"{tail[1]} (@{tail[2]})"
        found = re.fullmatch(r"(.*[^@%\d ].*?)[.,]? ?\((?:for |where )?(@\d+)(?:,? @\d+)*\)", self.words)
        if not found or re.fullmatch(r"@\d+", found[1].strip()):
            return tuple(said)
        conditions = tuple(self.formula(number) for number in re.findall(r"@\d+", self.words[found.end(1) :]))
        if not all(condition.signs for condition in conditions):
            return tuple(said)
        self.words = found[1].rstrip(" .,")
        return (*said, *conditions)

    def value(self, number: str) -> Expression:
        return self.formula(number).only

    def code(self, number: str) -> str:
        return self.codes[int(number.lstrip("%"))]

    def listed(self, text: str) -> tuple[Expression, ...]:
        """The expressions of "@0, @1 and @2"."""
        found: list[Expression] = []
        for number in re.findall(r"@\d+", text):
            formula = self.formula(number)
            match formula:
                case Formula(((Variable(),), (Call("tuple"),)), ("==",)):  # P = (P_1, …, P_N)
                    formula = Formula(formula.sides[1:], (), formula.asides)
            if formula.signs:
                raise NotUnderstood("a comparison where a variable should stand")
            if formula.asides:
                self.covering.append(Covering(formula.sides[0], formula.asides))
            found.extend(formula.sides[0])
        return tuple(found)


def _plain(text: str) -> str:
    """The words between formulas, without the signs @ and %, which are placeholders."""
    return re.sub("[@%]", " ", unicodedata.normalize("NFKC", text))


# "for each i", "for all i = 1, …, N", before or after a sentence of words
_FOR_ALL = (
    re.compile(
        r"for (?:each|every|all|any)(?: integers?| index| pairs?)? (?P<range>@\d+),? (?P<rest>(?!@\d+$).*[a-z].*)"
    ),
    re.compile(
        r"(?P<rest>.*?),? for (?:each|every|all|any)(?: integers?| index| pairs?)?"
        r" (?P<range>@\d+)(?: and @\d+)?(?: ?(?=\(@\d+\)$)| ?$)"
    ),
    re.compile(
        r"(?:各|(?:すべて|全て)の|任意の)(?:整数)? ?(?P<range>@\d+) ?(?:について|に対して|に対し),? ?(?P<rest>(?!@\d+$).*[ぁ-ん].*)"
    ),
)


_ADDED = re.compile(r" ?\((?:added|追記)[^()]*\) ?")  # when a constraint was added
_EXPLAINS_EN = re.compile(
    r",? ?\(?(?:,? ?where |,? ?here,? )?@\d+ (?:is|denotes|represents|stands for|means) (?:the )?(?:length|number of characters)"
    r" (?:of|in) [^()]*\)?$"
)
_EXPLAINS_SIGN = re.compile(r",? ?\(@\d+ (?:represents|denotes|is) the (?:smallest|largest|greatest) [^()]*\)$")
_EXPLAINS_JA = re.compile(
    r"[,.]? ?\(?(?:ただし|ここで|なお)?,? ?@\d+ ?は ?(?:文字列)? ?@\d+ ?の(?:長さ|文字数)(?:を表す|である|とする|を意味する|です|を表します)?\.?\)?$"
)
