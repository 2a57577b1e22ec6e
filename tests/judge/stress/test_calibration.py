"""The ratio of this machine's times to AtCoder's."""

import json
from datetime import UTC, datetime

import pytest

from judge.errors import CalibrationFailed
from judge.languages import LANGUAGES
from judge.stress import calibration
from judge.stress.calibration import calibrate, calibration_for, program_of, stored

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_every_language_has_a_calibration_program_except_cpp20():
    for key, language in LANGUAGES.items():
        source = program_of(key)
        assert source is None if key == "cpp20" else len(source) > 200, language.name


@pytest.fixture(scope="module")
def measured(any_sandbox, tmp_path_factory):
    """A home with one measured ratio."""
    home = tmp_path_factory.mktemp("calibrated")
    calibrate(home, any_sandbox, {"cpp": 1000.0}, lambda: NOW)
    return home


@pytest.mark.xdist_group("calibrated")
def test_a_measured_ratio_is_kept_and_found_again_on_this_machine_and_image(any_sandbox, measured):
    found = calibration_for(measured, any_sandbox)
    assert 0.05 < found.ratio("cpp") == found.ratio("cpp20") < 10
    assert found.ratio("python") is None
    assert stored(measured).ratios["cpp"].at == NOW


@pytest.mark.xdist_group("calibrated")
def test_a_ratio_of_another_machine_or_image_does_not_hold(any_sandbox, measured, tmp_path):
    row = json.loads((measured / calibration.FILE_NAME).read_text())["cpp"]
    for other in ({"machine": "another"}, {"sandbox": "another"}, {"programs": 0}):
        (tmp_path / calibration.FILE_NAME).write_text(json.dumps({"cpp": row | other}))
        assert calibration_for(tmp_path, any_sandbox).ratio("cpp") is None
        assert "cpp" in stored(tmp_path).ratios


def test_a_time_that_cannot_be_right_is_refused_and_nothing_is_kept(any_sandbox, tmp_path):
    with pytest.raises(CalibrationFailed, match="cannot be the same program"):
        calibrate(tmp_path, any_sandbox, {"cpp": 1.0}, lambda: NOW)
    assert stored(tmp_path).ratios == {}


def test_a_corrupted_calibration_file_counts_as_none(tmp_path):
    for text in ("", "[]", '{"cpp": 3}', '{"cpp": {"there_s": 1}}'):
        (tmp_path / calibration.FILE_NAME).write_text(text)
        assert stored(tmp_path).ratios == {}
