"""Finding problems by name: what is fetched from the site, what is kept and what is fetched again."""

import base64
import gzip
import json
import os
import quopri
import resource
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from problems.errors import (
    BadProblemName,
    ContestNotBegun,
    HomeUnwritable,
    LoginRequired,
    PageNotFound,
    PageNotUnderstood,
    SiteRefused,
    SiteUnavailable,
)
from problems.ids import usual_id
from problems.library import Library
from problems.resources import Resources
from problems.site import Site
from problems.store import keep, stored
from tests.problems.task_frame import (
    END,
    LONG_AFTER,
    SIMPLE,
    START,
    contest_page,
    duration,
    english,
    japanese,
    sample,
    task_page,
    tasks_page,
)

TASK = "/contests/xyz001/tasks/xyz001_a"


class Clock:
    """A clock that shows the time a test sets."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock(LONG_AFTER)


@pytest.fixture
def notes():
    return []


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def library(web, home, clock, notes):
    with Site(web.url, sleep=lambda _s: None) as site:
        yield Library(home, site, Resources(web.url, home, clock), clock, note=notes.append)


def test_a_task_is_fetched_once_and_then_kept_forever(web, library, clock):
    web[TASK] = task_page()
    first = library.problem("xyz001_a")
    web[TASK] = (500, {}, "")
    clock.now += timedelta(days=3650)
    assert library.problem("xyz001_a") == first
    assert library.problem("https://atcoder.jp/contests/xyz001/tasks/xyz001_a?lang=en#top") == first
    assert web.paths == [TASK]


@pytest.mark.parametrize("name", ["kyoso_demo_a", "kyoso-demo"])
def test_atcoder_is_not_asked_for_the_demos_problems_but_the_user_is_told_where_they_are(home, clock, name):
    with Site() as site, pytest.raises(BadProblemName, match=rf"--home {home}/demo"):
        list(Library(home, site, Resources("http://127.0.0.1:9", home, clock), clock).problems(name))


def test_an_address_may_be_on_atcoder_on_its_old_hosts_or_on_the_configured_site(web, library):
    web[TASK] = task_page()
    for address in (
        "https://atcoder.jp/contests/xyz001/tasks/xyz001_a",
        "http://xyz001.contest.atcoder.jp/tasks/xyz001_a",
        f"{web.url}/contests/xyz001/tasks/xyz001_a/editorial",
    ):
        assert library.problem(address).id == "xyz001_a"
    assert web.paths == [TASK]


@pytest.mark.parametrize(
    "name",
    [
        *("ABC301_A", "abc301a", "ABC301-A", "abc301 a", "ABC 301 A", "abc-301_a", "ＡＢＣ３０１ Ａ", " abc301_A "),
        *("ABC301/A", "https://atcoder.jp/contests/ABC301/tasks/ABC301_A"),
        *("HTTPS://ATCODER.JP/CONTESTS/ABC301/TASKS/ABC301_A", "ABC301.contest.atcoder.jp/tasks/ABC301_A"),
    ],
)
def test_a_task_of_a_regular_contest_is_understood_however_it_is_written(web, library, name):
    web["/contests/abc301/tasks/abc301_a"] = task_page(task="abc301_a")
    assert library.problem(name).id == "abc301_a"
    assert [problem.id for problem in library.problems(name)] == ["abc301_a"]


def test_names_that_might_mean_another_task_are_not_changed():
    written = {
        "ABC 301": "abc301", "abc301Ex": "abc301_h", "AWC0012 b": "awc0012_b", "ABC001_1": "abc001_1",
        "ARC058_A": "arc058_a", "ARC 104 A": "arc104_a",
        # ARC058 begins with C, whose id is arc058_a. Some ids have capitals. The last is no task's name.
        "ARC 058 C": "ARC 058 C", "APG4b_a": "APG4b_a", "typical90_a": "typical90_a", "abc301_a.html": "abc301_a.html",
        "abc3011": "abc3011",
    }  # fmt: skip
    assert {name: usual_id(name) for name in written} == written


def test_a_name_in_capitals_that_is_not_found_is_asked_about_in_lower_case(web, library):
    with pytest.raises(PageNotFound, match=r"Did you mean past202005_a\?"):
        library.problem("PAST202005_A")
    with pytest.raises(PageNotFound, match=r"Did you mean past202005\?"):
        list(library.problems("PAST202005"))
    with pytest.raises(PageNotFound, match=r"Did you mean https://atcoder\.jp/contests/dp/tasks/dp_a\?"):
        library.problem("https://atcoder.jp/contests/DP/tasks/DP_A")


@pytest.mark.parametrize(
    "name", ["", "a b", "https://example.com/contests/x/tasks/x_a", "https://atcoder.jp/home", "xyz001", "no/such.html"]
)
def test_a_name_that_names_no_task_is_refused_without_a_request(library, web, name):
    with pytest.raises(BadProblemName) as caught:
        library.problem(name)
    assert "\n" not in str(caught.value) and web.paths == []


def test_a_contests_problems_come_in_the_order_and_with_the_labels_of_its_list(web, library):
    rows = [("A", "abc042_a", "One"), ("C", "arc058_a", "Two"), ("Ex", "xyz001_h", "Three")]
    web["/contests/xyz001/tasks"] = tasks_page(rows)
    for label, task, title in rows:
        web[f"/contests/xyz001/tasks/{task}"] = task_page(title=f"{label.lower()} - {title}", task=task)
    problems = list(library.problems("xyz001"))
    assert [(p.label, p.id, p.title, p.contest) for p in problems] == [(*row, "xyz001") for row in rows]
    # Found again by the bare id, although its prefix names another contest, and with the label from the list.
    asked = len(web.paths)
    assert (library.problem("arc058_a").contest, library.problem("xyz001_h").label) == ("xyz001", "Ex")
    assert [p.id for p in library.problems("https://atcoder.jp/contests/xyz001")] == [row[1] for row in rows]
    assert len(web.paths) == asked


def test_one_bad_page_does_not_stop_the_other_problems_of_a_contest(web, library):
    rows = [("A", "xyz001_a", "One"), ("B", "xyz001_b", "Two"), ("C", "xyz001_c", "Three")]
    web["/contests/xyz001/tasks"] = tasks_page(rows)
    web["/contests/xyz001/tasks/xyz001_a"] = "<html>nothing</html>"
    web["/contests/xyz001/tasks/xyz001_b"] = task_page(task="xyz001_b")
    web["/contests/xyz001/tasks/xyz001_c"] = task_page(task="xyz001_c")
    come = []
    with pytest.raises(PageNotUnderstood):
        for problem in library.problems("xyz001"):
            come.append(problem.id)
    assert come == ["xyz001_b", "xyz001_c"]


def test_an_old_id_with_underscores_is_found_in_a_contest_named_with_hyphens(web, library):
    web["/contests/big-fest-2016-qual/tasks/big_fest_2016_qual_b"] = task_page(task="big_fest_2016_qual_b")
    assert library.problem("big_fest_2016_qual_b").contest == "big-fest-2016-qual"


def test_a_contest_whose_name_looks_like_a_tasks_is_found(web, library):
    web["/contests/uni2024_1/tasks"] = tasks_page([("A", "uni2024_1_a", "One")], contest="uni2024_1")
    web["/contests/uni2024_1/tasks/uni2024_1_a"] = task_page(task="uni2024_1_a", contest="uni2024_1")
    assert [p.id for p in library.problems("uni2024_1")] == ["uni2024_1_a"]
    asked = len(web.paths)
    assert [p.id for p in library.problems("uni2024_1")] == ["uni2024_1_a"]
    assert len(web.paths) == asked


def test_not_found_login_not_begun_and_not_understood_are_told_apart(web, library, clock, tokyo):
    with pytest.raises(PageNotFound):
        library.problem("xyz001_a")
    web["/contests/xyz001"] = contest_page(START, END)
    with pytest.raises(PageNotFound):
        library.problem("xyz001_a")
    clock.now = START - timedelta(hours=1)
    with pytest.raises(ContestNotBegun, match="2024-05-04 21:00 JST"):
        library.problem("xyz001_a")
    with pytest.raises(ContestNotBegun):
        list(library.problems("xyz001"))
    with pytest.raises(ContestNotBegun):
        library.problem("https://atcoder.jp/contests/xyz001/tasks/xyz001_a")
    web[TASK] = "<form><input type='password' name='password'></form>"
    with pytest.raises(LoginRequired):
        library.problem("xyz001_a")
    web[TASK] = ""
    with pytest.raises(PageNotUnderstood):
        library.problem("xyz001_a")
    web[TASK] = (403, {}, "")
    with pytest.raises(SiteRefused):
        library.problem("xyz001_a")


def test_a_page_fetched_during_its_contest_is_fetched_again_after_the_end(web, library, clock):
    clock.now = START + timedelta(minutes=5)
    web[TASK] = task_page()
    library.problem("xyz001_a")
    clock.now = END - timedelta(minutes=1)
    library.problem("xyz001_a")
    assert web.paths == [TASK]
    later = END + timedelta(minutes=30)
    web[TASK] = task_page(times=duration(end=later))
    clock.now = END + timedelta(minutes=1)
    assert library.problem("xyz001_a").contest_end == later
    clock.now = later
    library.problem("xyz001_a")
    library.problem("xyz001_a")
    assert web.paths == [TASK] * 3


def test_a_copy_from_during_the_contest_is_not_used_when_the_site_is_down(web, library, clock):
    clock.now = START
    web[TASK] = task_page()
    library.problem("xyz001_a")
    clock.now = LONG_AFTER
    web[TASK] = (500, {}, "")
    with pytest.raises(SiteUnavailable):
        library.problem("xyz001_a")


def test_refresh_fetches_the_page_again_and_keeps_the_new_one(web, library):
    web[TASK] = [task_page(), task_page(title="A - Corrected")]
    assert library.problem("xyz001_a").title == "Twice"
    assert library.problem("xyz001_a", refresh=True).title == "Corrected"
    assert library.problem("xyz001_a").title == "Corrected"


@pytest.mark.parametrize("damage", [b"", b"<!-- kyoso", b"\xff\xfe\x00", b"<!-- kyoso {} -->\n<html></html>"])
def test_a_damaged_copy_is_fetched_again(web, library, home, damage):
    web[TASK] = task_page()
    library.problem("xyz001_a")
    (copy,) = (home / "pages").rglob("xyz001_a.html")
    copy.write_bytes(damage)
    assert library.problem("xyz001_a").title == "Twice"
    assert len(web.paths) == 2


def test_a_page_cut_short_on_disk_is_fetched_again(web, library, home):
    web[TASK] = task_page()
    library.problem("xyz001_a")
    (copy,) = (home / "pages").rglob("xyz001_a.html")
    copy.write_bytes(copy.read_bytes()[:200])
    assert library.problem("xyz001_a").title == "Twice"


def test_a_page_that_is_not_understood_is_not_kept(web, library, home):
    web[TASK] = ["<html>garbage</html>", task_page()]
    with pytest.raises(PageNotUnderstood):
        library.problem("xyz001_a")
    assert library.problem("xyz001_a").title == "Twice"


def test_a_task_of_two_contests_belongs_to_the_one_still_running(web, library, clock):
    web[TASK] = task_page()
    running = LONG_AFTER + timedelta(hours=1)
    web["/contests/adt_1/tasks/xyz001_a"] = task_page(contest="adt_1", times=duration(LONG_AFTER, running))
    library.problem("https://atcoder.jp/contests/adt_1/tasks/xyz001_a")
    library.problem("https://atcoder.jp/contests/xyz001/tasks/xyz001_a")
    assert library.problem("xyz001_a").contest_end == running
    clock.now = running
    assert library.problem("xyz001_a").contest == "xyz001"


def test_a_home_that_cannot_be_written_is_a_one_line_error(web, clock, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    web[TASK] = task_page()
    with Site(web.url) as site:
        library = Library(blocked, site, Resources(web.url, blocked, clock), clock)
        with pytest.raises(HomeUnwritable) as caught:
            library.problem("xyz001_a")
    assert "KYOSO_HOME" in str(caught.value) and "\n" not in str(caught.value)


def test_a_full_disk_is_a_one_line_error_and_leaves_nothing_behind(web, library, home):
    web[TASK] = task_page()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))  # a write beyond this fails as on a full disk
    try:
        with pytest.raises(HomeUnwritable) as caught:
            library.problem("xyz001_a")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "\n" not in str(caught.value)
    assert [path for path in home.rglob("*") if path.is_file()] == []
    assert library.problem("xyz001_a").title == "Twice"


# --- saved pages -----------------------------------------------------------------------------------------------------


def test_a_saved_page_needs_no_network_and_is_found_again_by_its_id(web, library, tmp_path):
    saved = tmp_path / "A - Twice.html"
    saved.write_text(task_page(), encoding="utf-8")
    problem = library.problem(str(saved))
    assert (problem.id, problem.contest, problem.contest_end) == ("xyz001_a", "xyz001", END)
    saved.unlink()
    assert replace(library.problem("xyz001_a"), url=problem.url) == problem
    assert web.paths == []


def test_a_saved_page_in_another_encoding_is_read(library, tmp_path):
    saved = tmp_path / "page.html"
    body = japanese("<h3>問題文</h3><p>二倍せよ。</p>" + sample(1, "2\n", "4\n", "ja"))
    page = task_page(body).replace("<head>", '<head><meta charset="shift_jis">')
    saved.write_bytes(page.encode("shift_jis"))
    assert "二倍せよ。" in library.problem(str(saved)).statements.ja


@pytest.mark.parametrize("encode", [quopri.encodestring, base64.encodebytes])
def test_a_page_saved_as_mhtml_is_read(library, tmp_path, encode):
    saved = tmp_path / "A - Twice.mhtml"
    how = "base64" if encode is base64.encodebytes else "quoted-printable"
    parts = [
        b'From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary="--x--"\n\n',
        f"----x--\nContent-Type: text/html\nContent-Transfer-Encoding: {how}\n\n".encode(),
        encode(task_page(english(sample(1, "1 = 1\n", "é\n"))).encode()),
        b"\n----x--\nContent-Type: text/css\n\na {}\n----x----\n",
    ]
    saved.write_bytes(b"".join(parts).replace(b"\n", b"\r\n"))
    problem = library.problem(str(saved))
    assert (problem.id, problem.samples[0].stdin) == ("xyz001_a", b"1 = 1\n")
    assert problem.samples[0].expected.decode() == "é\n"


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(task_page().encode()),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"".join(b"Content-Type: multipart/related; boundary=%d\n\n--%d\n" % (n, n) for n in range(3000)),
    ],
    ids=["compressed", "a picture", "parts within parts"],
)
def test_a_file_that_holds_no_page_is_refused(library, tmp_path, data):
    saved = tmp_path / "page.html"
    saved.write_bytes(data)
    with pytest.raises(PageNotUnderstood):
        library.problem(str(saved))


def test_a_saved_page_that_names_no_task_is_named_after_its_file(library, tmp_path):
    saved = tmp_path / "xyz001_b.html"
    page = task_page().replace("og:url", "other").replace("/editorial", "")
    saved.write_text(page.replace("/tasks/", "/t/"))
    assert library.problem(str(saved)).id == "xyz001_b"


# --- figures ---------------------------------------------------------------------------------------------------------


def test_figures_are_fetched_from_the_given_base_and_kept(web, library, notes):
    figures = "<img src='/img/here.png'><img src='https://img.atcoder.jp/x/there.png'><img src='/img/gone.png'>"
    web[TASK] = task_page(english(figures + sample(1, "1\n", "1\n")))
    web["/img/here.png"] = b"\x89PNG here"
    web["/x/there.png"] = b"\x89PNG there"
    problem = library.problem("xyz001_a")
    assert problem.has_figures
    assert [Path(f.path).read_bytes() if f.path else None for f in problem.figures] == [
        b"\x89PNG here",
        b"\x89PNG there",
        None,
    ]
    (note,) = notes
    assert "gone.png is not on the site (404)" in note and "Models see no figures" in note and "id" not in note
    asked = len(web.paths)
    assert library.problem("xyz001_a") == problem
    assert len(web.paths) == asked


def test_figures_saved_beside_a_page_are_found(library, tmp_path):
    saved = tmp_path / "page.html"
    saved.write_text(task_page(english("<img src='./page_files/a%20b.png'>" + sample(1, "1\n", "1\n"))))
    (tmp_path / "page_files").mkdir()
    (tmp_path / "page_files" / "a b.png").write_bytes(b"\x89PNG")
    (figure,) = library.problem(str(saved)).figures
    assert Path(figure.path).read_bytes() == b"\x89PNG"


def test_pages_are_kept_unchanged(web, library, home):
    web[TASK] = task_page(SIMPLE.replace("\n", "\r\n"))
    library.problem("xyz001_a")
    (copy,) = (home / "pages").rglob("xyz001_a.html")
    head, _, html = copy.read_bytes().decode().partition("\n")
    assert html == task_page(SIMPLE.replace("\n", "\r\n"))
    assert json.loads(head.removeprefix("<!-- kyoso ").removesuffix(" -->"))["fetched_at"].startswith("2026-01-01")


@pytest.mark.parametrize("id", ["../../../escaped", "{outside}/escaped", "..", "a/../../../escaped"])
def test_a_saved_page_writes_nothing_outside_the_home_folder(library, tmp_path, id):
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    field = f'<input name="data.TaskScreenName" value="{id.format(outside=outside)}"></body>'
    page = tmp_path / "page.html"
    html = task_page().replace("og:url", "x").replace("/tasks/", "/t/").replace("</body>", field)
    page.write_text(html)
    with pytest.raises(PageNotUnderstood):
        library.problem(str(page))
    assert not list(tmp_path.rglob("*escaped*"))


def test_files_are_kept_and_read_only_inside_their_folder(tmp_path):
    home = tmp_path / "home"
    (tmp_path / "secret").write_text("x")
    assert keep(home, "a/b.txt", b"1").read_bytes() == b"1" and stored(home, "a/b.txt") == b"1"
    for name in ("../secret", "a/../../secret", str(tmp_path / "secret"), ".", "a\0b"):
        with pytest.raises(HomeUnwritable):
            keep(home, name, b"2")
        assert stored(home, name) is None
    assert (tmp_path / "secret").read_text() == "x"


def test_a_name_that_is_not_a_regular_file_is_refused_and_does_not_hang(library, tmp_path):
    pipe = tmp_path / "page.html"
    os.mkfifo(pipe)
    for name in (str(pipe), "/dev/zero", str(tmp_path / ("a" * 300 + ".html"))):
        with pytest.raises(BadProblemName):
            library.problem(name)


def test_a_page_fetched_while_the_clock_was_ahead_does_not_count_as_fetched_after_the_contest(web, library, clock):
    web[TASK] = task_page()
    web.ahead_s = -9 * 3600
    clock.now = END + timedelta(hours=1)
    library.problem("xyz001_a")
    library.problem("xyz001_a")
    assert web.paths == [TASK, TASK]
    web.ahead_s = 0
    library.problem("xyz001_a")
    library.problem("xyz001_a")
    assert web.paths == [TASK] * 3
