"""The page in a real Chromium: complete, without errors, accessible, and with outside data only as text."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from judge.judgement import Verdict
from judge.log.log import FILE_NAME, Log
from problems.problem import Sample
from solver.report.page import render, write_page
from solver.report.report import Wanted, make_report
from solver.report.scatter import scatter
from tests.solver.report.big_night import big_night
from tests.solver.report.grading.nights import likely, made, night, problem

NOW = datetime(2026, 1, 3, tzinfo=UTC)
HOSTILE = (
    "</textarea></script><script>window.stolen=1</script><img src=x onerror='window.stolen=1'>"
    "\u202egnp.exe &amp; {{7*7}}"
)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 812}


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    """The page for 6 models × efforts on 300 problems."""
    home = tmp_path_factory.mktemp("big")
    big_night(home)
    path = home / "report.html"
    write_page(make_report(home / FILE_NAME, Wanted(), NOW), path)
    return path


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The same for 20 problems."""
    home = tmp_path_factory.mktemp("small")
    big_night(home, problems=20)
    return page_of(home)


@pytest.fixture
def opened(browser):
    """A function that opens a file offline and collects the console's messages and any network request."""
    contexts = []

    def open_file(path, viewport=DESK, scheme="light"):
        context = browser.new_context(viewport=viewport, color_scheme=scheme, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith("file:") or page.complaints.append(request.url))
        page.goto(path.as_uri())
        return page

    yield open_file
    for context in contexts:
        context.close()


def page_of(home):
    path = home / "report.html"
    write_page(make_report(home / FILE_NAME, Wanted(), NOW), path)
    return path


def violations(page):
    """The violations that axe-core finds: contrast, names, roles, landmarks, …"""
    return [(row["id"], row["nodes"][0]["html"][:200]) for row in Axe().run(page).response["violations"]]


def first_attempt(page):
    page.locator("#cells button.m").first.click()
    page.wait_for_selector("dialog[open] h3")
    return page.locator("#attempt").inner_text()


def test_a_night_of_six_models_and_300_problems_is_small_and_opens_an_attempt(big, opened):
    assert big.stat().st_size <= 3_000_000
    page = opened(big)
    assert "attempt" in first_attempt(page)
    assert page.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_page_passes_axe_and_never_scrolls_sideways(small, opened, scheme, viewport):
    page = opened(small, viewport, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    first_attempt(page)
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert violations(page) == []


def test_outside_data_stays_text(tmp_path, opened):
    attempt = made("abc1_a", "WA", model=f"m{HOSTILE}", code=HOSTILE, reasoning=HOSTILE, note=HOSTILE)
    wrong = replace(attempt, key=replace(attempt.key, label="plain"), author="plain")
    night(tmp_path, attempt, wrong, problems=[problem("abc1_a", title=HOSTILE, difficulty=500.0)])
    path = page_of(tmp_path)
    assert "<img" not in path.read_text()
    assert "\u202e" not in path.read_text()
    page = opened(path)
    text = first_attempt(page)
    assert page.evaluate("window.stolen") is None
    assert page.evaluate("document.images.length") == 0
    assert "⟨U+202E⟩gnp.exe &amp; {{7*7}}" in text
    assert page.locator("#attempt pre.code").inner_text().startswith("</textarea></script><script>")
    assert "</textarea>" in page.locator("#cells tbody th").first.inner_text()
    assert page.complaints == []


def test_an_address_that_is_not_a_web_page_is_not_linked(tmp_path):
    row, model = problem("abc1_a", title="T")
    night(tmp_path, made("abc1_a", "AC"), problems=[(replace(row, url="javascript:alert(1)"), model)])
    html = render(make_report(tmp_path / FILE_NAME, Wanted(), NOW))
    assert "javascript:alert" not in html


def test_the_grid_is_one_tab_stop_and_arrows_move_within_it(small, opened):
    page = opened(small)
    stops = page.locator("#cells button.m[tabindex='0']")
    assert stops.count() == 1
    stops.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    place = "(b => [b.closest('tr').rowIndex, b.parentElement.cellIndex])(document.activeElement)"
    assert page.evaluate(place) == [2, 3]
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] h3")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="hidden")
    assert page.evaluate(place) == [2, 3]


def test_headings_sort_and_say_so_and_the_filter_hides_other_rows(small, opened):
    page = opened(small)
    head = page.locator("table.ranking thead th", has_text="rate %")
    column = head.evaluate("th => th.cellIndex")
    for order in ("ascending", "descending"):
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == order
        rows = page.locator("table.ranking tbody tr")
        rates = [float(row.locator("th, td").nth(column).inner_text()) for row in rows.all()]
        assert rates == sorted(rates, reverse=order == "descending")
    page.fill("#filter", "abc201_a")
    assert page.locator("#cells tbody tr:visible").count() == 1
    assert page.locator("#shown").inner_text() == "1"


def test_chips_show_where_rows_differ_and_what_only_one_solved(tmp_path, opened):
    night(
        tmp_path,
        *[made(f"abc{n}_a", "AC" if n in (1, 2) else "WA", model="m") for n in range(4)],
        *[made(f"abc{n}_a", "AC" if n in (1, 3) else "WA", model="n", likely=likely("TLE") if n == 3 else None)
          for n in range(4)],
    )  # fmt: skip
    page = opened(page_of(tmp_path))

    def shown(chip):
        page.get_by_role("button", name=chip, exact=True).click()
        rows = page.locator("#cells tbody tr:visible").all()
        return [row.get_by_role("rowheader").inner_text().split()[0] for row in rows]

    assert shown("differ") == ["abc2_a"]
    assert shown("all fail") == ["abc0_a", "abc3_a"]
    assert shown("only m low") == ["abc2_a"]
    assert shown("only m low") == ["abc0_a", "abc1_a", "abc2_a", "abc3_a"]
    assert shown("refuted") == ["abc3_a"]


def test_the_failing_case_is_shown_with_its_input_and_arrows_step_through_attempts(tmp_path, opened):
    night(
        tmp_path,
        *[made(f"abc{n}_a", "WA", model=model, note="") for n in (1, 2) for model in ("m", "n")],
        problems=[problem("abc1_a")],
    )
    kept = replace(problem("abc1_a")[0], samples=(Sample("1", b"3 4\n", b"7\n"),))
    path = tmp_path / "report.html"
    write_page(make_report(tmp_path / FILE_NAME, Wanted(), NOW), path, problem_of={"abc1_a": kept}.get)
    page = opened(path)
    first_attempt(page)
    case = page.locator("#attempt-body .failing-case")
    assert [one.inner_text() for one in case.locator("figcaption").all()] == ["input", "expected", "yours"]
    assert case.locator("pre").first.inner_text().strip() == "3 4"
    page.select_option("#beside", label="n low")
    page.wait_for_selector("#beside-body h3")
    for expected in ("abc1_a Title · n low", "abc2_a · m low"):
        page.locator("#attempt-head").press("ArrowRight")
        page.wait_for_function("text => document.getElementById('attempt-head').textContent === text", arg=expected)
    page.locator("#attempt-head").press("ArrowLeft")
    page.wait_for_function("() => document.getElementById('attempt-head').textContent.startsWith('abc1_a')")
    assert page.complaints == []


def test_the_printed_page_has_every_part_and_column(small, opened):
    page = opened(small)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.part:not([open])").count() == 0
    wide = page.locator("#cells").evaluate("t => t.getBoundingClientRect().width")
    assert wide <= 1280


@pytest.mark.parametrize(
    ("words", "headline"),
    [
        ({"m": ["AC", "WA"]}, "Keep m at low."),
        ({"m": ["AC", "WA"] * 5, "n": ["WA", "AC"] * 5}, "Nothing here tells these 2 apart."),
        ({"m": ["EMPTY", "TRUNCATED"], "n": ["NO_CODE"]}, "There is nothing to keep yet."),
    ],
)
def test_the_first_screen_gives_the_answer_whatever_the_night_was_like(tmp_path, opened, words, headline):
    night(tmp_path, *[made(f"abc{n}_a", word, model=m) for m, row in words.items() for n, word in enumerate(row)])
    page = opened(page_of(tmp_path), PHONE)
    assert page.locator("h1").inner_text() == headline
    assert page.locator("h1").bounding_box()["y"] < 200
    assert page.complaints == []
    assert violations(page) == []


def test_repeats_repairs_and_missing_answers_can_be_opened_too(tmp_path, opened):
    night(
        tmp_path,
        made("abc1_a", "WA", repeat=0),
        made("abc1_a", "AC", repeat=1),
        made("abc1_b", "WA"),
        made("abc1_b", "AC", round=1),
        made("abc1_c", "TRUNCATED", text="so far"),
    )
    page = opened(page_of(tmp_path))
    assert [button.inner_text() for button in page.locator("#cells button.m").all()] == ["1/2", "W→✓", "…"]
    words = [button.get_attribute("aria-label") for button in page.locator("#cells button.m").all()]
    assert words == ["1/2", "WA → AC", "TRUNCATED"]
    assert page.locator("#cells button.m").nth(1).click() is None
    page.wait_for_selector("dialog[open] h3")
    assert page.locator("#attempt h3").all_inner_texts() == ["WA · attempt 3", "AC · attempt 4, repair round 1"]
    page.click("#close")
    page.locator("#cells button.m").nth(2).click()
    page.wait_for_selector("dialog[open] h3")
    assert "so far" in page.locator("#attempt").inner_text()


def test_a_page_for_publication_contains_no_program_and_no_reasoning(tmp_path, opened):
    night(tmp_path, made("abc1_a", "WA", code="secret = 1", reasoning="secret thought"))
    path = tmp_path / "report.html"
    write_page(make_report(tmp_path / FILE_NAME, Wanted(), NOW), path, with_attempts=False)
    assert str(tmp_path) not in path.read_text()
    page = opened(path)
    assert page.locator("#cells button.m").count() == 0
    assert page.locator("#cells td.WA").get_attribute("title") == "WA"
    assert page.locator("script[type='text/plain']").count() == 0
    assert page.complaints == []


def test_an_empty_log_still_gives_a_page(tmp_path, opened):
    with Log(tmp_path):
        pass
    page = opened(page_of(tmp_path))
    assert page.complaints == []
    assert "Attempts: 0" in page.inner_text("header")


def test_columns_of_two_languages_have_different_names(tmp_path):
    with Log(tmp_path) as log:
        for language in ("python", "cpp"):
            log.attempts.write(made("kyoso_demo_a", "AC", model="m", language=language))
    html = render(make_report(tmp_path / FILE_NAME, Wanted(), NOW))
    heads = re.findall(r'class="slant"[^>]*><button[^>]*><span>([^<]*)<', html)
    assert len(set(heads)) == len(heads) == 2, heads
    assert "say nothing of how a model does on AtCoder" in html


def test_every_verdict_has_a_style():
    css = (Path(__file__).parents[3] / "solver/report/assets/page.css").read_text()
    assert {verdict for verdict in Verdict if not re.search(rf"\.{verdict}\b", css)} == set()


def test_control_characters_are_made_visible(tmp_path):
    night(tmp_path, made("abc301_a", "AC", model="a\u202eb\u2066\x1b[31m\n"))
    assert "a⟨U+202E⟩b⟨U+2066⟩␛[31m" in render(make_report(tmp_path / FILE_NAME, Wanted(), NOW))


def test_every_name_in_the_plot_fits_the_picture_even_in_a_wide_font(tmp_path):
    for letters in (12, 15, 16, 20):
        home = tmp_path / str(letters)
        rows = ("AC", "fast", 0.1), ("AC", "slow", 10.0), ("WA", "gpt-oss-120b-mxfp4-mxfp4"[:letters], 3.1)
        night(home, *(made("abc301_a", word, model=model, seconds=seconds) for word, model, seconds in rows))
        picture = scatter(make_report(home / FILE_NAME, Wanted(), NOW).ranked, None)
        names = re.findall(r'class="row" x="([\d.]+)" y="[\d.]+" text-anchor="(\w+)">([^<]*)', picture)
        assert len(names) == len(rows)
        # A letter of DejaVu Sans at 12 px is 7.3 px wide.
        assert all(float(x) + 7.3 * len(name) < 560 for x, anchor, name in names if anchor == "start"), names


def test_the_dashed_line_runs_through_no_name_beside_a_mark(tmp_path):
    big_night(tmp_path, problems=40, tested=("gpt-oss-20b", "gpt-oss-120b"))
    picture = scatter(make_report(tmp_path / FILE_NAME, Wanted(), NOW).ranked, None)
    (path,) = re.findall(r'class="front" d="M([^"]*)"', picture)
    line = [tuple(map(float, point.split())) for point in path.split("L")]
    names = re.findall(r'class="row" x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)">([^<]*)', picture)
    assert len(names) > 3
    for x, y, anchor, name in names:
        width = 7.3 * len(name)
        left = float(x) - {"start": 0, "middle": width / 2, "end": width}[anchor]
        for (x1, y1), (x2, y2) in pairwise(line):
            steps = ((x1 + (x2 - x1) * step / 500, y1 + (y2 - y1) * step / 500) for step in range(501))
            # Letters are some 9 px high above their baseline.
            assert not any(left < at_x < left + width and float(y) - 9 < at_y < float(y) for at_x, at_y in steps), name


def test_what_is_to_be_typed_is_broken_only_where_a_line_cannot_hold_it(opened, small):
    page = opened(small, PHONE)
    broken = """codes => codes.filter(code => code.offsetHeight > 2 * parseFloat(getComputedStyle(code).fontSize)
      && code.offsetWidth < 0.8 * code.closest("li").clientWidth).map(code => code.textContent)"""
    assert page.locator(".costs code").count() > 1
    assert page.locator(".costs code").evaluate_all(broken) == []


@pytest.mark.parametrize("words", [("WA", "TLE"), ("TLE", "WA")])
def test_of_verdicts_that_are_as_frequent_the_first_one_colours_the_cell(tmp_path, words):
    night(tmp_path, *(made("abc301_a", word, repeat=repeat) for repeat, word in enumerate(words)))
    assert f'class="m {words[0]}"' in render(make_report(tmp_path / FILE_NAME, Wanted(), NOW))
