"""The contest gate: no model without proof that the contest is over."""

import json
import socket
import time
from datetime import UTC, datetime, timedelta

import pytest

from problems import demo
from problems.errors import GateRefused
from problems.gate import require_over
from problems.page import read_page
from problems.resources import Resources
from problems.site import Site
from problems.times import local
from tests.problems.task_frame import END, START, duration, english, sample, section, task_page

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
NO_TIMES = duration(shown="2024-05-04(Sat)", link=False, script=False)


def contest(id, start=START, seconds=6000, rate_change="All"):
    return {
        "id": id,
        "start_epoch_second": int(start.timestamp()),
        "duration_second": seconds,
        "title": id,
        "rate_change": rate_change,
    }


@pytest.fixture
def resources(web, tmp_path):
    """Resources whose contests.json lists the given contests; without any, contests.json cannot be fetched."""

    def made(*contests):
        if contests:
            web["/contests.json"] = json.dumps(contests)
        return Resources(web.url, tmp_path, lambda: END)

    return made


def refused(problem, resources, now):
    with pytest.raises(GateRefused) as caught:
        require_over(problem, resources, now)
    message = str(caught.value)
    assert "\n" not in message
    assert "info.atcoder.jp/entry/llm-rules-en" in message and "info.atcoder.jp/entry/llm-rules-ja" in message
    for word in ("ABC", "ARC", "AGC", "local models", "code completion"):
        assert word in message
    return message


def test_a_contest_is_closed_to_models_until_the_moment_it_ends(resources, tokyo):
    problem = read_page(task_page())
    message = refused(problem, resources(), END - SECOND)
    assert "2024-05-04 22:40 JST" in message
    require_over(problem, resources(), END)


def test_a_page_without_times_is_judged_by_contests_json(resources):
    problem = read_page(task_page(times=NO_TIMES))
    listed = resources(contest("xyz001"))
    refused(problem, listed, END - SECOND)
    require_over(problem, listed, END)


def test_a_problem_without_proof_that_its_contest_is_over_is_refused(resources):
    now = datetime(2099, 1, 1, tzinfo=UTC)
    unknown = read_page(task_page(times=NO_TIMES))
    assert "xyz001" in refused(unknown, resources(contest("other")), now)
    bare = task_page(times=NO_TIMES).replace("og:url", "x").replace("/contests/", "/c/")
    assert read_page(bare, task_id="a_b").contest is None
    refused(read_page(bare, task_id="a_b"), resources(contest("other")), now)


def test_a_problem_without_times_and_without_contests_json_is_refused(resources):
    refused(read_page(task_page(times=NO_TIMES)), resources(), datetime(2099, 1, 1, tzinfo=UTC))


def test_the_later_end_of_the_page_and_contests_json_counts(resources):
    extended = resources(contest("xyz001", seconds=6000 + 1800))
    problem = read_page(task_page())
    refused(problem, extended, END + timedelta(minutes=29))
    require_over(problem, extended, END + timedelta(minutes=30))
    longer = read_page(task_page(times=duration(end=END + timedelta(hours=2))))
    refused(longer, extended, END + timedelta(minutes=30))


def test_an_unrated_contest_that_lasts_for_years_is_allowed(resources):
    now = START + timedelta(days=1)
    for years in (NO_TIMES, duration(end=START + timedelta(days=3650))):
        problem = read_page(task_page(times=years))
        require_over(problem, resources(contest("xyz001", seconds=86400 * 3650, rate_change="-")), now)


@pytest.mark.parametrize(
    ("seconds", "rate_change"), [(86400 * 3650, "All"), (86400 * 3650, " ~ 1999"), (86400 * 200, "-"), (6000, "-")]
)
def test_a_long_contest_not_proven_unrated_is_refused(resources, seconds, rate_change):
    problem = read_page(task_page(times=NO_TIMES))
    refused(
        problem, resources(contest("xyz001", seconds=seconds, rate_change=rate_change)), START + timedelta(minutes=5)
    )


def test_a_years_long_contest_that_only_the_page_knows_is_refused(resources):
    refused(read_page(task_page(times=duration(end=START + timedelta(days=3650)))), resources(), END)


def test_a_page_that_borrows_a_permanent_contests_name_is_judged_by_its_own_times(resources):
    listed = resources(contest("xyz001", seconds=86400 * 3650, rate_change="-"))
    refused(read_page(task_page()), listed, END - SECOND)


def test_a_contest_that_practically_never_ends_is_not_over(resources):
    problem = read_page(task_page(times=NO_TIMES))
    refused(problem, resources(contest("xyz001", seconds=10**15)), datetime(2099, 1, 1, tzinfo=UTC))


def test_the_shipped_demo_is_allowed_and_a_page_that_takes_its_name_is_not(resources):
    long_before = datetime(2000, 1, 1, tzinfo=UTC)
    for path, page in demo.pages().items():
        if "/tasks/" in path:
            require_over(read_page(page.decode()), resources(), long_before)
    for task in ("kyoso_demo_a", "kyoso_demo_zz"):
        refused(read_page(task_page(contest=demo.CONTEST, task=task)), resources(), END - SECOND)
    first = demo.pages()[f"/contests/{demo.CONTEST}/tasks/kyoso_demo_a"].decode()
    changed = first.replace("</section>", "<p>Another problem.</p></section>", 1)
    refused(read_page(changed), resources(), long_before)


def times(web, tmp_path, site=None):
    return Resources(web.url, tmp_path, lambda: datetime.now(UTC), site=site)


@pytest.mark.parametrize("ahead_s", [9 * 3600, -9 * 3600, 600])
def test_a_clock_that_disagrees_with_the_servers_proves_nothing(web, tmp_path, ahead_s):
    problem = read_page(task_page())  # ended years ago
    web["/contests.json"] = json.dumps([contest("xyz001")])
    web.ahead_s = -ahead_s
    message = refused(problem, times(web, tmp_path), datetime.now(UTC))
    assert "clock" in message and ("ahead" if ahead_s > 0 else "behind") in message
    web.ahead_s = 60
    require_over(problem, times(web, tmp_path / "other"), datetime.now(UTC))


def test_the_sites_dates_count_as_well_as_those_of_the_resources(web, tmp_path):
    web["/contests.json"] = json.dumps([contest("xyz001")])
    times(web, tmp_path).contests()  # kept, so that it is not fetched again
    web["/a"] = "there"
    web.ahead_s = -9 * 3600
    with Site(web.url) as site:
        resources = times(web, tmp_path, site)
        require_over(read_page(task_page()), resources, datetime.now(UTC))
        site.page("/a")
        refused(read_page(task_page()), resources, datetime.now(UTC))


def test_a_contest_that_ended_recently_is_allowed_only_if_a_server_confirms_the_clock(web, tmp_path):
    web["/contests.json"] = json.dumps([])
    now = datetime.now(UTC)
    problem = read_page(task_page(times=duration(start=now - 9 * HOUR, end=now - 7 * HOUR)))
    times(web, tmp_path).contests()
    require_over(problem, times(web, tmp_path), now)
    web.ahead_s = -9 * 3600
    refused(problem, times(web, tmp_path), now)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = Resources(f"http://127.0.0.1:{free.getsockname()[1]}", tmp_path, lambda: now)
    assert "connection" in refused(problem, nobody, now)


def test_links_and_scripts_in_a_running_contests_statement_do_not_make_it_a_past_one(resources):
    link = '<a href="https://atcoder.jp/contests/abc001/tasks/abc001_1?lang=ja">an old problem</a>'
    more = '<meta property="og:url" content="https://atcoder.jp/contests/abc001/tasks/abc001_1"/>'
    script = '<script>var contestScreenName = "abc001"; var endTime = moment("2013-10-12T23:00:00+09:00");</script>'
    field = '<input name="data.TaskScreenName" value="abc001_1">'
    statement = english(section("Problem Statement", link + more + script + field) + sample(1, "1\n", "2\n"))
    html = task_page(statement).replace('<meta property="og:url"', '<meta property="x"')
    problem = read_page(html)
    assert (problem.contest, problem.id) == ("xyz001", "xyz001_a")
    listed = resources(contest("abc001", seconds=60), contest("xyz001"))
    refused(problem, listed, END - SECOND)


@pytest.mark.parametrize(
    ("zone", "shown"), [("UTC", "2026-11-28 21:00 JST"), ("Europe/Berlin", "2026-11-28 13:00 CET")]
)
def test_a_contest_s_times_are_local_or_else_the_site_s(monkeypatch, zone, shown):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert local(datetime(2026, 11, 28, 12, tzinfo=UTC)) == shown
    finally:
        monkeypatch.undo()
        time.tzset()
