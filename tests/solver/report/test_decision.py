"""Which row is kept, what is certain and what is open, and what the screen says about it."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len

from judge.log.log import FILE_NAME, Log
from judge.log.server_records import ModelRow
from solver.report.answer import answer
from solver.report.as_json import report_json
from solver.report.brief import MOST_LINES, brief
from solver.report.page import render, write_page
from solver.report.report import Wanted, make_report
from solver.report.statistics.paired import Needed
from solver.report.tables.comparisons import more_words, pair_tables
from solver.view.language import choose_language
from tests.solver.report.big_night import big_night
from tests.solver.report.grading.nights import NOW, likely, made, night

LATER = datetime(2026, 1, 3, tzinfo=UTC)


def row(model, right, of=40, first=0, **more):
    """Attempts at `of` problems, of which `right` are solved, beginning with number `first`."""
    return [made(f"abc{n}_a", "AC" if first <= n < first + right else "WA", model=model, **more) for n in range(of)]


def decided(home, *attempts):
    night(home, *attempts)
    return make_report(home / FILE_NAME, Wanted(), LATER).decision


def test_the_better_row_is_kept_with_certainty(tmp_path):
    found = decided(tmp_path, *row("good", 35), *row("bad", 10))
    assert (found.keep.name.label, found.why.name) == ("good", "BEST")
    (against,) = found.certain
    assert (against.other.name.label, against.better, against.only_keep, against.only_other) == ("bad", True, 25, 0)
    assert against.p < 0.001
    assert answer(found).headline == "Keep good at low."


def test_two_equal_rows_are_not_told_apart_and_neither_is_kept(tmp_path):
    found = decided(tmp_path, *row("one", 20), *row("other", 20, first=3))
    assert found.keep is None
    assert answer(found).headline == "Nothing here tells these 2 apart."
    (against,) = found.open
    assert against.needed.high is None
    assert "At least" in answer(found).points[0][1]


@pytest.mark.parametrize(("right", "is_green"), [(10, True), (33, False)])
def test_only_a_row_that_is_kept_is_green_on_the_page_and_on_the_screen(tmp_path, right, is_green):
    night(tmp_path, *row("good", 35), *row("other", right))
    report = make_report(tmp_path / FILE_NAME, Wanted(), LATER)
    assert (report.decision.keep is not None) == is_green
    assert ('<tr class="keep">' in render(report)) == is_green
    assert ("green" in str(brief(report, 80)[0].style)) == is_green


def test_the_faster_of_two_level_rows_is_kept(tmp_path):
    found = decided(
        tmp_path, *row("slow", 31, seconds=90.0), *row("fast", 30, seconds=9.0), *row("weak", 5, seconds=1.0)
    )
    assert (found.keep.name.label, found.why.name) == ("fast", "FASTER")
    assert "10 times faster" in answer(found).why
    assert [one.other.name.label for one in found.open] == ["slow"]
    assert [one.other.name.label for one in found.certain] == ["weak"]


def test_the_only_row_is_kept_unless_nothing_is_right(tmp_path):
    assert decided(tmp_path / "one", *row("m", 3)).why.name == "ONLY"
    none = decided(tmp_path / "none", *row("m", 0), *[made("abc1_a", "EMPTY", model="n")])
    assert (none.keep, none.ahead) == (None, None)
    assert answer(none).headline == "There is nothing to keep yet."
    assert answer(none).why == "No model that ran to its end gave a right answer."


def test_a_night_on_which_every_server_failed_is_not_said_to_have_wrong_answers(tmp_path):
    none = answer(decided(tmp_path, *(made(f"abc{n}_a", "SERVER_ERROR") for n in range(5))))
    assert (none.headline, none.why) == ("There is nothing to keep yet.", "No model has answered yet.")
    assert "5 tries failed" in none.costs[0]


def test_undecided_disagreement_is_not_said_to_be_wrong_for_everybody(tmp_path):
    tie = likely("WA", confidence=0.5)
    for model in ("a", "b"):
        night(tmp_path, *[made(f"abc{n}_a", "AC", model=model, likely=tie) for n in range(3)])
    report = make_report(tmp_path / FILE_NAME, Wanted(), LATER)
    assert answer(report.decision).headline == "Nothing here tells these 2 apart."
    write_page(report, tmp_path / "report.html")
    assert "≠ AC on the samples, other programs answer differently, undecided" in (tmp_path / "report.html").read_text()


def test_causes_of_lost_answers_are_named_with_the_command_that_recovers_them(tmp_path):
    cut = [made(f"abc{n}_a", "TRUNCATED", model="m", settings='{"max_tokens":4096}') for n in range(6)]
    night(tmp_path, *cut, *row("m", 10, of=40, first=20)[6:], *row("n", 3))
    with sqlite3.connect(tmp_path / FILE_NAME) as db:
        db.execute("INSERT INTO cell_states VALUES ('n', 'low', 'python', 'BROKEN', 'it only says !!!', '2026-01-02')")
    costs = answer(make_report(tmp_path / FILE_NAME, Wanted(), LATER).decision).costs
    assert costs[0].startswith("6 answers of m at low ran out of tokens. Run again with `--max-tokens 8192`")
    assert "at most 16 min" in costs[0]
    assert costs[1] == "n at low is BROKEN: it only says !!!"
    assert costs[2] == "10 answers pass the samples but have not run on generated tests: run `kyoso rejudge --likely`."


def test_a_smaller_build_is_suggested_if_memory_is_short(tmp_path):
    with Log(tmp_path) as log:
        for label, size in (("large", 63e9), ("small", 12e9)):
            log.models.record_model(ModelRow(label, label, "http://s", size_bytes=int(size)), NOW)
    found = decided(tmp_path, *row("large", 36), *row("small", 12))
    assert found.smaller.name.label == "small"
    assert (
        "60 points fewer right, the same speed, 12 GB instead of 63."
        in dict(answer(found).points)["If memory is short"]
    )


def test_comparisons_go_beyond_the_samples_if_both_rows_were_tested(tmp_path):
    refuted = [made(f"abc{n}_a", "AC", model="weak", likely=likely("WA")) for n in range(30)]
    stays = [made(f"abc{n}_a", "AC", model="good", likely=likely("AC")) for n in range(30)]
    night(tmp_path, *refuted, *stays)
    report = make_report(tmp_path / FILE_NAME, Wanted(), LATER)
    (pair,) = report.pairs
    assert (pair.basis, pair.decided, pair.on_samples.difference.value) == ("likely", True, 0)
    assert report.decision.keep.name.label == "good"
    weak, good = sorted(report.summaries, key=lambda row: row.right)
    assert (weak.ac, weak.right, good.right) == (30, 0, 30)
    assert weak.estimate.value < 0.5 < good.estimate.value


def test_pairs_of_the_same_data_need_the_same_problems_however_many_pairs_there_are(tmp_path):
    night(tmp_path, *(one for model in "abcd" for one in row(model, 6, of=12)), *row("e", 6, of=12, first=1))
    report = make_report(tmp_path / FILE_NAME, Wanted(), LATER)
    (alone,) = make_report(tmp_path / FILE_NAME, Wanted(compare=("e", "c")), LATER).pairs
    assert len(alone.only_first) == len(alone.only_second) == 1
    with_e = [pair for pair in report.pairs if "e" in (pair.first.label, pair.second.label)]
    assert [pair.needed for pair in with_e] == [alone.needed] * 4


def test_looking_after_every_run_counts_only_the_first_one_as_planned(tmp_path):
    """One run of ten problems settles the size; what later runs bring is judged by the sequence alone."""
    with Log(tmp_path) as log:
        for start in range(0, 40, 10):
            run = log.runs.begin("batch", {}, NOW)
            for n in range(start, start + 10):
                log.attempts.write(made(f"abc{n}_a", "AC" if n < 10 else "WA", model="m"), run=run)
                log.attempts.write(made(f"abc{n}_a", "AC" if n % 3 == 2 and n > 10 else "WA", model="n"), run=run)
            log.runs.end(run, NOW + timedelta(hours=1))
    (pair,) = make_report(tmp_path / FILE_NAME, Wanted(), LATER).pairs
    assert pair.result.p_value > 0.5
    assert pair.result.p_any_look == pytest.approx(1.25 * 2 / 2**10)  # 10 to 0 in the first run


def test_pairs_without_a_common_problem_are_counted_and_not_listed(tmp_path):
    with Log(tmp_path) as log:
        for model, task in (("a", "abc1_a"), ("b", "abc1_a"), ("c", "abc2_a")):
            log.attempts.write(made(task, "AC", model=model))
    (table,) = pair_tables(make_report(tmp_path / FILE_NAME, Wanted(), LATER))
    assert len(table.rows) == 1
    assert "2 more pairs have no problem in common." in table.notes


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("width", [80, 60])
def test_a_night_of_six_rows_fits_a_screen(tmp_path, monkeypatch, language, width):
    monkeypatch.setenv("LANGUAGE", language)
    choose_language(["--lang", language])
    big_night(tmp_path, problems=40, tested=("gpt-oss-20b", "gpt-oss-120b"))
    lines = brief(make_report(tmp_path / FILE_NAME, Wanted(), LATER), width)
    assert len(lines) <= MOST_LINES
    assert max(cell_len(line.plain) for line in lines) <= width
    assert any("120b" in line.plain for line in lines)
    choose_language(["--lang", "en"])


@pytest.mark.parametrize("width", [80, 50])
def test_a_brief_report_ends_with_what_its_figures_mean_and_mentions_full_only_if_cut(tmp_path, width):
    big_night(tmp_path, problems=40, tested=("gpt-oss-20b", "gpt-oss-120b"))
    report = replace(make_report(tmp_path / FILE_NAME, Wanted(), LATER), only_demo=True)
    lines = [line.plain for line in brief(report, width)]
    assert len(lines) <= MOST_LINES
    assert " ".join(lines).endswith("the figures say nothing of how a model does on AtCoder.")
    assert any("--full" in line for line in lines)  # for the rows and causes that did not fit
    assert not any("--full" in line.plain for line in brief(report, width, most=10_000))


def test_a_brief_report_leaves_out_whole_sentences_and_counts_the_causes_that_it_does_not_name(tmp_path):
    big_night(tmp_path, problems=40, tested=("gpt-oss-20b", "gpt-oss-120b"))
    report = make_report(tmp_path / FILE_NAME, Wanted(), LATER)
    causes = len(answer(report.decision).costs)
    for width in range(50, 140, 10):
        lines = [line.plain for line in brief(report, width)]
        words = " ".join(lines[: lines.index("")])
        assert words.endswith((".", ")")), words  # the figures end with a range
        named = words.count("Lost: ")
        assert not named or f"Lost: {causes - named + 1} cause" in words, words


@pytest.mark.parametrize(("solved", "words"), [(1, "1 problem"), (2, "2 problems")])
def test_one_problem_is_in_the_singular(tmp_path, solved, words):
    found = decided(tmp_path, *row("a", 20), *row("b", 20, first=solved))
    (line,) = [text for _word, text in answer(found).points if "may be as good" in text]
    assert f"it alone solved {words}, " in line


def test_the_number_of_problems_that_would_decide_is_a_range_only_if_it_has_width():
    assert more_words(Needed(11, 11), 10).startswith("About 1 more problem would decide")
    assert more_words(Needed(12, 12), 10).startswith("About 2 more problems would decide")
    assert more_words(Needed(11, None), 10) == "At least 1 more problem would be needed to tell."
    assert more_words(Needed(12, 17), 10).startswith("About 2 to 7 more problems")
    assert more_words(Needed(9, 17), 10).startswith("At most about 7 more problems")


def test_of_rows_on_different_problems_that_nothing_tells_apart_none_is_said_to_be_ahead(tmp_path):
    """The shares come from which problems were done: on those that both did there is no difference."""
    easy = [made(f"abc{n}_a", "AC", model="lucky") for n in range(20, 30)]
    hard = [made(f"abc{n}_a", "WA", model="unlucky") for n in range(30, 40)]
    night(tmp_path, *row("lucky", 5, of=10), *easy, *row("unlucky", 5, of=10), *hard)
    report = make_report(tmp_path / FILE_NAME, Wanted(), LATER)
    found = answer(report.decision)
    assert (report.decision.keep, report.decision.ahead.name.label) == (None, "lucky")  # as in JSON
    assert found.headline == "Nothing here tells these 2 apart."
    assert found.why == "They were asked different problems, so nothing can be said yet about which is ahead."
    assert found.figures == ()
    open_ = dict(found.points)["Open"]
    assert open_.startswith("Of the 10 problems that both did, unlucky at low alone solved 0, lucky at low alone 0.")
    lines = [line.plain for line in brief(report, 80)]
    assert not any("is ahead" in line or "may be as good" in line for line in lines)
    assert any("against the first" in line for line in lines)
    assert "different problems" in lines[-2] + lines[-1]


@pytest.mark.parametrize("width", [80, 60, 50])
def test_on_a_narrow_screen_other_figures_make_room_for_the_comparison(tmp_path, width):
    """The report says to compare only the last column, so that one is never cut."""
    others = [made(f"abc{n}_a", "AC", model="unlucky-with-a-long-name") for n in range(50, 60)]
    night(tmp_path, *row("lucky-with-a-long-name", 5, of=10), *others)
    lines = [line.plain for line in brief(make_report(tmp_path / FILE_NAME, Wanted(), LATER), width)]
    assert any(line.endswith("  against the first") for line in lines)
    assert any(line.endswith("  no common problem") for line in lines)
    assert max(map(len, lines)) <= width


def test_who_is_ahead_is_said_of_rows_on_the_same_problems(tmp_path):
    found = answer(decided(tmp_path, *row("one", 22), *row("other", 20, first=3)))
    assert found.why == "one at low is ahead so far."


def test_the_faster_of_two_that_nothing_tells_apart_is_named_in_a_sentence_of_its_own(tmp_path):
    found = answer(decided(tmp_path, *row("slow", 21, seconds=90.0), *row("fast", 20, first=3, seconds=9.0)))
    assert found.why == "fast at low is as good as the best, as far as these problems tell, and 10 times faster."


def planned(home, *labels, at=NOW, **plan):
    """A batch run of a plan with these models, of which nothing came."""
    with Log(home) as log:
        models = [{"name": label} for label in labels]
        return log.runs.begin("batch", {"plan": {"problems": ["abc1..abc9"], **plan, "models": models}}, at)


@pytest.mark.parametrize("most", [MOST_LINES, 10_000])
def test_models_that_never_answered_are_named_whatever_else_there_is_to_say(tmp_path, most):
    big_night(tmp_path, problems=40, tested=("gpt-oss-20b", "gpt-oss-120b"))
    night(tmp_path, *row("down", 0, of=2), *(made(f"abc{n}_a", "SERVER_ERROR", model="failing") for n in range(3)))
    planned(tmp_path, "down", "absent", "gpt-oss-20b")
    report = make_report(tmp_path / FILE_NAME, Wanted(), LATER)
    words = " ".join(line.plain for line in brief(report, 80, most))
    assert "No answer: absent (no try in the log), failing (3 tries failed)." in words
    assert report_json(report)["unanswered"] == [
        {"model": "absent", "failed_tries": 0},
        {"model": "failing", "failed_tries": 3},
    ]
    assert "absent (no try in the log)" in render(report)
    (shown,) = [row for row in report.ranked if row.name.label == "failing"]
    assert "no answer" in next(line.plain for line in brief(report, 80, 10_000) if line.plain.startswith("failing"))
    assert shown.graded == 0


def test_a_model_that_was_taken_out_of_its_plan_is_not_missed(tmp_path):
    night(tmp_path, *row("m", 3, of=9))
    first = planned(tmp_path, "m", "mistyped")
    planned(tmp_path, "m")
    planned(tmp_path, "m", "other", dates="2023-01-01..2023-12-31")
    report = make_report(tmp_path / FILE_NAME, Wanted(), LATER)
    assert report.unanswered == {"other": 0}
    assert make_report(tmp_path / FILE_NAME, Wanted(models=("m@low",)), LATER).unanswered == {}
    assert "mistyped" in make_report(tmp_path / FILE_NAME, Wanted(run=first), LATER).unanswered


def test_a_label_that_the_server_gives_a_model_is_not_taken_for_one_that_never_answered(tmp_path):
    night(tmp_path, *row("m:Q4", 3, of=9))
    with Log(tmp_path) as log:
        log.runs.begin("batch", {"plan": {"models": [{"model": "m"}]}, "labels": ["m:Q4"]}, NOW)
        log.runs.begin("batch", {"plan": {"seed": 1, "models": [{"model": "m"}]}}, NOW)  # before labels were kept
    assert make_report(tmp_path / FILE_NAME, Wanted(), LATER).unanswered == {}
