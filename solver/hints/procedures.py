"""A procedure told in prose: what to do, in which order, and until when.

English tells it in orders, whose clauses begin with their verb; Japanese in chains of verbs that act on something. Both
tell it beside words that repeat or choose, and that say what comes of it. An observation has the one or the other.
"""

# ruff: noqa: E501, SIM905 - a pattern and a list of words are read more easily whole

import re
from collections.abc import Sequence

# Verbs of doing; not those of looking, which an observation or a question invites to.
_VERBS = """
accumulate add adjust advance answer append apply arrange assign attach begin build bump calculate cancel carry choose collect colour
color combine compute concatenate connect construct continue convert copy count cover create cross cut deal decrease decrement
deduct delete dequeue derive discard divide double drain drive drop duplicate empty enlarge enqueue enter erase exchange expand
extend extract fill filter find finish flip fold follow gather give glue group grow guess halve hand hang increase increment
initialise initialize insert intersect invert iterate join jump keep knock label lay lengthen link loop lower maintain make mark
match memorise memorize merge move multiply narrow note number obtain open order output pack paint pair pass peel pick
place plug point pop precompute prepare prepend print proceed process prune pull push put raise rank read record reduce relabel
relax release remember remove repeat replace report reset restart return reverse rotate run save scan schedule seat select send
serve set settle shift shorten shrink skip slide sort spend split spread stack start stop store stretch strike subtract sum swap
sweep switch take tally throw tick tie toggle total track transfer traverse treat turn undo unite update use visit walk weigh wipe
""".split()
_WITH_MORE = r"go(?=\s+(?:through|over|on|along|back|from|up|down)\b)|look(?=\s+up\b)|work(?=\s+(?:up|down|back|through|from|forward))|write(?=\s+(?:down|each|the|a)\b)|try(?=\s+(?:all|every|each)\b)|let(?=\s+\w+\s+(?:be|go)\b)|(?:look|search|go|try)(?=\s+(?:earlier|later|higher|lower|further|left|right|for the|again)\b)"
_VERB = rf"(?:{'|'.join(_VERBS)}|{_WITH_MORE})\b"
_PAST = dict(
    pair.split(":")
    for pair in "begin:begun build:built choose:chosen cut:cut deal:dealt drive:driven find:found give:given grow:grown hang:hung keep:kept "
    "lay:laid make:made put:put read:read run:run send:sent set:set spend:spent split:split spread:spread strike:struck take:taken "
    "throw:thrown undo:undone".split()
)
_DOUBLED = frozenset("begin cut drop flip hop plug pop put run scan set shrug skip split step stop sum swap".split())


# Of which the participle may say how things are, and not what is done.
_STATES = frozenset("connect cover find follow give group join link make number open pair use".split())


def _participle(verb: str) -> str:
    if verb in _PAST:
        return _PAST[verb]
    if verb in _DOUBLED:
        return f"{verb}{verb[-1]}ed"
    if verb.endswith("y") and verb[-2] not in "aeo":
        return f"{verb[:-1]}ied"
    return f"{verb.removesuffix('e')}ed"


def _gerund(verb: str) -> str:
    if verb == "tie":
        return "tying"
    return f"{verb}{verb[-1]}ing" if verb in _DOUBLED else f"{verb.removesuffix('e')}ing"


# What is done to something, and the doing of it: "is then removed", "by removing".
_DONE = re.compile(
    rf"(?<!\bcan )(?<!\bcould )(?<!\bmay )(?<!\bcannot )\b(?:is|are|be|been|being|gets?|got)\s+(?:(?:\w+ly|then|always|again|also|first|next|now|just|never|only|once)\s+)*(?P<verb>{'|'.join(_participle(verb) for verb in _VERBS if verb not in _STATES)})\b",
    re.I,
)
_DOING = re.compile(
    rf"(?:^|[.,;:—]\s*|\b(?:by|and|then|or|while|after|before|never|without|try|of|to|with|repeatedly|simply|always|just|is|keeps?|means|involves)\s+)(?P<verb>{'|'.join(map(_gerund, _VERBS))}|going\s+(?:through|over|on|along|back|from|up|down)|working\s+(?:up|down|back|through|from))\b",
    re.I,
)
_DOER = re.compile(
    r"\b(?:each|every|its?|this|that|one|which|whichever|whoever|the)\b[^.;]{0,60}?\b(?P<verb>gets? an?|receives?|goes (?:next|into|in|to|on top)|comes next|goes first|is next|moves? on|takes? over|continues?|starts? over|collects?)\b",
    re.I,
)
# What may stand before the verb of an order: adverbs, and who is to do it.
_LEAD = (
    r"\s*[-•\d.)]*\s*(?:(?:and|then|now|next|first|firstly|second|finally|lastly|afterwards|otherwise|else|always|simply|just|only|so|but|"
    r"or|again|after that|also|meanwhile|instead)\b,?\s*)*"
    r"(?:(?:at|for|with|from|in|on|whenever|while) (?:each|every|all|any|doing|the) [\w -]{1,20}? )?"
    r"(?:(?:you|we|one|I)\s+(?:(?:can|could|should|may|might|must|need(?: only)? to|have to|then|now|just|only|simply|always|first|next)\s+)*"
    r"|(?:it (?:pays|suffices|helps|is (?:best|enough|optimal|safe|sufficient|never wrong|always right))|(?:the )?(?:trick|idea|key|plan|point|rule|best|thing) is|"
    r"all (?:you|that) (?:have to )?do is|remember|be sure|so as|needs? only|the answer is) to\s+)?"
)
_ORDER = re.compile(
    rf"{_LEAD}{_VERB}(?!\s+(?:of|that|to|is|are|was|has|have|does|will|would|can|may|must|it like|counts?|matters?)\b)(?!['’]s\b)",
    re.I,
)
# Looking alone is no procedure; beside doing it is a step of one.
_LOOK = re.compile(rf"{_LEAD}(?:test|check|compare|search|look)\b", re.I)
_CLAUSE = re.compile(
    r"[.;:!?。、，\n(]\s*|,\s*|\band\b|\bthen\b|\bor\b|(?<=\bto)\b(?=\s)|(?<=[てで])(?=[^\s、。])|\s[-–—]\s|—"
)
# An order to explore is none to solve.
_EXPLORES = re.compile(
    r"\bby hand\b|\bsamples?\b|\bexamples?\b|\bsmall (?:case|input)|\bon paper\b|\byourself\b|\b[A-Z] = \d|\btake (?:any|some|two|a|an|one|away any)\b|"
    r"\bnote (?:that|how)\b|\bstart with (?:the )?(?:small|two|three|a few)|\bmind\b|\bhow (?:many|much|often)\b|\bwhat\b|\bwhich\b",
    re.I,
)

_CONTROL = re.compile(
    r"\b(?:while|until|till|repeat(?:ed(?:ly)?)?|for each|for every|for all|whenever|each time|every time|(?:at|in) (?:each|every)|if the (?:outcome|result|sum|total) |otherwise|one by one|one at a time|one after (?:the other|another)|"
    r"in turn|as long as|left to right|right to left|from (?:the )?(?:first|last|left|right|start|front|back|top|bottom|smallest|largest|small|large|zero|low|high)|"
    r"if not|means? (?:that )?(?:the answer is )?(?:No|Yes|impossible)|the answer is (?:No|Yes)|go on|and so (?:on|forth)|first\b[^.;]{3,60}\bthen|again|the rest|remaining|always|in order|order of|by row|row by row|step by step|so far|all (?:who|that|those|its|their|of|the)|everything|everybody|everyone|after each|after every|every new|each new|as soon as|any more|upwards|downwards|backwards|(?:one|a|single|second) (?:\w+ )?(?:sweep|pass|scan|loop)(?: over| through| from| along)?)\b"
    r"|間は|している間|る間、|まで(?!の)|繰り返|くり返|たびに|度に|毎回|そのつど|いつでも|ずつ|順に|左から|右から|前から|後ろから|各|それぞれの?[^。]{1,12}について|すべての[^。]{1,12}について"
    r"|なければ|そうでな|違えば|違っていれば|同じなら|場合は|超えたら|になったら|なくなったら|来たら|たら、|続け|てい(?:き|く|け|っ)|次々|残り|ごとに|から見て|から始め",
    re.I,
)
_SIMPLY = re.compile(
    r"(?:する|す|く|る|う|つ|ぶ|む|ぐ)だけ(?:です|で|。)|[えけせてねべめれげ]ば(?:よ|い)い|\bthat is all\b|\bis all (?:you|it|there)\b",
    re.I,
)
_EACH = re.compile(r"\b(?:each|every)\b", re.I)
_OUTCOME = re.compile(
    r"\b(?:the answer|the result|is all|what (?:is|you are) asked|impossible|you are done|at the end|in the end|finally|(?:gives|get|yields|tells|reveals|leads to) (?:you )?(?:the|what)|"
    r"boils down to|comes down to|amounts to|is what|that is it|nothing else|is (?:your|the) (?:answer|count|number|total)|total)\b"
    r"|答え|求ま|求め[らる]|解け|完成|正しい|正解|わかります|分かります|[がは](?:最善|最適)|(?:最善|最適)(?:です|に(?:なる|なり))|矛盾|判定|出力|(?:(?:[すくるうつぶむぐ]|それ|これ)だけ|ばよい|ばいい|(?<!覚えておけば)(?<!覚えていれば)(?<!わかれば)十分|完了|おわり|終わり)(?:です|で(?:よ|い)|。|の)|できあが|出来上が|得られ",
    re.I,
)
_SUPERLATIVE = re.compile(
    r"\b(?:the|its|that|whose|with the|an?)\s(?:\w+\s)?(?:(?!(?:test|best|rest|west|nest|quest|request|interest|harvest|forest|contest|honest)\b)\w+est|first|last|next|nearest|newest|best|most|least)\b(?!\s+(?:sample|example|case))|\bends? first\b|\bfirst to\b"
    r"|いちばん|一番|最も|最小の|最大の|最短の|最後の|最初の|(?:小さ|大き|早|遅|短|長|軽|重|安|高|低|近|遠|少な|多)い[^、。]{0,6}?(?:から|順)",
    re.I,
)
_DOES = re.compile(
    r"読み込|ソートし|初期化|ループ|繰り返|くり返|更新|入れ(?:て|ま|、|替え|換え)|取り出|取り除|追加|加算|増や|減ら|加え|交換|挿入|構築|前計算|保存|記録|"
    r"割り当て|並べ|引[きくい]|足[しす]|掛け|飛[びん]|出力|比較|進め|動か|置[きいく]|たど|辿|つな|広げ|縮め|狭め|消[しす]|捨て|移[りし]|戻[しす]|"
    r"にし[てま]|とし[てま、]|求め(?:て|ま|、)|数え(?:て|ま|、)|調べ(?:て|ま|、)|覚え(?:て|ま|、)|積[みんむ]|埋め|写[しす]|塗[りっる]|打[ちっつ]|乗せ|貼[りっる]|"
    r"確かめて|伸ばし|延ばし|ずらし|まとめ[てま、]|渡し|選[びん](?!方)|決め(?:て(?:い|お)|打)|反転|控え|書き込|書き換|置き換"
)
# A verb that acts on something, whatever it is.
_ACTS = re.compile(
    r"を(?:[^、。をがは「」]{1,14}?(?:に|へ|と|から|まで|で))?(?P<stem>[^、。をがは「」\s\d]{1,6}?)(?:[しきりみびえべめれけせちいぎっん](?:て|で|ます|ましょう|、|ながら)|(?<=[えけげせてねべめれ])(?:て|ます|ましょう|、|ながら|ば)|[くぐすつむぶるう](?:。|こと|だけ|手順|操作|処理|の[がはを]))"
)
_NO_ACT = re.compile(
    r"^(?:考|気|もっと|よ|見|想像|思|意味|聞|問|示|表|満|持|使って|使い|手|書き出|忘|知|試|確か|作れ|比べ|選べ|さ|受|通|経|含|除|切|し|起|訪)"
)
_INVITES = re.compile(
    r"[?？]|でしょう|(?:みま|考えま|注目しま|注意しま|確かめま|思い出しま|見比べま|書き出しま|気をつけま|意識しま|想像しま)しょう|(?:み|考え|見|試し|確かめ|確認し|書き出し|想像し|注目し|注意し|思い出し|数え|比べ|ないで|気をつけ|意識し|調べ)てください|(?:です|ます|ません)か"
)
_PRESUPPOSES = re.compile(r"^\W*(?:so\s+)?(?:why|can you (?:see|explain|tell|prove) why)\b|なぜ|どうして|理由", re.I)
_BEST_TO = re.compile(
    r"\b(?:pays|never wrong|always right|optimal|safe|suffices|enough|sufficient|never hurts|cannot hurt|can(?:'|no)t go wrong|wise|best|no harm|does no harm|only ever need|always better|as well)\b[^.?]{0,20}?\b(?:to|in)\s+(?:always\s+|just\s+)?"
    rf"(?:{_VERB}|taking|placing|choosing|picking|using|putting|giving)[^.?]{{0,80}}"
    r"|[うくすつぬむるぐぶ]の(?:が|は)[^。]{0,6}(?:最善|最適|最良|いちばん|一番|得|よい|良い|正解)",
    re.I,
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
SOLVES = re.compile(
    r"(?:すれば|いけば|れば|えば|けば|せば|めば|ると|くと|すと)、?[^。]{0,8}(?:解け|解く|求ま|求められ|答えにな|答えが出|答えが得|正解|条件を満た|うまくい|最適)"
    r"|\b(?:solves? (?:it|this|the (?:problem|task))|gives? (?:you )?the answer|is all (?:it takes|you need|there is)|"
    r"(?:is|will be) (?:enough|sufficient)|suffices|you are done)\b",
    re.I,
)


def sentences(text: str) -> list[str]:
    """Sentences and lines."""
    return [part for part in re.split(r"(?<=[.!?。？！])(?:\s+|(?=[^\s\d]))|\n", text) if part.strip()]


def told(text: str) -> list[str]:
    """The sentences that tell: no question and no invitation, unless it asks why what it tells is so."""
    return [s for s in sentences(text) if not _INVITES.search(s) or _PRESUPPOSES.search(s)]


def orders(sentence: str) -> int:
    """How many clauses of an English sentence are orders."""
    return sum(bool(_ORDER.match(clause)) and not _EXPLORES.search(clause) for clause in _CLAUSE.split(sentence))


def done(sentence: str, statement: str) -> int:
    """How many things an English sentence tells to be done without ordering them, in words that the statement has not."""
    known = statement.lower()
    found = {said["verb"].lower() for shape in (_DONE, _DOING, _DOER) for said in shape.finditer(sentence)}
    return sum(verb[:4] not in known for verb in found)


def doings(sentence: str, statement: str = "") -> int:
    """How many different verbs of doing a Japanese sentence has that the statement has not."""
    return len(_doings(sentence, statement))


def _doings(sentence: str, statement: str) -> frozenset[str]:
    found = {verb[0][:1] for verb in _DOES.finditer(sentence) if len(verb[0]) < 2 or verb[0][:2] not in statement}
    for act in _ACTS.finditer(sentence):
        verb = act[0][act.start("stem") - act.start() :]
        if not _NO_ACT.search(verb) and verb[:2] not in statement:
            found.add(verb[0])
    return frozenset(found)


def tells_procedure(text: str, statement: str) -> bool:
    """Whether a hint before the technique tells what to do, and not only what is so."""
    said = told(text)
    asked = [sentence for sentence in sentences(text) if sentence not in said]
    if any(max(orders(s) + done(s, statement), doings(s, statement)) >= 3 and _CONTROL.search(s) for s in asked):
        return True  # a question that holds the whole procedure
    if any(_BEST_TO.search(s) and _SUPERLATIVE.search(s) for s in said):
        return True
    if any(_IN_ORDER.search(s) and _CHOOSES.search(s) for s in said):
        return True
    return any(_is_procedure(run, statement) for run in _runs(text, statement))


def _runs(text: str, statement: str) -> list[list[str]]:
    """Sentences in a row that tell of something done, each row with what is told after it: what comes of it."""
    runs, last = list[list[str]](), False
    said = frozenset(told(text))
    for sentence in sentences(text):
        acts = sentence in said and orders(sentence) + done(sentence, statement) + doings(sentence, statement) > 0
        if acts and not last:
            runs.append([])
        if acts or (last and sentence in said):
            runs[-1].append(sentence)
        last = acts
    return runs


def _is_procedure(said: Sequence[str], statement: str) -> bool:
    ordered = sum(orders(s) + done(s, statement) for s in said)
    ordered += sum(bool(_LOOK.match(clause)) for s in said for clause in _CLAUSE.split(s)) if ordered else 0
    acted = len(frozenset[str]().union(*(_doings(s, statement) for s in said)))
    control = len(_words(_CONTROL, said))
    each = bool(_words(_EACH, said))
    outcome, best = int(bool(_words(_OUTCOME, said))), bool(_words(_SUPERLATIVE, said))
    outcome += bool(_words(_SIMPLY, said))
    if acted >= 2 and any(SOLVES.search(s) for s in said):
        return True
    for acts in (ordered, acted):
        if acts >= 3 and control + outcome + best >= 1:
            return True
        if acts >= 2 and control + outcome + best + each >= 2:
            return True
        if acts >= 1 and (control + outcome + best >= 3 or (control and outcome)):
            return True
        if control >= 2 and (acted or any(map(orders, said))):
            return True
    return False


def tells_steps(text: str, statement: str) -> bool:
    """Whether a hint that may name the technique goes on to tell the whole procedure."""
    said = [
        s for s in sentences(text) if not re.search(r"[?？]|でしょう|ましょう|みてください|(?:です|ます|ません)か", s)
    ]
    ordered = sum(map(orders, said))
    acted = len(frozenset[str]().union(*(_doings(s, statement) for s in said)))
    return (ordered >= 4 or acted >= 4) and len(_words(_CONTROL, said)) >= 2


def _words(pattern: re.Pattern[str], said: Sequence[str]) -> frozenset[str]:
    return frozenset(found[0].lower() for sentence in said for found in pattern.finditer(sentence))
