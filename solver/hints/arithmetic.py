"""A formula told in words: which quantities the wanted one is made of, and how."""

# ruff: noqa: E501 - a pattern and a list of words are read more easily whole

import re

from solver.hints.procedures import sentences

# Kinds of reckoning, each with the words that tell it. One alone may be an observation; two together are a formula.
_RECKONINGS = {
    "add": r"\b(?:plus|sum(?:s|med|ming)?|add(?:s|ed|ing)?(?: up)?|added to|together|on top|in all|increased by|accumulat\w+|running (?:total|sum|count))\b|\b(?:the|its) (count|number|value|ways|sum|cost|amount|total)s? (?:of|for|from|to|at) [^.,;]{1,40} and (?:the|its) \1|足[しすせ]|の和|和[をがは]|合計|加え|加算|合わせ|総和|足し合わせ|上乗せ",
    "subtract": r"\b(?:minus|subtract\w*|differences?|less the|reduced by|without the)\b|引[いくき]|の差|差[をがは]|減ら",
    "multiply": r"\b(?:times (?:the|its|their|that|as|how|what|\w+ minus|\w+ plus|itself)|product|multipl(?:y|ied|ying)|twice|doubled?|squared?|to the power|factorial|two to the)\b|掛け|かけ(?:る|て|合)|の積|積[をがは]|倍し|倍(?:した|に|の|を|が|です)|[二2] ?乗|階乗",
    "divide": r"\b(?:divid(?:e|ed|ing) by|half (?:of|the)|halved|quotient|rounded (?:up|down)|average|mean of|ratio|over two)\b|平均|割っ(?:た|て)|割り、|で割る|半分(?:に|が)|商[をがは]|切り(?:捨て|上げ)",
    "offset": r"\b(?:one|two|1|2|\$1\$) (?:more|less|fewer) than\b|\b(?:plus|minus) (?:one|two|1|2)\b|\b(?:rais|increas|reduc|lower)\w* (?:\w+ ){0,4}by one\b|(?:より|に) ?(?:1|一つ|ひとつ|一|一枚|一個) ?(?:多い|少ない|大きい|小さい|多く|少なく|大きく|小さく|足し|加え)|(?<![\w)] )(?<![\w)])[+-] ?1(?!\d)|1 を(?:足|引|加)|一を(?:足|引|加)",
    "choose": r"\b(?:larger|smaller|greater|lesser|cheaper|better|shorter|longer|bigger|higher|lower) (?:of|one)\b|\bwhichever\b|\b(?:minimum|maximum|min|max|least|best|smallest|largest|cheapest|greatest|fewest|shortest|longest|lowest|highest) (?:of|over|among|from|such|one)\b|(?:大き|小さ|多|少な|良|よ|安|高|長|短|得な)い?(?:方|ほう)|最小(?:値|のもの)|最大(?:値|のもの)|のうち(?:最も|いちばん|一番|最小|最大)",
}
_KINDS = {kind: re.compile(words, re.I) for kind, words in _RECKONINGS.items()}
_REPEATED = re.compile(
    r"\b(?:each|every|all|over|both|everything|per)\b|すべて|全部|全て|それぞれ|各|ごと|どうし", re.I
)
# The same quantity for a smaller or a neighbouring case.
_RELATED = re.compile(
    r"\b(?:above|over it|(?:to|on|from) (?:its|the) (?:left|right)|left neighbou?r|below|behind|before (?:it|that|this)|just before|previous|preceding|last|shorter|smaller|earlier|fewer|without (?:it|the|one|that|its)|"
    r"one back|two back|yesterday|from which|predecessors?|parent|children|child|subtrees?|prefix(?:es)?|rest of|remaining|remainder of|what is left|neighbou?rs?)\b"
    r"|一つ前|ひとつ前|ふたつ前|二つ前|1 ?つ前|2 ?つ前|手前|直前|前の|上の|左の|下の|隣の|より短い|より小さい|(?:短|少な|小さ)い[^、。は]{0,6}の|残りの|除いた|引いた(?:金額|重さ|数|もの)|子の|親の|部分木|前日|昨日|先頭の|だけ(?:短|少な|小さ|前)",
    re.I,
)
_QUANTITY = re.compile(
    r"\b(?:number|count|ways|best|least|fewest|most|cheapest|shortest|longest|value|cost|price|answer|result|effort|sum|length|time|total|amount|size|many|much|distance|score|worth|depth|height|maximum|minimum)\b"
    r"|数[はがをにと、の]|通り|方法|最小|最大|最短|最長|値[はがをにと、の]|答え|解[はがを]|合計|長さ|個数|回数|枚数|本数|費用|体力|時間|距離|コスト|価値|得点|行き方|並べ方|選び方",
    re.I,
)
_EQUALS = re.compile(
    r"\b(?:is|are|equals?|becomes?|gives?|makes?|gets?|comes? (?:from|to)|consists? of|as many|as much|as long|obtained|found|is made|amounts? to|results? in|follows? from|you get)\b|="
    r"|(?:は|が|に)(?:、|[^。]{0,60})?(?:です|ます|なる|なり|等し|同じ|である|得られ|求ま|求め)|になる|となる|になり|となり|と等しい|と同じ|に等しい|になります",
    re.I,
)
_ASKED = re.compile(
    r"\b(?:the )?(?:answer|result|number (?:asked|wanted|of (?:ways|pairs|all))|what you (?:want|are asked)|wanted|(?:final|grand|overall) (?:total|count|sum))\b|答え|求める|正解|求ま|求められ",
    re.I,
)
# The wanted quantity, and what it is: "the number of moves is …".
_WANTED_IS = re.compile(
    r"^\W*(?:so |then |hence |thus |now )?(?:the |this |your |our )?(?:\w+ )?(?:answer|number|result|cost|minimum|maximum|count|total|probability|chance|length)\b(?: (?:of|for|to) [^.,;]{1,40}?)? (?:is|equals|are|comes to)\b"
    r"|(?:答え|求める[^。、]{1,10}|個数|回数|枚数|確率|最小値|最大値|最小の[^。、]{1,6}) ?(?:は|=)",
    re.I,
)
_HEDGED = re.compile(
    r"\b(?:does|do|did|would|will|could|should|is|are|can|has|have|must|which|how many|how much|how often|what if|what happens|how does|when|whether|where)\b[^.]*\?|でしょうか|(?:です|ます|ません)か|考えて|みましょう|\b(?:consider|imagine|suppose)\b",
    re.I,
)
# What something depends on is an observation; how it follows from that is the formula.
_DEPENDS = re.compile(
    r"\b(?:depends?|matters?|counts?) only\b|\bonly\b[^.]*\b(?:matters?|counts|depends?)\b|だけ(?:で|に)(?:決ま|より)|だけが",
    re.I,
)
_WHY = re.compile(r"\bwhy\b|なぜ|どうして|理由|確かめ|示して|説明", re.I)


def tells_formula(text: str, statement: str) -> bool:
    """Whether a sentence tells what the wanted quantity is made of: a recurrence, or the answer itself."""
    every = [sentence for sentence in sentences(text) if not _hedged(sentence)]
    if len(frozenset[str]().union(*(_kinds(sentence, statement) for sentence in every))) >= 3:
        return True
    return any(_is_formula(sentence, statement) for sentence in every)


def _kinds(sentence: str, statement: str) -> frozenset[str]:
    """The kinds of reckoning that the sentence tells in words that the statement has not."""
    known = statement.lower()
    return frozenset(
        kind
        for kind, words in _KINDS.items()
        if any(found[0].lower() not in known or kind in ("offset", "choose") for found in words.finditer(sentence))
    )


def _hedged(sentence: str) -> bool:
    return bool(_HEDGED.search(sentence)) and not _WHY.search(sentence)


def _is_formula(sentence: str, statement: str) -> bool:
    told = _kinds(sentence, statement)
    if _DEPENDS.search(sentence):
        return False
    if not told:
        return False
    related, equals = _RELATED.search(sentence), _EQUALS.search(sentence)
    if related and equals and _QUANTITY.search(sentence) and told & {"add", "subtract", "multiply", "divide", "offset"}:
        return True
    if "choose" in told and len(_RELATED.findall(sentence)) >= 2 and _QUANTITY.search(sentence):
        return True
    if len(told) >= 2 and (equals or _ASKED.search(sentence) or _REPEATED.search(sentence)):
        return True
    if _WANTED_IS.search(sentence) and told & {"add", "subtract", "multiply", "divide"}:
        return True
    return bool(_ASKED.search(sentence) and _REPEATED.search(sentence) and told & {"add", "multiply", "subtract"})
