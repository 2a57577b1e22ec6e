"""Turns the sentences of a Constraints section into facts, in English and in Japanese."""

import re
from collections.abc import Collection
from contextlib import suppress

from problems.inputs import english, japanese
from problems.inputs.alphabets import read_alphabet
from problems.inputs.expressions import Expression
from problems.inputs.facts import Covering, Fact, Of, Text, Words, subjects_of
from problems.inputs.latex import NotUnderstood
from problems.inputs.predicates import Phrases, length
from problems.inputs.sentence import Sentence


def facts_of(sentence: str, names: Collection[str], in_japanese: bool) -> list[Fact]:
    """The facts of one sentence; empty if it constrains nothing. Raises NotUnderstood."""
    try:
        return _facts_of(sentence, names, in_japanese)
    except NotUnderstood:
        for part in _RESTATED.split(sentence):  # each half says everything
            if part and part != sentence:
                try:
                    return _facts_of(part, names, in_japanese)
                except NotUnderstood:
                    continue
        raise


_RESTATED = re.compile(
    r"(?:^|[.,:;(]) *\(?(?:in other words|that is(?: to say)?|namely|i\.e\.),? |(?<=simple): |\(It may [^()]*\)"
    r"|[、,] ?(?:すなわち|つまり)[、,]? ?",
    re.IGNORECASE,
)


def _facts_of(sentence: str, names: Collection[str], in_japanese: bool) -> list[Fact]:
    read = Sentence(sentence, names)
    if not read.words:
        return []
    if _phrases(in_japanese).says_nothing.fullmatch(read.words):
        return []
    for pattern, build in _phrases(in_japanese).each:
        found = pattern.fullmatch(read.words)
        if found:
            with suppress(NotUnderstood):
                return [*build(read, found, _about(read, found)), *read.covering]
    conditions = read.take_conditions()
    facts = _said(read, in_japanese)
    if conditions:
        of = tuple(item for fact in facts for item in subjects_of(fact))
        read.covering.append(Covering(of, conditions))
    return [*facts, *read.covering]


def _about(read: Sentence, found: re.Match[str]) -> Of:
    """What a sentence is about, if its pattern has a group for that."""
    return read.listed(found.groupdict().get("of") or "")


def _phrases(in_japanese: bool) -> Phrases:
    return japanese.PHRASES if in_japanese else english.PHRASES


def _said(read: Sentence, in_japanese: bool) -> list[Fact]:
    why_not: NotUnderstood | None = None
    for pattern, build in _phrases(in_japanese).sentences:
        found = pattern.fullmatch(read.words)
        if found:
            try:
                return build(read, found, _about(read, found))
            except NotUnderstood as error:
                why_not = why_not or error  # another phrase may fit as well
    if why_not is not None:
        raise why_not
    return _predicates(read, in_japanese)


def _predicates(read: Sentence, in_japanese: bool) -> list[Fact]:
    """The facts of a subject and the phrases about it, with nothing left over."""
    text = read.words
    subject = _phrases(in_japanese).subject.match(text)
    if subject is None:
        raise NotUnderstood("no subject")
    of = read.listed(subject["of"])
    if subject["length"]:
        of = length(of)
    at = subject.end()
    facts: list[Fact] = []
    said = False
    while True:
        gap = _phrases(in_japanese).connective.match(text, at)
        at = gap.end() if gap else at
        if at >= len(text):
            break
        at, found = _phrase(read, text, at, of, in_japanese)
        facts.extend(found)
        said = True
    if not said:
        raise NotUnderstood("nothing said")
    return facts


def _phrase(
    read: Sentence, text: str, at: int, of: tuple[Expression, ...], in_japanese: bool
) -> tuple[int, list[Fact]]:
    for pattern, act in _phrases(in_japanese).predicates:
        found = pattern.match(text, at)
        if found and found.end() > at:
            after = text[found.end() : found.end() + 1]
            if in_japanese or not after.isalnum():
                return found.end(), act(read, found, of)
    if in_japanese:
        return _characters_ja(read, text, at, of)
    consists = english.CONSISTS.match(text, at)
    if consists:
        words = re.compile(r"((?:,? ?(?:or|and) |, ?)?%\d+)+").match(text, consists.end())
        if words:
            codes = [read.code(code) for code in re.findall(r"%\d+", words[0])]
            if any(len(code) > 1 for code in codes) and len(codes) > 1:
                return words.end(), [Words(of, tuple(codes))]
            if (
                len(codes) == 1
                and len(codes[0]) > 1
                and len(set(codes[0])) == len(codes[0])
                and "consist" in consists[0]
            ):
                return words.end(), [Text(of, codes[0])]  # consisting of `01`
        alphabet, end = read_alphabet(read, text, consists.end(), False)
        said = text[at : consists.end()].strip()
        letter = said in ("", "either", "one of", "one of the", "the character", "the letter")
        return end, [Text(of, alphabet, letter=letter)]
    raise NotUnderstood(f"“{text[at : at + 40]}”")


def _characters_ja(read: Sentence, text: str, at: int, of: tuple[Expression, ...]) -> tuple[int, list[Fact]]:
    words = re.compile(r"((?:,? ?(?:または|もしくは|か|と|のいずれか)? ?)?%\d+)+").match(text, at)
    if words:
        codes = [read.code(code) for code in re.findall(r"%\d+", words[0])]
        if any(len(code) > 1 for code in codes) and len(codes) > 1:
            tail = re.compile(r" ?(?:の(?:いずれか|どれか|どちらか)(?:である)?|である)?").match(text, words.end())
            return tail.end() if tail else words.end(), [Words(of, tuple(codes))]
    alphabet, end = read_alphabet(read, text, at, True)
    tail = japanese.CONSISTS.match(text, end)
    if tail:
        return tail.end(), [Text(of, alphabet)]
    tail = japanese.ONE_OF.match(text, end)
    if tail:
        return tail.end(), [Text(of, alphabet, letter=True)]
    tail = re.compile(r"列(?:である)?$").match(text, end)  # 英小文字列
    if tail:
        return tail.end(), [Text(of, alphabet)]
    raise NotUnderstood("what these characters are to it")
