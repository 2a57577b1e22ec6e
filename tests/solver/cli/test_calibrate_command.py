"""`kyoso doctor --calibrate` as run by a person without a terminal and by a program."""

import json


def test_calibrate_prints_the_programs_and_the_next_step(kyoso):
    done = kyoso("doctor", "--calibrate", "--language", "cpp", "--language", "python")
    assert done.code == 0
    assert "int main()" in done.out and "following = [" in done.out
    assert "--time cpp=MS --time python=MS" in done.err


def test_calibrate_measures_and_keeps_the_ratio(kyoso, tmp_path, monkeypatch):
    monkeypatch.setattr("judge.stress.calibration._RUNS", 1)  # each run takes a second
    done = kyoso("doctor", "--calibrate", "--time", "cpp=700ms", "--json")
    assert done.code == 0, done.err
    (row,) = done.rows
    assert row["language"] == "cpp" and row["there_ms"] == 700
    assert abs(row["ratio"] - row["here_ms"] / 700) < 1e-3
    assert json.loads((tmp_path / "home" / "calibration.json").read_text())["cpp"]["there_s"] == 0.7
    shown = kyoso("doctor", "--calibrate", "--language", "cpp", "--json").rows[0]
    assert shown["ratio"] == row["ratio"] and "int main()" in shown["program"]


def test_a_time_that_cannot_be_read_is_a_usage_error_with_an_example(kyoso):
    for wrong in ("cpp=fast", "cpp", "latin=3", "cpp=-1", "cpp20=800"):
        done = kyoso("doctor", "--calibrate", "--time", wrong)
        assert done.code == 2, wrong
        assert "like cpp=812" in done.err
    assert kyoso("doctor", "--time", "cpp=800").code == 2
