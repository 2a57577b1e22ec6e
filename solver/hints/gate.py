"""The gate that every hint passes before a learner sees it. Pure: a text and its secret in, reasons out.

The rules reject what they can recognise for certain, at every level: code, the solution's names and formulas, and
answers of samples; at level 1 techniques too. Prose that tells too much is left to the second look (second_look.py).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from problems.problem import Problem
from solver.hints.code_shapes import has_code
from solver.hints.formulas import gives_formula
from solver.hints.names import identifiers, shows_identifier
from solver.hints.plain import has_question, plain, without_emphasis
from solver.hints.readable import oversized, unreadable, wrong_language
from solver.hints.sample_answers import tells_sample_answer
from solver.hints.techniques import gives_complexity, names_technique


class Reason(StrEnum):
    """Why a hint is not shown. It names only the kind: a quotation would be the leak."""

    CODE = "code"
    IDENTIFIER = "a name from the solution"
    FORMULA = "a formula of the solution"
    SAMPLE_ANSWER = "a sample's answer"
    BEYOND_LEVEL = "what belongs to a later level"
    SECOND_LOOK = "more than its level allows"
    SAYS_ALL_OF_NEXT = "as much as the next level"
    NOTHING_NEW = "no more than the level before"
    WRONG_LANGUAGE = "another language"
    UNREADABLE = "no readable text"
    NO_QUESTION = "no question"


@dataclass(frozen=True, slots=True)
class Secret:
    """The problem that hints are about, and what they must not tell."""

    problem: Problem
    solution: str  # the hidden program; "" if there is none
    own: str = ""  # the learner's own program: its names are no secret

    @property
    def statement(self) -> str:
        """The statements in both languages as one text, each under the title."""
        both = (self.problem.statements.ja, self.problem.statements.en)
        return "\n".join(f"# {self.problem.title}\n{text}" for text in both if text)


def reasons_against(
    text: str, level: int, lang: str, secret: Secret, others: Mapping[int, str] | None = None, *, asks: bool = False
) -> tuple[Reason, ...]:
    """Every reason not to show the text as the hint of that level (1 to 4) in "ja" or "en"; empty if it may be shown.

    others: the texts of the ladder's other levels, since each level must say less than the next. asks: the hint must
    ask a question, like those about a learner's own program.
    """
    if oversized(text):
        return (Reason.UNREADABLE,)
    shown, bare = plain(text), plain(without_emphasis(text))
    statement = plain(secret.statement)
    found = {
        Reason.CODE: any(has_code(form) for form in {shown, bare}),
        Reason.IDENTIFIER: shows_identifier(shown, secret.solution, _known(statement, secret.own), statement),
        Reason.FORMULA: gives_formula(bare, statement),
        Reason.SAMPLE_ANSWER: tells_sample_answer(shown, secret.problem.samples, statement),
        Reason.BEYOND_LEVEL: level == 1 and (names_technique(shown, statement) or gives_complexity(shown)),
        Reason.WRONG_LANGUAGE: wrong_language(text, lang),
        Reason.UNREADABLE: unreadable(text, lang),
        Reason.NO_QUESTION: asks and not has_question(text),
    }
    for number, other in (others or {}).items():
        if number > level and _holds(shown, plain(other)):
            found[Reason.SAYS_ALL_OF_NEXT] = True
        if number < level and _holds(plain(other), shown):
            found[Reason.NOTHING_NEW] = True
    return tuple(reason for reason, holds in found.items() if holds)


def _known(statement: str, own: str) -> frozenset[str]:
    """Names that are no secret: those that the statement shows as names, and the learner's own."""
    pieces = re.findall(r"\$[^$]+\$|`[^`\n]+`|```[^`]*```", statement)
    names = re.findall(r"[A-Za-z_]\w*", " ".join(pieces))
    return frozenset(names) | identifiers(own)


_SHINGLE = 4
_HELD = 0.75


def _holds(text: str, other: str) -> bool:
    """Whether the text says (nearly) everything that the other one says, word for word."""
    theirs, ours = _shingles(other), _shingles(text)
    return len(theirs) >= 8 and len(theirs & ours) >= _HELD * len(theirs)


def _shingles(text: str) -> set[str]:
    flat = re.sub(r"[\s\W]+", "", text.lower())
    return {flat[start : start + _SHINGLE] for start in range(len(flat) - _SHINGLE + 1)}
