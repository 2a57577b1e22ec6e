"""Recognises what a hint may tell from level 3 on, not at level 1: the technique and the complexity."""

import re

from solver.hints.plain import has_question, sentences

_NAMES = re.compile(
    r"""
    \b(?:dynamic(?:al)?[ -]program\w* | bottom[ -]up | top[ -]down | (?-i:DP) | memoi[sz]\w+ | (?:prefix|suffix|cumulative)[ -](?:sums?|totals?|max\w*|min\w*|xors?|counts?|products?)
      | running\ (?:totals?|sums?|counts?) | difference\ (?:arrays?|sequences?) | breadth[ -]?first | depth[ -]?first | (?-i:BFS|DFS) | flood[ -]?fill | Dijkstra | Bellman | Floyd | Warshall
      | bina?ry[ -]search\w* | bisect\w* | ternary\ search | parametric\ search | (?:two|double)[ -]pointers? | sliding[ -]windows? | binary[ -]lifting | doubling | sparse\ tables?
      | (?:segment|Fenwick|interval|balanced|binary\ (?:search|indexed)|suffix|spanning|Huffman)[ -]trees? | Fenwick | union[ -](?:and[ -])?find | disjoint[ -]sets? | (?-i:DSU|MST) | Kruskal | Prim's
      | topological(?:ly)? | hash(?:ing|ed|[ -]?maps?|[ -]?tables?|[ -]?sets?)? | dictionar(?:y|ies) | priority[ -]queues? | heaps? | (?:monoton\w+|increasing|decreasing)\ (?:stacks?|queues?|deques?) | deques? | double[ -]ended | stacks? | queues?
      | greedy | greedily | meet[ -]in[ -]the[ -]middle | convex\ (?:hulls?|hull\ trick) | matrix\ (?:exponentiation|powers?) | (?:repeated|successive)\ squaring | inclusion[ -](?:and[ -])?exclusion
      | max(?:imum)?[ -]flows? | min(?:imum)?[ -]cuts? | bipart(?:ite|ition)\w* | (?:two|2)-colou?r\w* | (?:maximum|perfect|bipartite)\ matchings? | trie | rolling\ hash\w* | KMP | FFT | NTT | convolution
      | bit[ -]?(?:masks?|sets?) | backtrack\w* | divide[ -]and[ -]conquer | sweep[ -]?lines? | line[ -]sweeps? | M[oö]bius | sieve | Eratosthenes | totient | sqrt[ -]decomposition | (?:merge|quick|counting|bucket|radix)[ -]?sort\w*
      | inversions? | (?-i:LIS|LCS) | edit\ distance | knapsack | subset[ -]sum | coin[ -]change | interval\ scheduling | Euclid\w* | coordinate\ compression | compress\ (?:the\ )?(?:coordinates|\w+s) | strongly\ connected | (?-i:SCC) | 2-?SAT
      | Grundy | Sprague | (?-i:Nim) | (?-i:XOR) | mex | Chinese\ remainder | Fermat | Lucas | binomial\ coefficients? | stars\ and\ bars | modular\ inverses? | (?-i:LCA) | minimax | recursi(?:on|ve\w*) | rerooting | adjacency\ (?:list|matri)\w* )\b
    | 動的計画 | ボトムアップ | トップダウン | (?<![A-Za-z])[dD][pP](?![A-Za-z]) | メモ化 | 累積(?:和|積|最大|最小|\ ?XOR) | 差分配列 | 階差 | いもす | (?:幅|深さ)優先 | ダイクストラ | ベルマン | ワーシャル | (?:二|2)\ ?分(?:探索|法) | 三分探索 | 尺取 | しゃくとり | スライディング | ダブリング
    | セグメント(?:木|ツリー) | セグ木 | フェニック | フェンウィック | (?-i:(?<![A-Za-z])BIT(?![A-Za-z])) | 平衡(?:二分)?木 | スパーステーブル | 素集合 | ユニオン・?ファインド | 全域木 | クラスカル | トポロジカル | ハッシュ | 連想配列 | 優先度付き | 優先度つき | ヒープ | スタック | キュー | 単調(?:スタック|キュー) | 貪欲 | 半分全列挙
    | bit\ ?全探索 | ビット(?:全探索|DP|マスク) | 凸包 | 行列累乗 | 繰り返し(?:二|2)乗 | 包除 | 最大流 | 最小カット | 二部(?:グラフ|マッチング) | (?:二|2) ?彩色 | トライ木 | ローリング | 畳み込み | 分割統治 | 平方分割 | 平面走査 | 転倒数 | 最長(?:増加|共通)部分 | 編集距離 | ナップ(?:サック|ザック) | 部分和問題 | 区間スケジューリング
    | 互除法 | 座標圧縮 | 強連結 | 最小共通祖先 | バックトラック | エラトステネス | (?<![ァ-ヶ])ふるい | 素因数分解 | (?:二|2)項係数 | 逆元 | 全方位木 | 再帰 | 隣接リスト | (?<![A-Za-z])(?:BFS|DFS|DSU|LCA|FFT|NTT|LIS|LCS|SCC|MST|KMP)(?![A-Za-z])
    """,
    re.X | re.I,
)
# Steps that give the technique away when they are told, not asked.
_TOLD = (
    r"(?i)\b(?:sort|sorting)\s+(?:the|by|all|them|everyone|it)\b|(?:ソート|並べ替え|整列)(?:し|する|して|すれ)"
    r"|(?<!\byou )\b(?:use|using|keep|store)\s+(?:a|an|the|two)\s+(?:queue|stack|set|map|hash|array|table|counter|list)\b"
    r"|(?:キュー|スタック|辞書|配列|表|テーブル|マップ)(?:を使|に入れ|に記録|を用意|で管理|を更新)"
)
_COST = r"(?i)(?<![A-Za-z])[OΘ]\s?\(|\b(?:linear|logarithmic|quadratic|constant) time\b|線形時間|対数時間|オーダー"
# A cost that is called too high is not a goal.
_NO_GOAL = r"(?i)too (?:slow|many|long)|not (?:be )?(?:fast|enough|feasible)|TLE|na[iï]ve|brute|\b(?:try|check)(?:ing)? (?:out )?(?:every|all|each)\b|(?:全部|すべて|全て)[^。]{0,12}(?:調べ|試)|間に合わ|間に合い|遅|多すぎ|大きすぎ|愚直|素朴"

# A technique named as a trap does not count, but another one in the same sentence may.
_CLAUSE_ENDS = r"[.;:,!?。、\n]\s|[。、]|\b(?:but|so|because|instead|whereas|while|use)\b|なので|ので|ため|けれど"
_MISLEADS = (
    r"(?i)\b(?:can|may|might|could|will|would) (?:block|fail|mislead|miss|go wrong|be wrong|waste)\w*\b"
    r"|\bdo(?:es)?(?:n['’]t| not) (?:always |necessarily )?(?:work|lead|give|find)\b|うまくいかない|うまくいきません|とは限ら"
)


def names_technique(text: str, statement: str) -> bool:
    """Whether the text names a technique, or tells a step that gives one away, beyond the statement's own words."""
    known = statement.lower()
    for clause in re.split(_CLAUSE_ENDS, text):
        names = {found[0].lower().strip().rstrip("s") for found in _NAMES.finditer(clause)}
        if not all(name in known for name in names) and not re.search(_MISLEADS, clause):
            return True
    return any(re.search(_TOLD, told) for told in sentences(text) if not has_question(told))


def gives_complexity(text: str) -> bool:
    """Whether the text says which complexity a solution must reach."""
    told = (sentence for sentence in sentences(text) if not has_question(sentence))
    return any(re.search(_COST, sentence) and not re.search(_NO_GOAL, sentence) for sentence in told)
