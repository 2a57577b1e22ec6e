"""Reads from a statement's words, in both languages, which comparison it asks for.

Too loose a reading hides wrong answers as UNCHECKED; too strict a one calls right answers wrong. The rules describe how
AtCoder phrases things (taken from 2,167 statements of 2016 to 2025), never a single task.
"""

import re
from collections.abc import Iterator

from problems.problem import Checker, CheckerKind

_LONGEST_SENTENCE = 2000  # characters; anything longer is not prose, and only slows the patterns down


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_INTERACTIVE = _any_of(
    r"\b(?:inter|re)active (?:\w+ )?(?:task|problem|contest|format|judge|question)",
    r"\b(?:problem|task|question)s? (?:is|are) (?:inter|re)active\b",
    r"\b(?:communicate|interact|exchange messages)s? with (?:the|a|our) (?:\w+ )?(?:judge|grader|interactor)",
    r"\bflush(?:ing)?\b[^.]{0,40}\b(?:standard output|stdout|(?:the|your) output|output (?:buffer|stream))\b",
    r"\b(?:remember|forget|need|must|have|make sure) to (?:always )?flush\b",
    r"インタラクティブ|リアクティブ|対話(?:式|形式|型|的)|ジャッジ(?:側|プログラム|システム)?と(?:の)?(?:対話|通信|やりとり|やり取り)",
    r"(?:ごとに|たびに|毎回|後に?は?)[^。．]{0,20}(?:flush|フラッシュ)",
    r"出力を?\s*(?:flush|フラッシュ)\s*(?:しな|してくださ|せよ|する必要|すること)",
)
_ABOUT_SPEED = _any_of(
    r"\b(?:avoid|slow|unnecessar|too (?:many|often)|(?:do not|don't)(?! forget)|need not)", "遅|避け|不要|控え|高速"
)

_ERROR = _any_of("誤差", r"\berrors?\b", r"\b(?:absolute|relative) difference\b")
_DEVIATION = _any_of(  # other words for an error, which count only next to a small number
    r"\bdeviat|\bprecision\b|\baccura|\bdiffers?\b|\bdifference\b|\bclose to\b|\boff by\b",
    r"\b(?:within|farther|further|away|gap)\b.{0,40}\b(?:true|exact|correct|expected|actual|judge|jury|of the answer)",
    "ずれ|ズレ|[とのが]差|精度|近似|離れ|値から",
)
_BOUND = _any_of(
    "以下|以内|未満|超え|許容|許さ|許し|小さ|まで|高々|たかだか|収ま|≤|≦|<|\\\\leq?",
    r"\b(?:at most|within|less than|no more than|below|up to|under|smaller than|allow(?:ed)?|exceed(?:ing)?)\b",
    r"\btolera",
    r"\b(?:not?|never)\b[^.]{0,12}\b(?:exceed|higher|greater|larger|more|farther|further)|\b(?:absolute|relative)\b",
    "離れていな|離れなけ",
)
_QUOTIENT = re.compile(r"\\frac|/\s*\\?(?:max|left|\||\()|\bmax\b")
_DISTANCE = re.compile(r"(?:\||\\[lr]?vert)[^|$]{1,30}?-[^|$]{1,30}?(?:\||\\[lr]?vert)")
_ACCEPTS = _any_of(
    r"\b(?:accept|correct|allow|tolera|pass\b|must be|should be|absolute|relative|print)", "正解|正答|許|(?-i:AC)|認め"
)
_ABSOLUTE = _any_of("絶対", r"\babsolute\b")
_RELATIVE = _any_of("相対", r"\brelative\b")
_SMALL_NUMBER = re.compile(
    r"(?:(?P<factor>\d+(?:\.\d+)?)\s*(?:\\times|\\cdot|×|\*)\s*)?"
    r"10\s*(?:\^|\*\*)\s*\{?\s*[-−–‐ー]\s*(?P<power>\d{1,2})\s*\}?"
    r"|(?<![\w.])(?P<mantissa>\d+(?:\.\d+)?)[eE][-−](?P<exponent>\d{1,2})(?!\d)"
    r"|(?<![\w.])(?P<decimal>0?\.0*[1-9]\d*)(?![\d\\])"
    r"|小数(?:点以下)?第?\s*(?P<place>\d{1,2})\s*[位桁]|\b(?P<places>\d{1,2}) decimal (?:places|digits)"
)

_HELD_CORRECT = r"(?:considered|judged|regarded|treated)(?: to be| as)? correct"
_ACCEPTED = rf"(?:accepted|acceptable(?! (?:that|to))|{_HELD_CORRECT}|fine|okay|ok)"
_WILL = r"(?:will|would|can|may|is|are|shall|should)"
_PRINT = r"(?:print|output|report|display|answer|find|give|provide|construct|submit|return)(?:ed|ing|ting|ted)?"
_SHOW = r"(?:print|output|report|display|answer)(?:ed|ing|ting|ted)?"
_SEVERAL = r"(?:multiple|more than one|several|two or more|many)"

# Several answers exist, the choice is left open, and the sentence is about what is printed or accepted.
_MANY = _any_of(
    r"\b(?:multiple|more than one|several|ties|not (?:\w+ )?unique)\b(?! of\b)",
    "複数|(?:一意|一通り|唯一)[^。．]{0,6}(?:限ら|な[いら])",
)
_WHICHEVER = _any_of(
    r"\b(?:any|whichever|arbitrary|no matter which)\b|\bone of (?:them|those|these)\b",
    "どれ|いずれ|どの|任意の?|好きな|何れ|うち[^。．]{0,3}(?:[1一]|ひと)",
)
_SHOWN_OR_ACCEPTED = _any_of(
    rf"\b(?:{_SHOW}|accept(?:ed|able|s)|will do|correct)\b",
    "出力|答え|解答|表示|示[せし]|正解|正答|構築|(?-i:AC)",
)
_CHOSEN = _any_of(  # but the choice is fixed after all, or belongs to the story
    r"\b(?:lexicographic|smallest|largest|minimum|maximum|least|greatest|earliest|latest|first|last|fewest|lowest|highest)",
    r"\bchoos|\bselect|\bpick|辞書順|最小|最大|最も|一番|小さい|大きい|選[びぶんば]|mod",
)

# Several right answers, stated explicitly.
_ANY = _any_of(
    # "any of them will be accepted", "printing any of them is correct"
    rf"\bany\b(?! (?:number|integers?|real|day|time)\b)[^.,;]{{0,70}}\b{_WILL}\b[^.,;]{{0,20}}"
    rf"\b(?:{_ACCEPTED}|correct\b(?! \w))",
    # "you may print any of them", "output any", "print just one of them"
    rf"\b{_PRINT}\b(?: just| only)? (?:any\b(?! (?:extra|other|more|number))|(?:any )?one of (?:them|those|these)\b)",
    rf"\b{_SEVERAL}\b[^.]{{0,80}}\b{_PRINT}\b[^.]{{0,12}}\b(?:any|one of)\b",
    rf"\bany(?: one)? of (?:them|those|these)\b[^.]{{0,12}}\b(?:can|may|will) be {_PRINT}\b",
    r"\bany(?: one)? of the (?:\w+ ){0,2}(?:answer|solution|output|order|sequence|arrangement)s"
    rf" (?:can|may|will) be {_SHOW}\b",
    # "whichever you output is accepted", "it does not matter which of them you print", "any will do"
    rf"\bwhichever\b[^.]{{0,30}}\b(?:{_SHOW}|like|want|prefer)\b|\b{_SHOW}\b[^.]{{0,30}}\bwhichever\b",
    rf"\b(?:not|n't) matter which\b[^.]{{0,60}}\b{_PRINT}\b|\bany (?:one )?will do\b",
    # "every sequence that meets the conditions is accepted", "the judge accepts every correct construction"
    rf"\b(?:every|all|anything|everything|each of them)\b(?! tests?)[^.,;]{{0,70}}"
    rf"\b(?:accepted|acceptable|{_HELD_CORRECT}|(?:gets?|earns?|receives?) (?:(?:an )?AC|full (?:marks|credit)))\b",
    r"\bany\b[^.,;]{0,70}\b(?:gets?|earns?|receives?) (?:(?:an )?AC|full (?:marks|credit))\b",
    rf"\baccepts? (?:any|every|all|each)\b|\b{_PRINT} an arbitrary\b",
    r"\b(?:either|any)(?: one| of them)? (?:is|are|will be) (?:fine|ok|okay|accepted|acceptable|correct)\b",
    # "you may list the pairs in any order", "print the vertices in whatever order you like",
    # "the order in which they are printed does not matter"
    r"\b(?:may|can) (?:be )?(?:list|enumerate)(?:ed)?\b[^.]{0,60}\bin (?:any|whatever|an arbitrary|arbitrary) order\b",
    rf"\b{_PRINT}\b[^.]{{0,60}}\bin (?:whatever|whichever|an arbitrary) order\b",
    rf"\border\b[^.]{{0,40}}\b{_PRINT}\b[^.]{{0,30}}\b(?:not matter|irrelevant|free)",
    r"\bspecial (?:judge|checker)|スペシャルジャッジ|特殊ジャッジ|特別なジャッジ",
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
    # 並べ方の一つを出力せよ, いずれか一方を出力すれば正解
    r"(?:方|例|もの|解|答え|列|組|案)の\s*(?:[1一]|ひと)\s*つを?\s*(?:出力|答え|示|構築)|いずれか一方を(?:出力|答え)",
    r"(?:どのような|どんな|いかなる)(?:出力|解答?|答え)[^。．]{0,8}(?:受理|正解|正答|よ[いく]|構|かま)",
    r"^(?!.*選)(?=.*(?:解|答え|出力|満た)).*(?:どれ|なん|何|いずれ)でも(?:よ|良|いい|構|かま)",
    r"(?:出力|答え|列挙)[^。．]{0,20}順[番序]?は[^。．]{0,6}(?:自由|任意|問[わい])",
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
# Several right answers, revealed by an example: "300 and 400 would also be accepted".
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
# A heuristic contest: outputs are scored, not right or wrong.
_SCORED = _any_of(
    r"\bscore of (?:a|the|your|each) submission\b|\brelative (?:score|evaluation)|\b(?:provisional|system) tests?\b",
    "相対評価|相対スコア|暫定テスト|システムテスト|提出の(?:得点|スコア)",
)
_NOT_ACCEPTED = _any_of(
    r"\b(?:not|n't|never)\b[^.]{0,25}\b(?:accept|correct|considered|allowed)", r"\bincorrect|\bwrong answer", "不正解"
)
_CASE = _any_of(
    r"case[- ]insensitive|\b(?:not|n't)\b[^.]{0,30}\bcase[- ]sensitive|\bignor\w+ (?:the )?case\b(?! of (?:a|an|the))",
    r"\bignor\w+ the case of (?:the )?(?:letters|characters|output)",
    rf"\b{_PRINT}\b[^.]{{0,40}}\b(?:in )?(?:any|either) case\b",
    rf"\b{_PRINT}\b[^.]{{0,20}}\bin upper(?:case)? or lower ?case",
    r"\b(?:upper|lower)[- ]?case\b[^.]{0,40}\b(?:not|n't) (?:be )?(?:distinguish|differentiat|matter)",
    "大文字.{0,12}小文字.{0,40}(?:いずれで|どちらで|区別(?:しない|されない|せず|しません|されません)|問わない|問いません)",
)


def checker_of(statements: list[str]) -> Checker:
    """The comparison that these statements (Markdown, one for each language) ask for."""
    sentences = [sentence for statement in statements for sentence in _sentences(statement)]
    if any(_INTERACTIVE.search(s) and not _ABOUT_SPEED.search(s) for s in sentences):
        return Checker(CheckerKind.INTERACTIVE)
    tolerance = next(filter(None, map(_tolerance, sentences)), None)
    ignore_case = any(_CASE.search(s) for s in sentences)
    free = [
        s for s in sentences if not _ERROR.search(s) and _tolerance(s) is None and not (ignore_case and _about_case(s))
    ]
    if any(_SCORED.search(s) or (_leaves_open(s) and not _NOT_ACCEPTED.search(s)) for s in free):
        return Checker(CheckerKind.ANY)
    if tolerance is not None:
        return tolerance
    if any(_ALSO.search(s) for s in free):
        return Checker(CheckerKind.ANY)
    return Checker(CheckerKind.EXACT, ignore_case=ignore_case)


def _leaves_open(sentence: str) -> bool:
    """Whether a sentence accepts several outputs."""
    if _ANY.search(sentence):
        return True
    parts = (_MANY, _WHICHEVER, _SHOWN_OR_ACCEPTED)
    return all(part.search(sentence) for part in parts) and not _CHOSEN.search(sentence)


def _about_case(sentence: str) -> bool:
    """Whether a sentence is about letter case: explicitly, or by showing one word in both cases."""
    words = set(re.findall(r"[A-Za-z]{2,}", sentence))
    return _CASE.search(sentence) is not None or len({word.lower() for word in words}) < len(words)


def _tolerance(sentence: str) -> Checker | None:
    """The tolerance that a sentence grants: of the kinds it names, or of both if it names none."""
    number = _SMALL_NUMBER.search(sentence)
    if number is None or not _BOUND.search(sentence):
        return None
    epsilon = _value(number)
    distance = _DISTANCE.search(sentence)
    if distance and _SHOWN_OR_ACCEPTED.search(sentence):  # |x − y| ≤ ε, |x − y| / max(1, |y|) ≤ ε
        quotient = _QUOTIENT.search(sentence)
        either = quotient and "max" in sentence
        absolute, relative = not quotient or either, quotient is not None
    elif _ERROR.search(sentence) or (_DEVIATION.search(sentence) and _ACCEPTS.search(sentence)):
        absolute, relative = _ABSOLUTE.search(sentence) is not None, _RELATIVE.search(sentence) is not None
        if absolute == relative:
            absolute = relative = True
    else:
        return None
    return Checker(CheckerKind.TOLERANCE, abs=epsilon if absolute else None, rel=epsilon if relative else None)


def _value(number: re.Match[str]) -> float:
    if places := number["place"] or number["places"]:
        return float(f"1e-{places}")
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
