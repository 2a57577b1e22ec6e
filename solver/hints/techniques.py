"""What belongs to a later level: the technique, the complexity, the outline."""

# ruff: noqa: E501 - a pattern and a list of words are read more easily whole

import re
from enum import IntEnum

from solver.hints.procedures import SOLVES, sentences, tells_procedure, tells_steps, told


class Level(IntEnum):
    """How much a hint may say."""

    ASKED = 1  # what the problem really asks, and a question to think about
    OBSERVATION = 2  # the key observation
    TECHNIQUE = 3  # the technique and the complexity it must reach, with reasons
    OUTLINE = 4  # an outline in words


_NAMES = re.compile(
    r"""
    \b(?:dynamic(?:al)?[ -]program\w* | bottom[ -]up | top[ -]down | (?-i:DP) | memoi[sz](?:ation|e|ed|ing) | (?:prefix|suffix|cumulative|partial)[ -](?:sums?|totals?|max\w*|min\w*|xors?|counts?|products?)
      | running\ (?:totals?|sums?|counts?|max\w*|min\w*) | difference\ (?:arrays?|sequences?) | imos | summed[ -]area | breadth[ -]?first | depth[ -]?first | (?-i:BFS|DFS) | flood[ -]?fill | Dijkstra(?:'s)? | Bellman(?:[ -]Ford)?
      | Floyd | A\*\ search | bina?ry[ -]search\w* | bisect(?:ion|ing|s)? | ternary\ search | exponential\ search | parametric\ search
      | (?:two|double)[ -]pointers? | sliding[ -]windows? | binary[ -]lifting | doubling | sparse\ tables? | lazy\ propagation
      | (?:segment|Fenwick|interval|red[ -]black|balanced|binary\ (?:search|indexed)|Cartesian|suffix|spanning|search|prefix|Huffman|range)[ -]trees? | Fenwick | treaps?
      | union[ -](?:and[ -])?find | union[ -]by[ -]\w+ | path\ compression | disjoint[ -]sets?(?:[ -]union)? | (?-i:DSU|MST)
      | (?:minimum|minimal|maximum|least|cheapest)[ -](?:cost\ )?spanning | Kruskal(?:'s)? | Prim's | Bor[uů]vka | topological(?:ly)? | Kahn(?:'s)?
      | hash(?:ing|ed|es|[ -]?maps?|[ -]?tables?|[ -]?sets?)? | dictionar(?:y|ies) | multisets? | priority[ -]queues? | heaps? | heapsort
      | (?:monoton\w+|increasing|decreasing)\ (?:stacks?|queues?|deques?) | deques? | double[ -]ended | stacks? | queues? | linked\ lists? | FIFO | LIFO
      | greedy | greedily | meet[ -]in[ -]the[ -]middle | Lagrang\w+ | Cauchy | Jensen | H[oö]lder | convex\ (?:hulls?|hull\ trick) | Li\ Chao | slope\ trick | rotating\ calipers
      | matrix\ (?:exponentiation|powers?|multiplication) | (?:repeated|successive)\ squaring | (?:fast|binary|modular|quick)\ (?:exponentiation|power\w*) | square[ -]and[ -]multiply
      | inclusion[ -](?:and[ -])?exclusion | (?-i:PIE) | max(?:imum)?[ -]flows? | min(?:imum)?[ -]cuts? | (?:network|cost)[ -]flows? | Ford[ -]Fulkerson | Dinic(?:'s)? | Edmonds
      | bipart(?:ite|ition)\w* | (?:two|2)-colou?r\w* | (?:two|2)\ colou?ring | (?:maximum|perfect|bipartite)\ matchings? | Hungarian | Hopcroft | Hall's | K[oö]nig | trie | suffix[ -](?:arrays?|automat\w+)
      | Z[ -](?:algorithm|function|array) | KMP | Knuth | failure\ functions? | rolling\ hash\w* | Rabin | FFT | NTT | Fourier | convolution
      | bit[ -]?(?:masks?|sets?|DP|brute) | (?:subset|bitmask|digit|interval|tree|range|probability)\ DP | backtrack\w* | divide[ -]and[ -]conquer | sweep[ -]?lines? | line[ -]sweeps? | event\ sorting
      | M[oö]bius | zeta\ transform | sieve | Eratosthenes | Euler(?:'s)?\ (?:totient|tour|phi|theorem) | totient | mo's | (?:square[ -]root|sqrt)[ -]decomposition | bucket\ sort | counting\ sort | radix\ sort | merge[ -]?sort\w* | quick[ -]?(?:sort|select)
      | (?:number\ of|count(?:ing)?(?:\ the)?)\ inversions | inversion\ (?:number|count)s? | (?:longest|non-?decreasing|increasing|common)\ (?:\w+\ )?subsequences? | (?-i:LIS|LCS) | edit\ distance | Levenshtein
      | knapsack | subset[ -]sum | coin[ -]change | travel(?:l)?ing\ sales\w+ | TSP | Held[ -]Karp | interval\ scheduling | activity\ selection | Euclid(?:ean|'s)?(?:\ algorithm)? | extended\ gcd | (?-i:GCD|LCM) | gcd | greatest\ common\ (?:divisor|factor|measure) | highest\ common\ factor | least\ common\ multiple
      | (?:coordinate|value)\ compression | compress(?:ing)?\ (?:the\ )?coordinates | heavy[ -]light | (?:centroid|prime)\ (?:decomposition|factori[sz]ation) | (?:strongly|biconnected)\ connected | SCC | Tarjan(?:'s)? | Kosaraju | 2-?SAT | articulation | low[ -]?link
      | Grundy | Sprague | (?-i:Nim) | (?-i:XOR) | xor(?:ed|ing|s)? | exclusive[ -]or | bitwise | (?:this|it)\ (?:is|really\ is|turns\ out\ to\ be)\ (?:just\ )?(?:the|a)\ (?:classic(?:al)?|well[ -]known|standard|famous|textbook)\b | rotat\w+\ (?:\w+\ ){0,3}(?:by\ )?45 | 45[ -]degrees? | in\ base\ \w+ | nimbers? | mex | Chinese\ remainder | CRT | Fermat(?:'s)? | Lucas(?:'s)? | Manacher(?:'s)? | palindromic\ tree | Aho | Catalan | Stirling | Burnside | Warshall | Gauss\w* | linear\ basis
      | binomial\ coefficients? | Pascal's | stars\ and\ bars | modular\ inverses? | Lowest\ common\ ancestors? | LCA | game\ tree | minimax | alpha[ -]beta | retrograde | cycle\ (?:detection|finding) | Floyd's | tortoise | functional\ graphs?
      | linearity\ of\ expectation | generating\ functions? | state[ -]space | rerooting | small[ -]to[ -]large | rolling\ arrays? | lookup\ tables? | in-degrees? | adjacency\ (?:list|matri)\w* | recursion | recursive(?:ly)? | tabulation )\b
    | 動的計画 | ボトムアップ | トップダウン | (?<![A-Za-z])[dD][pP](?![A-Za-z]) | メモ化 | 累積(?:和|積|最大|最小|的|を) | 差分(?:配列|を取) | 階差 | いもす | (?:幅|深さ)優先 | ダイクストラ | ベルマン | ワーシャル | フロイド | 塗りつぶし
    | (?:二|2)分(?:探索|法) | 三分探索 | 尺取 | しゃくとり | (?:二|2)つのポインタ | (?:二|2)ポインタ | スライド窓 | スライディング | ダブリング | セグメント(?:木|ツリー) | セグ木 | フェニック | フェンウィック | (?-i:(?<![A-Za-z])BIT(?![A-Za-z])) | 平衡(?:二分)?木 | (?:二|2)分(?:探索)?木 | 遅延(?:評価|伝播|セグ) | スパーステーブル
    | 素集合 | ユニオン・?ファインド | (?:最小|最大)全域木 | クラスカル | プリム法 | トポロジカル | ハッシュ | 連想配列 | 辞書型 | 多重集合 | 優先度付き | 優先度つき | 優先順位付き | プライオリティ | ヒープ | スタック | キュー | デック | 単調(?:スタック|キュー) | 貪欲 | グリーディ | 半分全列挙 | ビット(?:全探索|DP|演算|マスク|セット) | bit全探索
    | ラグランジュ | コーシー | ヘルダー | 凸包 | 行列累乗 | 繰り返し(?:二|2)乗 | (?:二|2)乗法 | バイナリ法 | 高速(?:べき|累)乗 | 包除 | 最大流 | 最小カット | (?<!バー)フロー | 二部(?:グラフ|マッチング) | 2 ?部グラフ | (?:二|2) ?(?:彩色|色で塗り) | マッチング | トライ木 | 接尾辞 | ローリング
    | 畳み込み | フーリエ | 分割統治 | 平方分割 | 平面走査 | イベントソート | 転倒数 | 最長(?:増加|共通|非減少)部分 | 編集距離 | ナップ(?:サック|ザック) | 部分和問題 | 巡回セールスマン | 区間スケジューリング | 互除法 | 最大公約数 | 最小公倍数 | 座標圧縮 | オイラー(?:ツアー|路|関数|のトーシェント) | トーシェント
    | 重軽分解 | HL分解 | 重心分解 | 強連結 | グランディ | ニム | 排他的論理和 | ビットごと | (?:有名|典型|古典)的?な?問題 | 45 ?度 | ニム和 | 中国剰余 | フェルマーの | リュカ | カタラン | スターリング | 掃き出し | 線形基底 | 最小共通祖先 | 状態(?:拡張|遷移) | 拡張グラフ | バックトラック | 後退解析 | 周期検出 | (?:関数|ファンクショナル)グラフ | エラトステネス | (?<![ァ-ヶ])ふるい | 素因数分解 | (?:二|2)項係数 | パスカルの三角 | 逆元 | 重複組合せ | 期待値の線形性 | 主客転倒 | 母関数 | 全方位木 | 再帰 | 隣接リスト | 入次数 | 番兵
    | (?<![A-Za-z])(?:BFS|DFS|UF|DSU|LCA|FFT|NTT|LIS|LCS|GCD|LCM|SCC|MST|KMP|CRT)(?![A-Za-z])
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
_LENGTH = {1: 1500, 2: 1500, 3: 2200, 4: 4000}  # characters; Japanese says the same in half of them


def beyond(text: str, level: int, statement: str) -> bool:
    """Whether the text says what belongs to a later level."""
    if len(text) > _LENGTH[level]:
        return True
    if level <= Level.OBSERVATION and (_names_technique(text, statement) or _gives_complexity(text)):
        return True
    if level == Level.ASKED and any(_TOLD.search(s) and not re.search(r"[?？]|でしょうか", s) for s in sentences(text)):
        return True
    if level == Level.ASKED and any(SOLVES.search(s) for s in told(text)):
        return True
    if level <= Level.OBSERVATION and tells_procedure(text, statement):
        return True
    return level <= Level.TECHNIQUE and (_is_outline(text, level) or tells_steps(text, statement))


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


def _begins_with_doing(part: str) -> bool:
    """In English an order begins with its verb; in Japanese it ends with it."""
    found = _DOING.search(part)
    return found is not None and (found[1] is None or len(part[: found.start()].split()) <= 3)
