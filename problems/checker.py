"""Which comparison a statement asks for, read from its words in both languages.

Too wide a reading hides wrong answers as UNCHECKED; too narrow a one calls right answers wrong. The rules are about how
AtCoder phrases things (read off 2,167 statements of 2016 to 2025), never about one task.
"""

import re
from collections.abc import Iterator

from problems.problem import Checker, CheckerKind

_LONGEST_SENTENCE = 2000  # characters; what is longer is no prose, and would only cost the patterns time


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_INTERACTIVE = _any_of(
    r"\b(?:inter|re)active (?:\w+ )?(?:task|problem|contest|format|judge|question)",
    r"\b(?:problem|task|question)s? (?:is|are) (?:inter|re)active\b",
    r"\b(?:communicate|interact|exchange messages)s? with (?:the|a|our) (?:\w+ )?(?:judge|grader|interactor)",
    r"\bflush(?:ing)?\b[^.]{0,40}\b(?:standard output|stdout)\b",
    r"インタラクティブ|リアクティブ|対話(?:式|形式|型|的)|ジャッジ(?:側|プログラム|システム)?と(?:の)?(?:対話|通信|やりとり|やり取り)",
    r"出力を?\s*(?:flush|フラッシュ)\s*(?:しな|してくださ|せよ|する必要|すること)",
)
_ABOUT_SPEED = _any_of(
    r"\b(?:avoid|slow|unnecessar|too (?:many|often)|do not|don't|need not)", "遅|避け|不要|控え|高速"
)

_ERROR = _any_of("誤差", r"\berrors?\b", r"\b(?:absolute|relative) difference\b")
_BOUND = _any_of(
    "以下|以内|未満|超え|許容|小さ|まで|≤|≦|<|\\\\leq?",
    r"\b(?:at most|within|less than|no more than|below|up to|under|smaller than|allowed)\b|\btolera",
    r"\bnot (?:be )?(?:exceed|higher|greater|larger|more)",
)
_ABSOLUTE = _any_of("絶対", r"\babsolute\b")
_RELATIVE = _any_of("相対", r"\brelative\b")
_SMALL_NUMBER = re.compile(
    r"(?:(?P<factor>\d+(?:\.\d+)?)\s*(?:\\times|\\cdot|×|\*)\s*)?"
    r"10\s*(?:\^|\*\*)\s*\{?\s*[-−–‐ー]\s*(?P<power>\d{1,2})\s*\}?"
    r"|(?<![\w.])(?P<mantissa>\d+(?:\.\d+)?)[eE][-−](?P<exponent>\d{1,2})(?!\d)"
    r"|(?<![\w.])(?P<decimal>0?\.0*[1-9]\d*)(?![\d\\])"
)

_HELD_CORRECT = r"(?:considered|judged|regarded|treated)(?: to be| as)? correct"
_ACCEPTED = rf"(?:accepted|acceptable(?! (?:that|to))|{_HELD_CORRECT}|fine|okay|ok)"
_WILL = r"(?:will|would|can|may|is|are|shall|should)"
_PRINT = r"(?:print|output|report|display|answer|find|give|provide|construct|submit)(?:ed|ing|ting|ted)?"
_SEVERAL = r"(?:multiple|more than one|several|two or more|many)"

# Several right answers, said in so many words.
_ANY = _any_of(
    # "any of them will be accepted", "printing any of them is correct"
    rf"\bany\b(?! (?:number|integers?|real|day|time)\b)[^.,;]{{0,70}}\b{_WILL}\b[^.,;]{{0,20}}"
    rf"\b(?:{_ACCEPTED}|correct\b(?! \w))",
    # "you may print any of them", "output any", "print just one of them"
    rf"\b{_PRINT}\b(?: just| only)? (?:any\b(?! (?:extra|other|more|number))|(?:any )?one of (?:them|those|these)\b)",
    rf"\b{_SEVERAL}\b[^.]{{0,80}}\b{_PRINT}\b[^.]{{0,12}}\b(?:any|one of)\b",
    rf"\bany(?: one)? of (?:them|those|these)\b[^.]{{0,12}}\b(?:can|may|will) be {_PRINT}\b",
    # "print the edges in any order"
    r"\b(?:print|output|report)(?:ed|ting|ing)?\b[^.]{0,90}\bin (?:any|arbitrary) order\b",
    # "construct one such graph", "print an example", "and show one way to do so"
    rf"(?:\b{_PRINT}|(?:,|\band|\bthen) show) (?:an example|one (?:such|example|possible|way|instance|valid))\b",
    # "If it exists, print one.", "If so, find such a robot arm", "find a way …, or determine that there is none"
    r"\b(?:print|output|find|give) one(?=\s*[.,]|$| in the)",
    r"(?:^|[,;:] |\b(?:and|then|please|otherwise|also|or) )(?:find|print|output|give|construct) such an?\b",
    r"\bfind an? way\b[^.]{0,160}\bor (?:determine|report|say)\b|\b(?:print|output) a (?:way|sequence of operations)\b",
    # "The output is accepted if all of the following hold"
    rf"\b(?:output|answer|solution)s? (?:will be |is |are |would be )?(?:accepted|correct|{_HELD_CORRECT}) "
    r"(?:only )?(?:if|when|as long as)\b",
    # どれを出力してもよい, いずれを答えても正解となる, そのうちのどれか 1 つを出力せよ
    r"(?:どれ|いずれ|どちら|何|任意の[^。．、]{0,15})(?:か\s*[1一]\s*つ)?を?\s*(?:出力|答え|表示|解答)\w{0,4}?(?:ても|すれば)"
    r"[^。．]{0,14}(?:よ|良|い[いく]|構|かま|正解|正答|正し|差し支え|問題|AC)",
    r"(?:どれ|いずれ|どちら)(?:でも|も)\s*(?:正解|正答)",
    r"(?:どれ|いずれ)か\s*(?:[1一]|ひと)\s*つ[^。．]{0,12}(?:出力|構築|求め|答え|見つけ)",
    r"うち(?:の)?\s*(?:どれか|いずれか)?\s*(?:[1一]|ひと)\s*(?:つ|個|通り)を?\s*(?:出力|答え|構築|求め)",
    r"複数[^。．]{0,30}(?:どれ|いずれ|何れ)[^。．]{0,20}(?:出力|答え|解答|正解|正答)",
    # 順番は問わない, どのような順番で出力しても
    r"(?:出力|答え)[^。．]{0,60}(?:順[番序]?は?(?:問わ(?:ない|れ)|任意|自由)|順不同)",
    r"順不同[^。．]{0,30}出力",
    r"(?:どのような|どんな|任意の|好きな|どの)順[番序]?(?:で|に)(?:並べて)?(?:出力|答え)",
    r"出力[^。．]{0,40}任意で(?:す|あ|よ|構)",
    # 条件を満たすグラフを 1 つ出力せよ, 一例を出力せよ
    r"(?:を|ならば?|れば|場合は?|[、，])\s*(?:どれか)?\s*(?:[1一]|ひと)\s*つ\s*(?:出力|構築|求め|見つけ|構成|答え|挙げ|あげ)",
    r"(?:の例|一例)を\s*(?:[1一]\s*つ)?\s*(?:出力|構築|求め)",
    # よい塗り方を構成してください, and construct a good coloring
    r"(?:構築|構成)(?:せよ|してください|して出力|し[、，]?出力)",
    r"(?:(?:,|\band|\bthen|\bplease) |^)construct (?:a|an|any|such|one)\b",
    # m 回の操作後に昇順となっていれば正解となる
    r"(?:満た|成功|達成|一致|昇順)[^。．]{0,50}(?:とき|場合|ならば|れば|限り)(?:に|のみ|、|，)?[^。．]{0,10}(?:正解|正答)(?:と|に|で|み)",
)
# Several right answers, as an example lets slip: "300 and 400 would also be accepted".
_ALSO = _any_of(
    rf"\b{_WILL}\b[^.]{{0,12}}\balso\b[^.]{{0,20}}\b(?:{_ACCEPTED}|correct (?:answer|output|solution)s?\b)",
    rf"\b(?:is|are|would be|will be) {_ACCEPTED},? (?:too|as well)\b",
    rf"\b(?:another|other|alternative)\b[^.]{{0,30}}\b(?:output|answer|solution)s?\b[^.]{{0,30}}\b(?:{_ACCEPTED}|correct)\b",
    rf"\b(?:another|alternative|other) (?:{_ACCEPTED}|correct|valid) (?:output|answer|solution)",
    rf"\bnote that\b[^.]{{0,60}}\bany\b[^.]{{0,60}}\b{_ACCEPTED}\b",
    r"(?:他|ほか|以外)に?も?[^。．]{0,60}(?:正解|正答)(?:と|に|です|で[あす])",
    r"(?:出力|答え)(?:しても|した場合(?:で)?も|とした場合も)[^。．]{0,8}(?:正解|正答|正し|AC)",
    r"(?:答え|解|出力|解答)(?:など)?も\s*(?:正解|正答|正し)",
    r"(?:正解|正答)(?:となる|になる|である|の)?(?:答え|解|出力)は?(?:他|ほか)に",
)
# A contest of scores (heuristic): there is no right answer at all.
_SCORED = _any_of(
    r"\bscore of (?:a|the|your|each) submission\b|\brelative (?:score|evaluation)|\b(?:provisional|system) tests?\b",
    "相対評価|相対スコア|暫定テスト|システムテスト|提出の(?:得点|スコア)",
)
_NOT_ACCEPTED = _any_of(
    r"\b(?:not|n't|never)\b[^.]{0,25}\b(?:accept|correct|considered|allowed)", r"\bincorrect|\bwrong answer", "不正解"
)
_CASE = _any_of(
    r"case[- ]insensitive|\b(?:not|n't)\b[^.]{0,30}\bcase[- ]sensitive",
    "大文字.{0,12}小文字.{0,40}(?:いずれで|どちらで|区別しない|区別されない|区別せず|問わない)",
)


def checker_of(statements: list[str]) -> Checker:
    """The comparison that these statements (Markdown, one for each language) ask for."""
    sentences = [sentence for statement in statements for sentence in _sentences(statement)]
    if any(_INTERACTIVE.search(s) and not _ABOUT_SPEED.search(s) for s in sentences):
        return Checker(CheckerKind.INTERACTIVE)
    tolerance = next(filter(None, map(_tolerance, sentences)), None)
    ignore_case = any(_CASE.search(s) for s in sentences)
    free = [s for s in sentences if not _ERROR.search(s) and not (ignore_case and _about_case(s))]
    if any(_SCORED.search(s) or (_ANY.search(s) and not _NOT_ACCEPTED.search(s)) for s in free):
        return Checker(CheckerKind.ANY)
    if tolerance is not None:
        return tolerance
    if any(_ALSO.search(s) for s in free):
        return Checker(CheckerKind.ANY)
    return Checker(CheckerKind.EXACT, ignore_case=ignore_case)


def _about_case(sentence: str) -> bool:
    """Whether a sentence speaks of upper and lower case: in so many words, or with one word written in both."""
    words = set(re.findall(r"[A-Za-z]{2,}", sentence))
    return _CASE.search(sentence) is not None or len({word.lower() for word in words}) < len(words)


def _tolerance(sentence: str) -> Checker | None:
    """The tolerance that a sentence grants: of the kinds it names, or of both where it names none."""
    number = _SMALL_NUMBER.search(sentence)
    if number is None or not _ERROR.search(sentence) or not _BOUND.search(sentence):
        return None
    epsilon = _value(number)
    absolute, relative = _ABSOLUTE.search(sentence), _RELATIVE.search(sentence)
    both = (absolute is None) == (relative is None)
    return Checker(
        CheckerKind.TOLERANCE,
        abs=epsilon if both or absolute else None,
        rel=epsilon if both or relative else None,
    )


def _value(number: re.Match[str]) -> float:
    if number["power"]:
        return float(f"{number['factor'] or 1}e-{number['power']}")
    if number["mantissa"]:
        return float(f"{number['mantissa']}e-{number['exponent']}")
    return float(number["decimal"])


def _sentences(statement: str) -> Iterator[str]:
    """The sentences outside fenced blocks, without emphasis; a bullet is a sentence of its own."""
    prose = re.sub(r"^(`{3,})$.*?^\1$", "\n", statement, flags=re.MULTILINE | re.DOTALL)
    prose = re.sub(r"[*`$]", "", prose)
    for paragraph in re.split(r"\n\s*\n|\n\s*(?=[-#|]|\d+\. )", prose):
        for sentence in re.split(r"(?<=[。．])|(?<=[a-z)\]}]\.)\s+", " ".join(paragraph.split())):
            if sentence:
                yield sentence[:_LONGEST_SENTENCE]
