"""Remarks are kept as a code with values, and worded when they are shown."""

import gettext

from judge.notes import Note, note, plain, read_note


def test_a_remark_comes_back_from_the_log_and_reads_in_either_language(monkeypatch):
    kept = note("passed", note("slowest", time_s=0.014, limit_s=2.0), note("uncalibrated"), Note(), cases=76).stored()
    again = read_note(kept)
    assert str(again) == "76 generated tests passed (slowest 0.01 s of 2.00 s, timing uncalibrated)"
    assert again.stored() == kept
    monkeypatch.setattr(gettext, "gettext", {"timing uncalibrated": "未較正"}.get)
    assert note("uncalibrated").shown() == "未較正"


def test_a_family_is_named_as_one_not_as_a_model_of_the_user_s():
    assert str(note("agrees", others="gpt")) == "same answers as another model family: gpt"


def test_you_and_the_naive_program_are_named_as_no_family_of_models():
    assert str(note("agrees", others="you")) == "same answers as your own program"
    everyone = "same answers as the naive program, your own program, another model family: gpt"
    assert str(note("agrees", others="gpt, the naive program, you")) == everyone
    assert str(note("outvoted-others", others="you")) == "your own program answered differently, and was outvoted"


def test_plain_text_of_older_rows_and_codes_of_newer_versions_are_shown_as_they_are():
    assert str(read_note("nothing found in 3 inputs")) == "nothing found in 3 inputs"
    assert plain("exit code 1").stored() == "exit code 1"
    newer = '{"note": "not-known-here", "count": 2}'
    assert read_note(newer).shown() == newer
    assert not read_note("") and not read_note(None) and not plain("")
