"""contests.json and problem-models.json: fetched once a day; an older copy is used while the network is down."""

import json
import socket
from datetime import UTC, datetime, timedelta

import pytest

from problems.errors import SiteUnavailable
from problems.resources import Resources

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CONTESTS = [
    {"id": "abc001", "start_epoch_second": 1381579200, "duration_second": 7200, "title": "ABC 1", "rate_change": "-"}
]
MODELS = {
    "abc001_1": {
        "slope": -0.001,
        "intercept": 7.5,
        "variance": 0.4,
        "difficulty": -500,
        "discrimination": 0.0045,
        "irt_loglikelihood": -10.5,
        "irt_users": 30,
        "is_experimental": False,
    },
    "abc001_2": {"difficulty": 1200, "is_experimental": True},
    "abc001_3": {},
}


def test_the_rows_of_both_lists_are_read(web, tmp_path):
    web["/contests.json"] = json.dumps(CONTESTS)
    web["/problem-models.json"] = json.dumps(MODELS)
    resources = Resources(web.url + "/", tmp_path, lambda: NOW)
    contest = resources.contest("abc001")
    assert (contest.start, contest.end) == (
        datetime(2013, 10, 12, 12, tzinfo=UTC),
        datetime(2013, 10, 12, 14, tzinfo=UTC),
    )
    assert contest.is_unrated and resources.contest("abc999") is None
    models = resources.problem_models()
    assert models["abc001_1"].difficulty == -500
    assert models["abc001_2"].is_experimental and models["abc001_2"].slope is None
    assert models["abc001_3"].difficulty is None


def test_a_copy_is_used_for_a_day_and_then_fetched_again(web, tmp_path):
    web["/contests.json"] = json.dumps(CONTESTS)
    for hours in (0, 1, 23.9, 24.1, 25):
        Resources(web.url, tmp_path, lambda h=hours: NOW + timedelta(hours=h)).contests()
    assert web.paths == ["/contests.json"] * 2


def test_an_older_copy_is_used_while_the_network_is_down_with_a_note(web, tmp_path):
    web["/contests.json"] = [json.dumps(CONTESTS), (404, {}, "")]
    Resources(web.url, tmp_path, lambda: NOW).contests()
    notes = []
    later = Resources(web.url, tmp_path, lambda: NOW + timedelta(days=400), note=notes.append)
    assert "abc001" in later.contests() and "abc001" in later.contests()
    assert len(notes) == 1 and "2026-01-01" in notes[0]


@pytest.mark.parametrize(
    "answer", ["<html>Sign in to the hotel's network</html>", "[1, 2]", "[" * 100_000, "", b"\xff"]
)
def test_an_answer_that_is_not_the_list_is_an_error_and_never_kept(web, tmp_path, answer):
    web["/contests.json"] = answer
    with pytest.raises(SiteUnavailable) as caught:
        Resources(web.url, tmp_path, lambda: NOW).contests()
    assert "\n" not in str(caught.value)
    web["/contests.json"] = json.dumps(CONTESTS)
    assert "abc001" in Resources(web.url, tmp_path, lambda: NOW).contests()


def test_a_damaged_copy_is_fetched_again(web, tmp_path):
    web["/contests.json"] = json.dumps(CONTESTS)
    Resources(web.url, tmp_path, lambda: NOW).contests()
    (copy,) = tmp_path.rglob("contests.json")
    copy.write_text("{")
    assert "abc001" in Resources(web.url, tmp_path, lambda: NOW).contests()


def test_a_failure_to_fetch_is_reported_every_time(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    resources = Resources(url, tmp_path, lambda: NOW)
    for _again in range(2):
        with pytest.raises(SiteUnavailable):
            resources.contests()


def test_the_rows_are_read_even_if_the_home_cannot_be_written(web, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    web["/contests.json"] = json.dumps(CONTESTS)
    notes = []
    assert "abc001" in Resources(web.url, blocked, lambda: NOW, note=notes.append).contests()
    assert len(notes) == 1


def test_a_server_that_is_busy_for_a_moment_is_asked_again(web, tmp_path):
    web["/contests.json"] = [(429, {"Retry-After": "0"}, ""), json.dumps(CONTESTS)]
    assert "abc001" in Resources(web.url, tmp_path, lambda: NOW).contests()
