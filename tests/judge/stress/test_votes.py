"""Programs that disagree: which one is judged wrong, and with what confidence."""

from dataclasses import replace

import pytest

from judge.attempt import Evidence, Likely
from judge.judgement import Verdict
from judge.stress.families import strengths
from judge.stress.votes import settle
from judge.trial import NaiveProgram, Trial, answer
from problems.problem import Checker, CheckerKind

ALONE = Likely(Verdict.AC, None, 0.9, evidence=Evidence(slowest=0.1))
EXACT = Checker()


def trial(attempt, author, *outputs, alone=ALONE, model=None):
    """A trial whose n-th input has n bytes; an empty output means that there is no answer."""
    answers = tuple(answer(f"small-{n}", b"x" * n, out.encode()) for n, out in enumerate(outputs, start=1) if out)
    return Trial(attempt, "p", author, alone, answers, model)


def naive(*outputs):
    return NaiveProgram("m", None, trial(0, "", *outputs).answers)


def settled(*trials, naive=None, checker=EXACT):
    return {number: (likely.verdict, likely.confidence) for number, likely in settle(trials, naive, checker).items()}


def test_two_authors_outvote_a_third_on_the_smallest_input_that_shows_it():
    found = settle(
        [trial(1, "a", "1", "5", "9"), trial(2, "b", "1", "5", "9"), trial(3, "c", "1", "6", "8")], None, EXACT
    )
    assert (found[3].verdict, found[3].confidence) == (Verdict.WA, 0.85)
    assert found[3].case.startswith("cases/p/small-2-")
    assert found[1].verdict is found[2].verdict is Verdict.AC


def test_one_against_one_is_a_coin_toss_with_confidence_one_half():
    assert settled(trial(1, "a", "1"), trial(2, "b", "2")) == {1: (Verdict.WA, 0.5), 2: (Verdict.WA, 0.5)}


def test_a_slow_but_right_program_decides_between_two():
    found = settled(trial(1, "a", "1"), trial(2, "b", "2"), naive=naive("1"))
    assert found == {1: (Verdict.AC, 0.95), 2: (Verdict.WA, 0.92)}


def test_an_author_refuted_by_the_slow_program_has_no_vote_where_it_gives_no_answer():
    found = settled(trial(1, "a", "1", "8"), trial(2, "b", "2", "9"), naive=naive("1"))
    assert found == {1: (Verdict.AC, 0.95), 2: (Verdict.WA, 0.92)}


def test_one_authors_repeats_do_not_outvote_two_others():
    repeats = [trial(number, "a", "1") for number in range(3)]
    found = settled(*repeats, trial(8, "b", "2"), trial(9, "c", "2"))
    assert found[8][0] is Verdict.AC
    assert found[0][0] is Verdict.WA


def test_agreement_with_another_author_makes_an_ac_surer():
    assert settled(trial(1, "a", "1"), trial(2, "b", "1"))[1] == (Verdict.AC, 0.95)


def test_a_programs_own_crash_counts_more_than_any_vote():
    crashed = Likely(Verdict.RE, "cases/p/x.in", 0.95)
    assert settled(trial(1, "a", "1", alone=crashed), trial(2, "b", "2"))[1] == (Verdict.RE, 0.95)


@pytest.mark.parametrize("kind", [CheckerKind.ANY, CheckerKind.INTERACTIVE])
def test_disagreement_does_not_count_if_many_answers_are_right(kind):
    found = settled(trial(1, "a", "1"), trial(2, "b", "2"), naive=naive("3"), checker=Checker(kind))
    assert set(found.values()) == {(Verdict.AC, 0.9)}


def test_answers_within_the_tolerance_agree_and_long_ones_that_differ_prove_nothing():
    tolerance = Checker(CheckerKind.TOLERANCE, abs=1e-6, rel=1e-6)
    assert settled(trial(1, "a", "0.5000000"), trial(2, "b", "0.5"), checker=tolerance)[1][0] is Verdict.AC
    long = " ".join(["0.123456"] * 100)
    assert settled(trial(1, "a", long), trial(2, "b", long + "1"), checker=tolerance)[1][0] is Verdict.AC
    assert settled(trial(1, "a", long), trial(2, "b", long + "1"))[1][0] is Verdict.WA


def test_a_persons_later_program_does_not_have_to_agree_with_the_earlier_ones():
    assert settled(trial(1, "you", "1"), trial(2, "you", "2"), trial(3, "m", "2")) == {
        2: (Verdict.AC, 0.95),
        3: (Verdict.AC, 0.95),
    }


def test_two_builds_of_one_family_have_one_vote_together():
    found = settled(trial(1, "qwen3-8b", "1"), trial(2, "Qwen/Qwen2.5-7B", "1"), trial(3, "gpt-oss-20b", "2"))
    assert set(found.values()) == {(Verdict.WA, 0.5)}
    agreeing = settle([trial(1, "o1-mini", "1"), trial(2, "o1-preview", "1")], None, EXACT)
    assert agreeing[1] == ALONE


def test_the_family_is_the_models_whatever_its_builds_are_called():
    small = "openai/gpt-oss-20b"
    found = settled(
        trial(1, "20b-mxfp4", "1", model=small),
        trial(2, "mine", "1", model=small),
        trial(3, "large", "2", model="openai/gpt-oss-120b"),
    )
    assert set(found.values()) == {(Verdict.WA, 0.5)}


def test_two_builds_of_one_family_that_disagree_are_still_a_tie():
    assert settled(trial(1, "o1-mini", "1"), trial(2, "o1-preview", "2")) == {
        1: (Verdict.WA, 0.5),
        2: (Verdict.WA, 0.5),
    }


def test_a_strong_author_is_believed_over_a_weak_one_and_the_detail_says_why():
    known = strengths({"strong": (90, 2), "weak": (20, 20)})
    found = settle([trial(1, "strong", "1"), trial(2, "weak", "2")], None, EXACT, known)
    assert (found[1].verdict, found[2].verdict) == (Verdict.AC, Verdict.WA)
    assert found[2].confidence > 0.85
    assert "has been right more often" in str(found[2].detail)
    assert "has been right less often" in str(found[1].detail)


def test_agreement_does_not_hide_a_time_near_the_limit():
    near = replace(ALONE, confidence=0.6, evidence=Evidence(slowest=0.9))
    found = settle([trial(1, "a", "1", alone=near), trial(2, "b", "1")], None, EXACT)
    assert (found[1].verdict, found[1].confidence) == (Verdict.AC, 0.6)
    assert found[2].confidence == 0.95


def test_agreement_does_not_make_an_ac_surer_if_no_large_input_was_run():
    small = replace(ALONE, confidence=0.8, evidence=Evidence())
    assert settled(trial(1, "a", "1", alone=small), trial(2, "b", "1"))[1] == (Verdict.AC, 0.8)


def test_the_evidence_is_given_in_numbers():
    found = settle([trial(1, "a", "1", "5"), trial(2, "b", "1", "5"), trial(3, "c", "1", "6")], naive("1"), EXACT)
    assert found[1].evidence == Evidence(slowest=0.1, compared=2, agreeing=1, naive=True)
    assert found[3].evidence.naive is True
    assert found[3].evidence.opposing == pytest.approx(0.85, abs=0.01)
