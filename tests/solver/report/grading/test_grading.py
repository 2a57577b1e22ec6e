"""What a report counts, read from a real log."""

import sqlite3
from dataclasses import replace

import numpy as np
import pytest

from judge.attempt import Source
from judge.log.log import Log
from judge.log.server_records import ModelRow
from solver.report.grading import columns
from solver.report.grading.cells import cells_of
from solver.report.grading.grades import MARKS, read_grades
from solver.report.grading.pairs import compare_all
from solver.report.grading.splits import band
from solver.report.grading.summary import summarise
from solver.report.tables.names import cell_words
from solver.view.load_words import load_words
from tests.solver.report.grading.nights import NOW, likely, made, night, problem


def read(home, **options):
    variants = options.pop("variants", False)
    grades = read_grades(home / "kyoso.db", **options)
    return grades, cells_of(grades, variants)


def summaries(home, cut_off=None, pass_line=None, **options):
    grades, cells = read(home, **options)
    return [summarise(grades, cell, np.random.default_rng(0), cut_off, pass_line) for cell in cells]


def test_every_verdict_and_outcome_is_counted(tmp_path):
    words = ["AC", "AC", "AC", "WA", "TLE", "CE", "UNCHECKED", "IE", "NO_CODE", "REFUSED"]
    words += ["TRUNCATED", "EMPTY", "LOOPED", "SERVER_ERROR"]
    night(tmp_path, *[made(f"abc{n}_a", word) for n, word in enumerate(words)])
    (row,) = summaries(tmp_path)
    # IE is our failure, and a server's failure says nothing about the model; every other answer counts.
    assert (row.attempts, row.graded, row.ac, row.internal_errors, row.server_errors) == (13, 12, 3, 1, 1)
    assert row.rate.value == 3 / 12
    # The censored outcomes are TRUNCATED, EMPTY, LOOPED and SERVER_ERROR.
    assert row.censored == 4
    assert (row.answers, row.rate_of_answers.value) == (9, 3 / 9)
    assert row.verdicts == {"AC": 3, "WA": 1, "TLE": 1, "CE": 1, "UNCHECKED": 1, "IE": 1}
    assert row.outcomes == {
        "ANSWERED": 8, "NO_CODE": 1, "TRUNCATED": 1, "EMPTY": 1, "LOOPED": 1, "REFUSED": 1, "SERVER_ERROR": 1
    }  # fmt: skip


def test_answers_whose_thinking_was_ended_are_counted_separately(tmp_path):
    forced = [made("abc301_a", "AC"), made("abc301_b", "WA")]
    night(
        tmp_path,
        *(replace(attempt, reply=replace(attempt.reply, forced=True)) for attempt in forced),
        made("abc301_c", "AC"),
    )
    (row,) = summaries(tmp_path)
    assert (row.forced, row.forced_ac, row.ac) == (2, 1, 2)


def test_an_answer_with_a_cached_prompt_is_left_out_of_the_time_to_the_first_token(tmp_path):
    seconds = {
        "abc301_a": (4.0, None),
        "abc301_b": (4.0, 4),
        "abc301_c": (0.1, 5),
    }  # (first_token_s, cached_tokens) for prompts of 9 tokens
    night(
        tmp_path,
        *(
            replace(made(task, "AC"), reply=replace(made(task, "AC").reply, first_token_s=first, cached_tokens=cached))
            for task, (first, cached) in seconds.items()
        ),
    )
    (row,) = summaries(tmp_path)
    assert (row.from_cache, row.first_token_s.median, row.ac) == (1, 4.0, 3)


def test_the_settings_a_build_was_loaded_with_are_kept(tmp_path):
    night(tmp_path, made("abc301_a", "AC"))
    with Log(tmp_path) as log:
        load = {"context": 4096, "flash_attention": True, "cache_type_k": "q8_0"}
        log.models.record_model(ModelRow("m", "m", "http://s", load=load), NOW)
        log.models.record_model(ModelRow("m", "m", "http://s"), NOW)  # told no more: the last word stays
    (row,) = summaries(tmp_path)
    assert load_words(row.facts.load) == "context 4096, flash attention on, K cache q8_0"


def test_races_hints_and_the_demo_are_left_out_unless_there_is_nothing_else(tmp_path):
    night(tmp_path, made("kyoso_demo_a", "AC", source=Source.SOLVE))
    assert [row.attempts for row in summaries(tmp_path)] == [1]
    night(
        tmp_path,
        made("abc1_a", "WA"),
        made("abc1_a", "AC", source=Source.SOLVE),
        made("abc1_b", "AC", source=Source.RACE),
        made("abc1_c", "AC", source=Source.HINT),
    )
    (row,) = summaries(tmp_path)
    assert (row.attempts, row.ac, row.problems, row.repeats) == (2, 1, 1, 2)
    (row,) = summaries(tmp_path, sources=(Source.RACE,))
    assert row.attempts == 1


def test_answers_that_ignored_the_effort_are_not_counted_under_it(tmp_path):
    night(
        tmp_path,
        made("abc1_a", "AC", effort="high"),
        made("abc1_b", "AC", effort="high", honoured=None),
        made("abc1_c", "WA", effort="high", honoured=False),
    )
    honoured, ignored = summaries(tmp_path)
    assert (honoured.attempts, honoured.name.honoured) == (2, True)
    assert (ignored.attempts, ignored.name.honoured) == (1, False)
    assert (ignored.name.effort, cell_words(ignored.name)) == ("high", "m (high ignored)")


def test_an_answer_asked_again_with_more_tokens_counts_once_by_its_newest(tmp_path):
    more = '{"max_tokens":9}'
    night(
        tmp_path,
        made("abc1_a", "TRUNCATED"),
        made("abc1_b", "WA"),
        made("abc1_b", "AC", round=1),
        made("abc1_a", "AC", settings=more),
        made("abc1_b", "WA", settings=more),
    )
    (row,) = summaries(tmp_path)
    assert (row.attempts, row.ac, row.superseded, row.repair) == (2, 1, 2, None)
    first, second = summaries(tmp_path, variants=True)
    assert [first.name.variant, second.name.variant] == ["max_tokens:5", "max_tokens:9"]
    assert (first.attempts, second.attempts) == (2, 2)


def test_repair_rounds_count_as_a_gain_and_not_as_attempts(tmp_path):
    night(
        tmp_path,
        made("abc1_a", "AC", seconds=3),
        made("abc1_b", "WA", seconds=5),
        made("abc1_b", "TLE", round=1, seconds=7),
        made("abc1_b", "AC", round=2, seconds=11),
        made("abc1_c", "WA"),
        made("abc1_c", "WA", round=1),
    )
    (row,) = summaries(tmp_path)
    assert (row.attempts, row.ac) == (3, 1)
    assert (row.repair.tries, row.repair.ac_first, row.repair.ac_after) == (2, 1, 2)
    assert row.repair.gain == pytest.approx(1 / 3)
    assert row.seconds_to_ac.median == (3 + 23) / 2


def test_repair_rounds_for_generated_tests_are_counted_separately(tmp_path):
    night(
        tmp_path,
        made("abc1_a", "AC", likely=likely("TLE")),
        made("abc1_a", "AC", round=1, likely=likely("AC")),
        made("abc1_b", "AC", likely=likely("WA")),
        made("abc1_b", "AC", round=1, likely=likely("RE")),
        made("abc1_b", "WA", round=2),
        made("abc1_c", "WA"),
        made("abc1_c", "AC", round=1),
        made("abc1_d", "UNCHECKED", likely=likely("RE")),
        made("abc1_d", "UNCHECKED", round=1),
    )
    repair = next(iter(summaries(tmp_path))).repair
    assert (repair.on_samples, repair.mended_on_samples) == (1, 1)
    assert (repair.on_generated, repair.mended_on_generated) == (4, 1)
    assert (repair.tries, repair.ac_first, repair.ac_after, repair.gain) == (4, 0, 2, 0.5)


def test_repeats_give_pass_at_k_and_problems_are_split_by_letter_band_and_cut_off(tmp_path):
    rows = [
        problem("abc1_a", held="2024-06-29", difficulty=-200.0),
        problem("abc2_g", held="2024-07-06", difficulty=2100.0),
    ]
    attempts = [made("abc1_a", "AC", repeat=n) for n in range(4)]
    attempts += [made("abc2_g", "AC" if n == 0 else "WA", repeat=n) for n in range(4)]
    night(tmp_path, *attempts, problems=rows)
    (row,) = summaries(tmp_path, cut_off="2024-06", pass_line=0.75)
    assert row.pass_at[1] == pytest.approx(5 / 8)
    assert row.pass_at[4] == 1
    assert [(share.name, share.ac, share.attempts) for share in row.splits.letters] == [("A", 4, 4), ("G", 1, 4)]
    assert [(share.name, share.problems) for share in row.splits.bands] == [("grey", 1), ("yellow", 1)]
    assert (row.splits.cut_off.before.ac, row.splits.cut_off.after.ac) == (4, 1)
    assert row.splits.cut_off.difference.value == 0.75
    assert row.pass_line.missing == 1
    assert row.ability.rating.problems == 2
    assert row.contestant_seconds == pytest.approx(np.exp(-0.0008 * row.ability.rating.value + 7.0))


def test_likely_verdicts_are_reported_separately_and_never_mixed_in(tmp_path):
    night(
        tmp_path,
        made("abc1_a", "AC", likely=likely("AC")),
        made("abc1_b", "AC", likely=likely("TLE")),
        made("abc1_c", "AC", likely=likely(None)),
        made("abc1_d", "WA"),
        made("abc1_b", "AC", model="untested"),
        problems=[
            problem("abc1_a", held="2024-05-04", difficulty=100.0),
            problem("abc1_b", held="2024-07-06", difficulty=500.0),
        ],
    )
    row, untested = summaries(tmp_path, cut_off="2024-06")
    assert (row.ac, row.likely_known, row.likely_ac) == (3, 2, 1)
    assert row.rate.value == 3 / 4
    assert row.likely_rate.value == 2 / 4
    for of, right in ((row.splits, 1), (row.likely_splits, 0)):
        assert [(share.name, share.ac) for share in of.letters] == [("A", 1), ("B", right), ("C", 1), ("D", 0)]
        assert [(share.name, share.ac) for share in of.bands if share.name] == [("grey", 1), ("brown", right)]
        assert (of.cut_off.before.ac, of.cut_off.after.ac) == (1, right)
    assert (row.rating_basis, untested.rating_basis) == ("samples + generated tests", "samples")
    assert (untested.likely_rate, untested.likely_splits) == (None, None)
    assert row.ability.rating.value < untested.ability.rating.value


def test_grades_follow_every_change_of_the_log(tmp_path):
    first, _failed = night(tmp_path, made("abc1_a", "WA"), made("abc1_b", "IE"))
    with Log(tmp_path) as log:
        log.attempts.add_judgement(first.id, made("abc1_a", "AC").judgement, NOW)
        log.attempts.write(made("abc1_b", "AC"))  # the failed attempt moves to failed_tries
    db = sqlite3.connect(tmp_path / "kyoso.db")
    assert db.execute("SELECT count(*), sum(verdict = 'AC') FROM grades").fetchone() == (2, 2)
    db.execute("UPDATE replies SET effort_honoured = 0 WHERE attempt = ?", (first.id,))
    db.commit()
    assert db.execute("SELECT count(*) FROM grades WHERE effort_honoured = 0").fetchone() == (1,)
    assert db.execute("SELECT model, problem, results FROM problem_results ORDER BY problem").fetchall() == [
        ("m", "abc1_a", "AC"),
        ("m", "abc1_b", "AC"),
    ]


def test_a_model_that_a_batch_stopped_has_the_reason(tmp_path):
    night(tmp_path, made("abc1_a", "EMPTY"), made("abc1_a", "AC", model="n"))
    with sqlite3.connect(tmp_path / "kyoso.db") as db:
        db.execute("INSERT INTO cell_states VALUES ('m', 'low', 'python', 'BROKEN', '12 of 15 empty', '2026-01-02')")
    broken, fine = summaries(tmp_path)
    assert broken.stopped.state == "BROKEN"
    assert fine.stopped is None


def test_pairs_leave_out_unchecked_problems_and_name_who_solved_what(tmp_path):
    night(
        tmp_path,
        *[made(f"abc1_{letter}", word) for letter, word in zip("abcde", ["AC", "AC", "WA", "AC", "AC"], strict=True)],
        *[
            made(f"abc1_{letter}", word, model="n")
            for letter, word in zip("abcd", ["AC", "WA", "TRUNCATED", "UNCHECKED"], strict=True)
        ],
    )
    grades, cells = read(tmp_path)
    (pair,) = compare_all(grades, cells)
    assert (pair.problems, pair.left_out, pair.both, pair.neither) == (3, 1, 1, 1)
    assert (pair.only_first, pair.only_second) == (("abc1_b",), ())
    assert pair.result.p_value == 1
    assert pair.answered.problems == 2


def test_three_rows_make_three_pairs_corrected_by_holm(tmp_path):
    def row(model, right):
        return [made(f"abc{n}_a", "AC" if n < right else "WA", model=model) for n in range(40)]

    night(tmp_path, *row("m", 35), *row("n", 20), *row("o", 21))
    grades, cells = read(tmp_path)
    pairs = compare_all(grades, cells)
    assert [(pair.first.label, pair.second.label) for pair in pairs] == [("m", "n"), ("m", "o"), ("n", "o")]
    assert pairs[0].p_corrected == pytest.approx(3 * pairs[0].result.p_any_look)
    assert pairs[2].p_corrected == 1
    assert pairs[0].result.p_value < 0.001


def test_an_answer_without_a_judgement_yet_is_not_a_wrong_one(tmp_path):
    night(tmp_path, replace(made("abc1_a", "AC"), judgement=None), made("abc1_b", "AC"))
    (row,) = summaries(tmp_path)
    assert (row.attempts, row.ac, row.rate.value, row.not_judged) == (1, 1, 1, 1)


def test_bands_are_atcoders_colours():
    assert [band(d) for d in (None, -900.0, 399.0, 400.0, 1199.9, 2000.0, 2800.0, 4500.0)] == [
        "", "grey", "grey", "brown", "green", "yellow", "red", "red"
    ]  # fmt: skip


def test_the_cache_of_a_long_log_agrees_with_a_fresh_reading(tmp_path, monkeypatch):
    monkeypatch.setattr(columns, "KEPT_FROM", 3)
    rows = night(tmp_path, *[made(f"abc{n}_a", "WA") for n in range(4)])

    def kept_and_fresh():
        kept = read_grades(tmp_path / "kyoso.db")
        with monkeypatch.context() as patch:
            patch.setattr(columns, "KEPT_FROM", 10**9)
            fresh = read_grades(tmp_path / "kyoso.db")
        assert (kept.attempt.tolist(), kept.mark.tolist()) == (fresh.attempt.tolist(), fresh.mark.tolist())
        assert kept.problems == fresh.problems
        return [MARKS[mark] for mark in kept.mark]

    assert kept_and_fresh() == ["WA"] * 4
    assert (tmp_path / "cache" / "grades.npz").exists()
    assert kept_and_fresh() == ["WA"] * 4
    night(tmp_path, made("abc9_a", "AC"))
    assert kept_and_fresh() == ["WA"] * 4 + ["AC"]
    with Log(tmp_path) as log:
        log.attempts.add_judgement(rows[1].id, made("abc1_a", "AC").judgement, NOW)
    assert kept_and_fresh() == ["WA", "AC", "WA", "WA", "AC"]
    night(tmp_path, made("abc9_b", "IE"))
    night(tmp_path, made("abc9_b", "AC"))  # the failed row is removed, and its number may be reused
    assert kept_and_fresh() == ["WA", "AC", "WA", "WA", "AC", "AC"]
    (tmp_path / "cache" / "grades.npz").write_bytes(b"no archive")
    assert kept_and_fresh() == ["WA", "AC", "WA", "WA", "AC", "AC"]
