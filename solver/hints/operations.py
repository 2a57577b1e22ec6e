"""What the hidden solution does, and how prose says so: a hint that names its operations gives the way away."""

# ruff: noqa: E501 - a pattern and a list of words are read more easily whole

import re
from dataclasses import dataclass

from solver.hints.procedures import doings, orders, sentences
from solver.hints.techniques import REFUTED


@dataclass(frozen=True, slots=True)
class _ProgramOperation:
    """One thing that programs do: what shows it in Python or C++, and the words that tell it."""

    name: str
    code: re.Pattern[str]
    words: re.Pattern[str]


def _operation(name: str, code: str, english: str, japanese: str) -> _ProgramOperation:
    return _ProgramOperation(name, re.compile(code), re.compile(rf"\b(?:{english})|{japanese}", re.I))


_EST = r"(?:short|long|small|large|light|heavi|cheap|dear|earli|late|low|high|near|far|great|few|old|young|tall|bigg|thinn|thick|slow|fast)est"
_OPERATIONS = (
    _operation(
        "sort", r"\bsort(?:ed)?\b",
        rf"sort|re-?order|arrang|rank|line (?:them|everyone|the \w+) up|order (?:the|them|all|every\w*) [\w ]{{0,20}}\bby|put [\w ]{{1,30}} in (?:\w+ )?order|(?:in|into) (?:ascending|descending|increasing|decreasing) order|in order of|from (?:the )?{_EST}|{_EST} (?:\w+ )?first|(?:by|to) (?:the )?{_EST}",
        r"ソート|並べ替|並べ直|整列|昇順|降順|(?:[早遅小短軽安低近少重高長い大きさな若]{1,4}い|大きな|小さな)(?:もの|方|ほう|値)?(?:から)?順|順に並べ",
    ),
    _operation(
        "tally", r"\bCounter\b|\]\s*\+=\s*1\b|\+\+\s*\w+\[|\]\s*\+\+|\.count\(|\.get\([^()\n]*\) \+ 1\b|defaultdict\(int\)",
        r"how (?:many|often)|number of (?:times|occurrences|those|earlier|such|equal)|occurrences|frequenc|tall(?:y|ies)|count(?:s|ed|ing|er)?\b|appear",
        r"回数|何[回個人匹枚本]|個数|いくつ|数え|頻度|出現|の数",
    ),
    _operation(
        "lookup", r"\[\s*-|\[[^\]\n]* - [^\]\n]*\]|\bin (?:seen|known|met|found|have|set)\b|set\(|\bcount\(|\.find\(|\bset<|\bmap<|Counter|dict|\.get\(|= \{\}",
        r"complement|partner|counterpart|match(?:es|ing)|already|(?:seen|met|passed|come|came|stored) (?:before|so far|earlier)|earlier|look(?:s|ed|ing)? up|missing|what (?:is|it) (?:left|lacks|needs)|opposite|fits? (?:it|to)|belongs to|make up",
        r"相方|相手|補う|補数|これまで|すでに|今まで|既に|足りない|対になる|見つかっ|足すと|引いた残り",
    ),
    _operation(
        "extremum", r"\bmax(?:imum)?\b|\bmin(?:imum)?\b|\bif [^\n:]+ [<>]=? (?:best|least|most|cheapest)",
        r"larger|smaller|greater|lesser|maxim|minim|best|largest|smallest|greatest|least\b|cheap|better|longer|shorter|highest|lowest",
        r"最大|最小|大きい方|小さい方|大きいほう|小さいほう|大きな方|小さな方|良い方|よい方|得な方|多い方|少ない方|安い方|高い方|最も|一番",
    ),
    _operation(
        "sum", r"\+=(?! ?1\b)|\bsum\(|\baccumulate\b|= [^\n=]*\w\)? \+ \w|\w \+ [a-z]\w+\[",
        r"sum\b|sums\b|summ|add(?:s|ed|ing)?\b|total|plus\b|accumulat|together",
        r"足し|足す|足せ|の和|和を|和が|和は|合計|加え|加算|総和|合わせ",
    ),
    _operation(
        "product", r"\*=|\bprod\(|[\w\])] \* \(?[a-z]\w*|\*\*|\bpow\(",
        r"product|multipl|times (?:the|its|that|as)|to the power|squar|cube",
        r"掛け|かけ合わせ|積を|の積|積が|積に|乗",
    ),
    _operation("heap", r"heapq|priority_queue|multiset", rf"{_EST}", r"(?:いちばん|最も|一番)[早遅小短軽安低近少重高長大]"),
    _operation("halve", r"// ?2|/ ?2\b|>> ?1|>>= ?1", r"half|halv|middle|divided by (?:two|2)|by two\b", r"半分|2 ?で割|二で割|真ん中|中央|中点"),
    _operation("remainder", r"(?<!\")%(?!d|l|s)", r"remainder|modul|residue|mod\b|leaves? when|parity|odd|even\b|divisib", r"余り|あまり|剰余|割った|偶奇|奇数|偶数|倍数"),
    _operation("difference", r"\w\]? -=? [a-z]\w*|-=", r"differenc|subtract|minus|take away|gap|less than (?:it|that)", r"の差|差を|差が|差は|引い|引く|引き|減ら|間隔"),
    _operation("divisor", r"\bgcd\b", r"(?:greatest )?common (?:divisor|factor|measure)|gcd|divides (?:all|both|every)", r"公約数|割り切る(?:最大|数)"),
    _operation(
        "bisect", r"\bbisect|lower_bound|upper_bound|\bmid(?:dle)?\b",
        r"halv|guess|middle|bound|narrow|in half|try (?:a|some) (?:value|limit)|search",
        r"範囲を|半分|真ん中|中央|狭め|二分|下限|上限|仮に|決め打",
    ),
    _operation(
        "prefix", r"\baccumulate\b|partial_sum|\[-1\] \+|\[\w+ - 1\] \+|\[(\w+) \+ 1\] = \w+\[\1\] \+",
        r"running (?:total|sum|count)|(?:so far|up to (?:there|here|that|each|every|now|any))|from the (?:start|beginning|first)|before (?:it|each|every)",
        r"ここまで|先頭から|最初から|そこまで|それまで|始めから|手前まで",
    ),
    _operation(
        "carried", r"(?m)^\s+\w+(?:, \w+)+ = |^\s+[a-z]\w* = (?!int|list|input|map|\[|0\b)",
        r"remember|keep|keeps|kept|carr(?:y|ies|ied|ying)|hold|track|maintain|note|store|record|memor",
        r"覚え|持ちながら|持って|持たせ|保持|記録|管理|残し|控え|メモ",
    ),
    _operation("ends", r"\bleft\b|\bright\b|\blo\b|\bhi\b|\bwhile\b[^\n]*\n\s+\w+ [-+]= ", r"(?:left|right|both|two|near|far|front|back|other) (?:ends?|sides?|borders?|pointers?|fingers?)|advanc|shrink|slid|window", r"左端|右端|両端|端を|縮め|伸ばし|ずらし|窓"),
    _operation("link", r"\bfind\w*\(|\bparent\b|\bleader\b|\broot\b|\bunite\b|\bmerge\b", r"representative|root|join(?:s|ed|ing)?\b|merg|same (?:group|set|component)|group|unite|connect|link", r"代表|根を|根が|つな|まとめ|併合|同じ(?:組|集|グループ)|連結"),
    _operation("spread", r"\bdeque\b|\bqueue\b|heapq|heappush|priority_queue|frontier", r"queue|spread|layer|ring|wave|nearest|neighbou?r|outward|reach|visit|cheapest|front of", r"広げ|広が|近い|隣|波|外側|届|訪れ|たどり着|到達|取り出"),
    _operation("stack", r"\.pop\(\)|pop_back|\bstack\b", r"stack|pile|top\b|pop|push|throw away|discard|drop|remov|cancel", r"積み|積ん|取り除|捨て|消[しす]|上から|打ち消|スタック"),
    _operation(
        "table", r"= \[[^\]\n]+\] \* |\bvector<[^;\n]*\w\(|\[\[|\[0\] \* |\[1\] \* |\bcache\b",
        r"table|for (?:each|every) (?:\w+ )?(?:length|prefix|capacity|amount|weight|sum|place|position|size|value|number|remainder|day|step|square|cell|set|subset|vertex|state)|per (?:\w+)\b|shorter|smaller (?:case|problem|amount|one|size)",
        r"表を|表に|ごとに|毎に|それぞれの|各(?:長さ|位置|値|日|重さ|余り|マス)|短い|小さい(?:場合|問題|値)|手前",
    ),
    _operation("bits", r"<<=? ?\w|& ?1\b|>>|\^=|\w \^ \w|\bbin\(|popcount|bit_count", r"bits?\b|binary|powers? of two|xor|exclusive or|digit by digit", r"ビット|2 ?進|二進|排他的|桁ごと"),
    _operation(
        "scan", r"\bfor\b",
        r"from (?:the )?(?:left|right|front|back|start|end|first|last|small|large|top|bottom)\w* (?:to|on)|left to right|right to left|one (?:by one|after (?:the other|another)|at a time)|in turn|go(?:ing)? (?:through|over|along|down|from)|walk|scan|sweep|for (?:each|every)|at (?:each|every)|pass over|single pass",
        r"順に|順番に|ひとつずつ|一つずつ|1 ?つずつ|左から|右から|端から|先頭から|前から|後ろから|各|すべての|それぞれ",
    ),
    _operation("replace", r"\]\s*=(?!=)|\bswap\b", r"replac|overwrit|updat|rais|exchang|swap|switch", r"置き換|更新|書き換|入れ替|交換|増や"),
    _operation("distinct", r"\bset\(|\bset<|unique", r"distinct|different|duplicat|only once|kinds?\b", r"種類|重複|異なる|相異"),
    _operation("repeat", r"\bwhile\b", r"until|repeat|again and again|as long as|keep (?:on )?\w+ing|while\b", r"まで|繰り返|くり返|間は|限り"),
    _operation("branches", r"\bmax\([^)\n]*\+|\bmin\([^)\n]*\+|= \(?[a-z]\w*\[[^\]]+\] \+ [a-z]\w*\[", r"either|or (?:leave|skip|not|else)|with (?:it )?(?:and|or) without|whether|two (?:choices|cases|options)|of (?:the )?two", r"場合と|場合の|か、?[^。]{1,12}ないか|とき(?:と|の)|または|二通り|2 ?通り|二択"),
)  # fmt: skip

# What ties a doing to the answer.
_ANSWER = re.compile(
    r"\b(?:the|your|our|this) (?:answer|result|solution)\b|\bwhat (?:is|you are) asked\b|\bis all (?:you|that|it)\b|\bis the (?:number|value) (?:asked|wanted|to print)|\bto print\b|\bprint\b"
    r"|答え|正解|求める(?:値|数|もの)|求ま|求められ|解け|出力",
    re.I,
)
_ASKS = re.compile(
    r"[?？]|でしょう|ませんか|(?:です|ます)か|みましょう|みてください|\b(?:try|consider|imagine|suppose|think)\b|考えて",
    re.I,
)
_PRESUPPOSES = re.compile(r"^\W*(?:why|can you see why)\b|なぜ|どうして", re.I)


def performed(solution: str) -> tuple[_ProgramOperation, ...]:
    """The operations that the program performs."""
    return tuple(operation for operation in _OPERATIONS if operation.code.search(solution))


def named(sentence: str, solution: str, statement: str) -> frozenset[str]:
    """The program's operations that the sentence names in words that the statement has not."""
    known = statement.lower()
    return frozenset(
        operation.name
        for operation in performed(solution)
        if any(found[0].lower() not in known for found in operation.words.finditer(sentence))
    )


_WEAK = frozenset({"scan", "table", "repeat", "carried", "branches", "spread"})  # their words stand in any explanation
# An observation says what matters, or what is asked for; a recipe says what to do with it.
_OBSERVES = re.compile(
    r"\basks? (?:for|about|you|how)\b|\byou (?:are|have) (?:asked )?to\b|問われ|聞いてい|聞かれ|"
    r"\bonly\b[^.]*\b(?:matters?|counts|needs?|depends?|affects?)\b|\b(?:matters?|depends?) only\b|\bthe only thing\b"
    r"|(?:だけ|のみ)(?:が|を|で|に|です)[^。]*(?:大事|大切|重要|関係|決ま|影響|覚え|十分)?|関係(?:し|あり)?ません",
    re.I,
)


# "… is the sum of …": what the value in question is made of.
_MADE_OF = frozenset({"sum", "product", "extremum", "difference", "halve", "remainder", "divisor"})
_IS = re.compile(
    r"\b(?:is|are|equals?|becomes?|gives?|gets?|comes? from|obtained|found by)\b"
    r"|(?:です|に等しい|になり|になる|となり|となる|である|ものだ|得られ|決まり|求め)",
    re.I,
)


def tells_operations(text: str, solution: str, statement: str) -> bool:
    """Whether a hint of level 1 or 2 tells, and does not ask, what the program does.

    Three things of it in a sentence or four in two that follow each other, two that another quantity is made of, or
    one that is ordered or that gives the answer. Those that any explanation names count only beside the others.
    """
    before = frozenset[str]()
    for sentence in sentences(text):
        if asks(sentence) or REFUTED.search(sentence) or _OBSERVES.search(sentence):
            before = frozenset()
            continue
        here = named(sentence, solution, statement)
        clear = here - _WEAK
        if len(clear) >= 2 and len(here) >= 3:
            return True
        if clear and (_ANSWER.search(sentence) or orders(sentence)):
            return True
        if clear and doings(sentence) >= 2:
            return True
        if len(clear & _MADE_OF) >= 2 and _IS.search(sentence):
            return True
        if len(here | before) >= 4 and len((here | before) - _WEAK) >= 2:
            return True
        before = here
    return False


def asks(sentence: str) -> bool:
    """Whether the sentence asks or invites; "why is it enough to …?" tells."""
    return bool(_ASKS.search(sentence)) and not _PRESUPPOSES.search(sentence)
