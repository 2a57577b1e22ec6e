"""Real pages, if they are here: the mirror's task pages over HTTP, and pages kept exactly as the site sent them."""

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

import pytest

from problems.errors import PageNotUnderstood
from problems.library import Library
from problems.page import read_page, read_task_list, read_times
from problems.problem import CheckerKind
from problems.resources import Resources
from problems.site import Site

SHARED = next((p / "shared" for p in Path(__file__).parents[2:4] if (p / "shared" / "mirror").is_dir()), None)
pytestmark = [pytest.mark.skipif(SHARED is None, reason="shared data absent"), pytest.mark.xdist_group("real pages")]
EVERY_PAGE = os.environ.get("KYOSO_EVERY_PAGE") == "1"  # otherwise only every twentieth contest, to save time
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def expected():
    lines = (SHARED / "data" / "pages" / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def mirror(tmp_path_factory):
    ready = tmp_path_factory.mktemp("mirror") / "port"
    command = [sys.executable, str(SHARED / "mirror" / "mirror.py"), "--port", "0", "--ready-file", str(ready)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        process.stdout.readline()  # it prints a line once it listens
        yield f"http://127.0.0.1:{ready.read_text()}"
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="module")
def whole_pages(expected):
    """For each whole page, the row that lists it and the problem read from it."""
    whole = [row for row in expected if row["kind"] != "raw_statement_fragment"]
    return [(row, read_page((SHARED / "data" / "pages" / row["file"]).read_bytes().decode())) for row in whole]


def wanted_samples(row):
    """The listed samples of the language with more of them, Japanese on a tie; None if no language has a list."""
    lists = [(row["samples"] or {}).get(language) for language in ("ja", "en")]
    lists = [found["samples"] for found in lists if found and found.get("samples") is not None]
    best = max(lists, key=len, default=None)
    return None if best is None else [(s["n"], s["input"], s["output"]) for s in best]


def samples(problem):
    return [(s.name, s.stdin.decode(), s.expected.decode()) for s in problem.samples]


def test_every_task_page_becomes_a_problem(mirror, expected, tmp_path, capsys):
    wanted = {row["task_id"]: wanted_samples(row) for row in expected}
    compared, kinds, bare, problems = 0, Counter(), [], {}
    began = time.monotonic()
    with Site(mirror) as site:
        library = Library(tmp_path, site, Resources(f"{mirror}/resources", tmp_path, lambda: NOW), lambda: NOW)
        contests = sorted(library.resources.contests().keys() - {"abc998", "abc999"})[:: 1 if EVERY_PAGE else 20]
        for contest in contests:
            for problem in library.problems(f"https://atcoder.jp/contests/{contest}"):
                problems[problem.id] = problem
    seconds = time.monotonic() - began
    for problem in problems.values():
        kinds[problem.checker.kind.value] += 1
        if not problem.samples and not problem.interactive:
            bare.append(problem.id)
        if wanted.get(problem.id) and problem.statements.ja:
            assert samples(problem) == wanted[problem.id], problem.id
            compared += 1
    with capsys.disabled():
        print(f"\n{len(problems)} pages of {len(contests)} contests in {seconds:.0f} s; {dict(kinds)};")
        print(f"samples of {compared} as listed; without samples and not interactive: {' '.join(bare)}")
    assert len(problems) == 2167 if EVERY_PAGE else len(problems) > 75
    for task in bare:  # such as score contests: no statement has a heading of a sample input
        assert not any(
            re.search(r"^#+ *(?:Sample Input|入力例)", text or "", re.M) for text in astuple(problems[task].statements)
        )
    assert len(bare) <= 12


def test_pages_as_the_site_sent_them_are_read_as_listed(whole_pages):
    assert len(whole_pages) == 49
    for row, problem in whole_pages:
        assert samples(problem) == (wanted_samples(row) or []), row["file"]
        assert (problem.limits.time_s, problem.limits.memory_mib) == (row["time_limit_sec"], row["memory_limit_mib"])
        assert f"{problem.label} - {problem.title}" == row["title"]
        assert (problem.id, problem.contest) == (row["task_id"], row["contest_id"])
        assert {language for language in ("ja", "en") if getattr(problem.statements, language)} == set(row["languages"])
        assert problem.interactive == ("interactive" in row["tags"])
        assert (problem.checker.kind is CheckerKind.TOLERANCE) == ("float_tolerance" in row["tags"])
        assert problem.has_figures == ("img" in row["tags"] or "svg" in row["tags"])
        assert problem.contest_end is not None


def test_fragments_of_old_statements_have_the_listed_samples_once_put_into_a_page(expected):
    for row in expected:
        if row["kind"] != "raw_statement_fragment":
            continue
        fragment = (SHARED / "data" / "pages" / row["file"]).read_bytes().decode()
        with pytest.raises(PageNotUnderstood):
            read_page(fragment)
        head = '<title>A - Old</title><input name="data.TaskScreenName" value="old_1">'
        problem = read_page(f"<html>{head}<p>Time Limit: 2 sec / Memory Limit: 64 MB</p>{fragment}</html>")
        assert samples(problem) == (wanted_samples(row) or []), row["file"]


def test_task_lists_and_contest_pages_as_the_site_sent_them_are_read():
    lists = {
        "abc001": ["abc001_1", "abc001_2", "abc001_3", "abc001_4"],
        "abc173": [f"abc173_{letter}" for letter in "abcdef"],
        "abc308": [f"abc308_{letter}" for letter in "abcdefgh"],
        "atc002": ["abc007_3", "atc002_b", "atc002_c"],
    }
    for path in (SHARED / "data" / "pages" / "tasks_list").iterdir():
        tasks = read_task_list(path.read_text(encoding="utf-8"))
        contest = path.name.split("_")[0]
        assert [row.id for row in tasks.rows] == lists[contest]
        assert [row.label for row in tasks.rows][:3] == ["A", "B", "C"]
        assert tasks.times.end is not None
    assert [row.label for row in tasks.rows][-1] in ("Ex", "C", "D", "F")
    (top,) = (SHARED / "data" / "pages" / "contest_top").iterdir()
    times = read_times(top.read_text(encoding="utf-8"))
    assert (times.start, times.end) == (
        datetime(2022, 1, 8, 12, 0, tzinfo=UTC),
        datetime(2022, 1, 8, 13, 40, tzinfo=UTC),
    )


def test_no_html_of_a_real_page_is_left_in_its_markdown(whole_pages):
    for _row, problem in whole_pages:
        for text in filter(None, (problem.statements.ja, problem.statements.en)):
            assert "<var>" not in text and "</" not in re.sub(r"`[^`]*`", "", text)
            assert text.count("```") % 2 == 0
