"""What belongs to a later level: the technique, the complexity, the outline."""

# ruff: noqa: E501 - a pattern and a list of words are read more easily whole

import re
from enum import IntEnum


class Level(IntEnum):
    """How much a hint may say."""

    ASKED = 1  # what the problem really asks, and a question to think about
    OBSERVATION = 2  # the key observation
    TECHNIQUE = 3  # the technique and the complexity it must reach, with reasons
    OUTLINE = 4  # an outline in words


_NAMES = re.compile(
    r"""
    \b(?:dynamic\ programming | DP\b | memoi[sz]ation | prefix[ -]sums? | cumulative\ sums? | partial\ sums?
      | difference\ arrays? | imos | breadth[ -]first | depth[ -]first | BFS | DFS | Dijkstra(?:'s)? | Bellman[ -]Ford
      | Floyd[ -]?Warshall | binary\ search | bisection | ternary\ search | two[ -]pointers? | sliding\ window
      | binary\ lifting | doubling | segment\ trees? | Fenwick | binary\ indexed\ trees? | sparse\ tables? | union[ -]find
      | disjoint[ -]set | DSU | min(?:imum|imal)?\ spanning\ tree | Kruskal(?:'s)? | topological(?:ly)? | hash(?:\ ?maps?|\ tables?)
      | priority\ queues? | heaps? | greedy | greedily | meet[ -]in[ -]the[ -]middle | Lagrange | Lagrangian | Cauchy
      | H[oö]lder | convex\ hull | matrix\ exponentiation | inclusion[ -]exclusion | max(?:imum)?[ -]flow | min[ -]cut
      | bipartite\ matching | trie | suffix\ array | Z[ -]algorithm | KMP | rolling\ hash | FFT | NTT | convolution
      | bitmask | backtracking | divide\ and\ conquer | sweep[ -]line | Möbius | sieve | line\ sweep | mo's\ algorithm
      | square[ -]root\ decomposition | number\ of\ inversions | counting\ inversions | longest\ increasing\ subsequence
      | knapsack | travel(?:l)?ing\ salesman | Held[ -]Karp | Euclid(?:ean|'s)?\ algorithm | coordinate\ compression
      | Euler\ tour | heavy[ -]light | centroid\ decomposition | strongly\ connected | 2-SAT | Grundy | Sprague
      | Chinese\ remainder | Fermat's\ little | Manacher(?:'s)? | Aho | Catalan | Warshall | Gaussian\ elimination | monotonic\ (?:stack|queue) | lowest\ common\ ancestor | LCA )\b
    | 動的計画 | (?<![A-Za-z])[dD][pP](?![A-Za-z]) | メモ化 | 累積和 | いもす | 幅優先 | 深さ優先 | ダイクストラ | ベルマン | ワーシャル
    | (?:二|2)分探索 | 三分探索 | 尺取 | しゃくとり | スライディング | ダブリング | セグメント木 | セグ木 | フェニック | (?-i:(?<![A-Za-z])BIT(?![A-Za-z]))
    | 素集合 | ユニオンファインド | 最小全域木 | トポロジカル | ハッシュ | 連想配列 | 優先度付き | ヒープ | 貪欲 | 半分全列挙
    | ラグランジュ | コーシー | ヘルダー | 凸包 | 行列累乗 | 包除 | 最大流 | 最小カット | マッチング | トライ木 | 接尾辞
    | 畳み込み | 分割統治 | 平方分割 | 平面走査 | 転倒数 | 最長増加部分列 | ナップサック | 巡回セールスマン | 互除法 | 座標圧縮 | オイラーツアー
    | 重軽分解 | 重心分解 | 強連結成分分解 | グランディ | 中国剰余 | フェルマーの小定理 | カタラン数 | 掃き出し法 | 単調(?:スタック|キュー) | 最小共通祖先 | 状態拡張 | 拡張グラフ | バックトラック
    | (?<![A-Za-z])(?:BFS|DFS|UF|DSU|LCA|FFT|NTT)(?![A-Za-z])
    """,
    re.X | re.I,
)
# Plain doings, that at level 1 give away what is to be seen at level 2 when they are told and not asked.
_TOLD = re.compile(
    r"\b(?:sort|sorting)\s+(?:the|by|all|them|everyone|runners|heights|it)\b|(?:ソート|並べ替え|整列)(?:し|する|して|すれ)"
    r"|\b(?:use|using|keep|store)\s+(?:a|an|the|two)\s+(?:queue|stack|set|map|dictionary|hash|array|table|dict|counter|list)\b"
    r"|(?:キュー|スタック|辞書|配列|表|テーブル|マップ)(?:を使|に入れ|に持|に記録|を用意|で管理|を作|を更新)",
    re.I,
)
_COMPLEXITY = re.compile(
    r"(?<![A-Za-z])[OΘ]\s?\(|\\(?:mathcal|mathrm|text)\{O\}|\b(?:linear|logarithmic|quadratic|linearithmic|constant) time\b"
    r"|計算量|線形時間|対数時間|オーダー", re.I
)  # fmt: skip
REFUTED = re.compile(
    r"too slow|too many|too long|not (?:be )?(?:fast|enough|feasible|finish|pass)|time[ -]?out|TLE|exceed|na[iï]ve|brute|cannot|can't|won't|"
    r"hopeless|impossible|straightforward|literally|simulat|would (?:take|need|be|cost|mean)|far more|"
    r"[?？]|間に合わ|間に合い|遅|超え|越え|多すぎ|大きすぎ|愚直|素朴|そのまま|無理|厳し|できな|でしょうか|ませんか|かかりすぎ|終わら|膨大",
    re.I,
)
_DOING = re.compile(
    r"\b(sort|initiali[sz]e|iterate|loop|go through|walk through|scan|update|push|pop|append|accumulate|increment|swap|insert|"
    r"enqueue|dequeue|build|construct|precompute|compute|calculate|store|keep|maintain|mark|assign|place|fill|set|subtract|"
    r"add|multiply|divide|jump|read|print|output|compare|count|take|look up|start|repeat|return|move|put|visit|apply|raise|combine|find|create|make|for each|for every)\b"
    r"|(読み込|読ん|ソート|初期化|ループ|繰り返|更新|入れ|取り出|追加|加算|増や|交換|挿入|作[りっる]|構築|前計算|計算し|保存|記録|"
    r"割り当て|並べ|引[きくい]|足[しす]|掛け|割[りっ]|飛[びん]|出力|表示|比較|数え|進め|配置|置[きい]|求め|調べ|たど|辿|見つけ|答え[るえ])",
    re.I,
)
_STEP = re.compile(
    r"(?m)^\s*(?:\d{1,2}\s?[.)、:]|[-*・•]|step\s?\d|手順\s?\d|\(\d\)|[①-⑨])\s*|"
    r"(?:(?<=[.;:!]\s)|(?<=,\s)|(?<=\band\s)|^\s*)(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|then|next|after that|finally|lastly|"
    r"at the end)\b[,\s]|"
    r"(?:まず|最初に|次に|つぎに|その後|それから|続いて|最後に|そして)",
    re.I,
)
# A procedure in prose: orders, or Japanese verbs of doing, beside words that repeat them or choose between them.
_CLAUSE = re.compile(r"[.;:!?。、，\n]\s*|,\s*|\band\b|(?<=[てで])(?=[^\s、。])")
_ORDER = re.compile(
    r"\s*(?:(?:and|then|now|next|first|finally|lastly|afterwards|otherwise|else|always|simply|just)\b,?\s*)*"
    r"(?:sort|initiali[sz]e|iterate|loop|go (?:through|over|on|along)|walk|run|scan|update|push|pop|append|accumulate|increment|"
    r"decrement|swap|insert|enqueue|dequeue|build|construct|precompute|compute|store|keep|maintain|mark|assign|place|put|fill|"
    r"set|subtract|add|multiply|divide|jump|read|print|output|start|begin|repeat|return|move|visit|apply|raise|lower|combine|"
    r"create|halve|drop|remove|join|merge|link|replace|increase|decrease|advance|extend|shrink|stop|continue|guess|try|"
    r"take|count|follow|reset|record|note|double|discard)\b(?!\s+(?:of|that|to|is|are|has|does|will|would|it like)\b)",
    re.I,
)
_CONTROL = re.compile(
    r"\b(?:while|until|repeat(?:edly)?|for each|for every|whenever|each time|every time|otherwise|one by one|one at a time|in turn|"
    r"as long as|left to right|right to left|from the (?:first|left|start|front|bottom|top|smallest|largest)|if not)\b"
    r"|間は|している間|る間、|まで|繰り返|くり返|たびに|度に|ずつ|順に|左から|右から|各|それぞれの?[^。]{1,12}について|すべての[^。]{1,12}について"
    r"|なければ|そうでな|違えば|違っていれば|同じなら|場合は|超えたら|になったら|なくなったら",
    re.I,
)
_DOES = re.compile(
    r"読み込|ソートし|初期化|ループ|繰り返|更新|入れ(?:て|ま|、)|取り出|追加|加算|増や|減ら|加え|交換|挿入|構築|前計算|保存|記録|"
    r"割り当て|並べ|引[きくい]|足[しす]|掛け|飛[びん]|出力|比較|進め|動か|置[きい]|たど|辿|つな|広げ|縮め|狭め|消[しす]|捨て|移[りし]|"
    r"にし[てま]|とし[てま]|求め(?:て|ま|、)|数え(?:て|ま|、)|調べ(?:て|ま|、)|覚え(?:て|ま|、)"
)
# A greedy procedure in one sentence: in which order to look at them, and which of them to take.
_IN_ORDER = re.compile(
    r"\b(?:sort|order|arrange|rank|line up|go|walk|run|look|process|handle|consider)\b[^.?]{0,40}\b(?:by|from the \w+(?:est|st)|in order of)\b"
    r"|(?:早い|遅い|小さい|大きい|短い|長い|軽い|重い|安い|高い|低い|近い|遠い|少ない|多い)(?:もの|方|ほう)?(?:から)?順に",
    re.I,
)
_CHOOSES = re.compile(
    r"\b(?:always|whenever|each time|every time|if|greedily|as long as)\b[^.?]{0,80}\b(?:take|pick|choose|count|select|accept|keep)\b"
    r"|\b(?:take|pick|choose|count|select|accept|keep)\b[^.?]{0,60}\b(?:if|whenever|as long as|every|that does not|that (?:still )?fits)\b"
    r"|(?:なら|れば|たら|ない(?:もの|限り))[^。?？]{0,12}(?:選[びぶん]|取[りるっ]|採用|数え)",
    re.I,
)
_INVITES = re.compile(r"[?？]|でしょう|ましょう|みてください|(?:です|ます|ません)か")
_SOLVES = re.compile(
    r"(?:すれば|いけば|れば|えば|けば|せば|めば|ると|くと|すと)、?[^。]{0,8}(?:解け|解く|求ま|求められ|答えにな|答えが出|答えが得|正解|条件を満た|うまくい|最適)"
    r"|\b(?:solves? (?:it|this|the (?:problem|task))|gives? (?:you )?the answer|is all (?:it takes|you need|there is)|"
    r"(?:is|will be) (?:enough|sufficient)|suffices|you are done)\b",
    re.I,
)
_LENGTH = {1: 1500, 2: 1500, 3: 2200, 4: 4000}  # characters; Japanese says the same in half of them


def beyond(text: str, level: int, statement: str) -> bool:
    """Whether the text says what belongs to a later level."""
    if len(text) > _LENGTH[level]:
        return True
    if level <= Level.OBSERVATION and (_names_technique(text, statement) or _gives_complexity(text)):
        return True
    if level == Level.ASKED and any(_TOLD.search(s) and not re.search(r"[?？]|でしょうか", s) for s in sentences(text)):
        return True
    if level == Level.ASKED and any(_SOLVES.search(s) and not _INVITES.search(s) for s in sentences(text)):
        return True
    return level <= Level.TECHNIQUE and (_is_outline(text, level) or _is_procedure(text, level, statement))


def _names_technique(text: str, statement: str) -> bool:
    known = statement.lower()
    return any(found[0].lower().strip() not in known for found in _NAMES.finditer(text))


def _gives_complexity(text: str) -> bool:
    return any(_COMPLEXITY.search(sentence) and not REFUTED.search(sentence) for sentence in sentences(text))


def _is_outline(text: str, level: int) -> bool:
    """Steps one after the other, each of them something to be done."""
    parts = [part for part in _STEP.split(text) if part and part.strip()]
    marks = len(_STEP.findall(text))
    doing = sum(_begins_with_doing(part) and not re.search(r"[?？]|でしょうか", part) for part in parts)
    wanted = 3 if level <= Level.OBSERVATION else 4
    return marks >= wanted and doing >= wanted


def _is_procedure(text: str, level: int, statement: str) -> bool:
    """Orders in prose with what repeats them or chooses between them; what the statement itself does is no order."""
    told = [sentence for sentence in sentences(text) if not _INVITES.search(sentence)]
    ordered = sum(orders(sentence) for sentence in told)
    doings = {found[0] for sentence in told for found in _DOES.finditer(sentence)}
    doings = {word for word in doings if len(word) < 2 or word[:2] not in statement}
    control = {found[0].lower() for sentence in told for found in _CONTROL.finditer(sentence)}
    if level <= Level.OBSERVATION and any(_IN_ORDER.search(s) and _CHOOSES.search(s) for s in told):
        return True
    wanted, repeated = (3, 1) if level <= Level.OBSERVATION else (4, 2)
    if level <= Level.OBSERVATION and len(doings) >= 2 and any(_SOLVES.search(sentence) for sentence in told):
        return True  # "do this and that, and it is right"
    return (ordered >= wanted or len(doings) >= wanted) and len(control) >= repeated


def orders(sentence: str) -> int:
    """How many clauses of an English sentence are orders."""
    return sum(bool(_ORDER.match(clause)) for clause in _CLAUSE.split(sentence))


def doings(sentence: str) -> int:
    """How many different verbs of doing a Japanese sentence has."""
    return len({found[0] for found in _DOES.finditer(sentence)})


def sentences(text: str) -> list[str]:
    """Sentences and lines."""
    return [part for part in re.split(r"(?<=[.!?。？！])(?:\s+|(?=[^\s\d]))|\n", text) if part.strip()]


def _begins_with_doing(part: str) -> bool:
    """In English an order begins with its verb; in Japanese it ends with it."""
    found = _DOING.search(part)
    return found is not None and (found[1] is None or len(part[: found.start()].split()) <= 3)
