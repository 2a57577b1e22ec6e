"""The statement's page: formulas are drawn, samples can be copied, everything is escaped, nothing is loaded."""

import gzip
import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from problems.demo import CONTEST, TASKS, pages
from problems.page import read_page
from problems.problem import Figure, Statements
from solver.statement_page.formulas import as_html, mathml
from solver.statement_page.page import keep_page, render

SHARED = Path(__file__).parents[4] / "shared" / "data"


def demo_problem(task):
    return read_page(pages()[f"/contests/{CONTEST}/tasks/{task}"].decode(), task_id=task)


def real_problems(count):
    """Problems from recorded statements, each put into a page of our own."""
    source = SHARED / "statements.jsonl.gz"
    if not source.exists():
        pytest.skip("shared data absent")
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    step = len(rows) // count
    for row in rows[::step][:count]:
        html = "".join(row["html"][language] or "" for language in ("ja", "en"))
        page = f"<html><head><title>A - {row['title']}</title></head><body><p>Time Limit: 2 sec / Memory Limit: 1024 MB"
        page += f'</p><div id="task-statement"><span class="lang">{html}</span></div></body></html>'
        yield read_page(page, url=row["url"])


@pytest.mark.parametrize(
    "tex", [r"1 \leq N \leq 10^5", r"\frac{a}{b}", r"\begin{cases} a & b \\ c & d \end{cases}", "a<b", r"\text{a & b}"]
)
def test_a_formula_becomes_well_formed_mathml(tex):
    assert ElementTree.fromstring(mathml(tex)).tag.endswith("math")


@pytest.mark.parametrize("tex", [r"\nosuchcommand{x}", "{" * 3000, r"\def\a{xx}\a", r"\frac{", "x" * 5000])
def test_a_formula_that_cannot_be_converted_shows_its_latex(tex):
    shown = as_html(tex)
    assert shown.startswith("<code") == (mathml(tex) is None)
    if "nosuch" in tex:
        assert shown == r'<code class="tex">\nosuchcommand{x}</code>'


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{<script>alert(1)</script>}",
        r"\href{javascript:alert(1)}{x}",
        r"\style{background:red}{x}",
        r"\mathrm{<img src=x onerror=alert(1)>}",
    ],
)
def test_a_formula_brings_no_markup_into_the_page(tex):
    html = as_html(tex)
    assert "<script" not in html and "<img" not in html and "href=" not in html and "style=" not in html


def test_markup_in_a_statement_is_escaped():
    problem = demo_problem(TASKS[0])
    bad = '<script>alert(1)</script> [x](javascript:alert(1)) ![y](http://example.com/x.png) <img src=x onerror="a()">'
    html = render(replace(problem, title=bad, statements=Statements(en=f"{bad}\n\n```\n{bad}\n```\n")))
    body = html.partition("<main>")[2].partition("</main>")[0]
    assert "<script" not in body and "<img" not in body and "<a " not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


def test_every_sample_can_be_copied_unchanged():
    problem = demo_problem(TASKS[0])
    html = render(problem, "en")
    buttons = re.findall(r'class="copy"', html.partition("<details>")[0])
    assert len(buttons) >= 2 * len(problem.samples)
    for sample in problem.samples:
        assert f"<pre><code>{sample.stdin.decode()}</code></pre>" in html


def test_the_requested_language_comes_first_and_the_other_is_folded():
    problem = demo_problem(TASKS[0])
    assert problem.statements.ja and problem.statements.en
    assert render(problem, "ja").index('<article lang="ja">') < render(problem, "ja").index("<details>")
    assert render(problem, "en").index('<article lang="en">') < render(problem, "en").index("<details>")


def test_a_kept_figure_is_embedded_in_the_page(tmp_path):
    picture = tmp_path / "figure.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    problem = replace(
        demo_problem(TASKS[0]),
        statements=Statements(en="See [figure: a tree] and [figure].\n"),
        figures=(Figure("https://img.example/f.png", str(picture)), Figure("https://img.example/g.png")),
    )
    html = render(problem)
    assert 'src="data:image/png;base64,' in html
    assert html.count("<img") == 1 and "https://img" not in html


def test_the_page_is_kept_under_home(tmp_path):
    path = keep_page(demo_problem(TASKS[0]), tmp_path)
    assert path == tmp_path / "statements" / f"{TASKS[0]}.html"
    assert path.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_the_page_opens_without_errors_or_requests_and_its_button_copies(browser, tmp_path):
    problem = demo_problem(TASKS[0])
    context = browser.new_context(offline=True, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    path = keep_page(problem, tmp_path)
    page.goto(path.as_uri())
    page.locator("button.copy").first.click()
    page.wait_for_function("document.querySelector('button.copy').textContent === 'Copied'")
    assert page.evaluate("navigator.clipboard.readText()") == problem.samples[0].stdin.decode()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    context.close()


def test_twenty_real_statements_are_drawn_without_errors(browser, tmp_path):
    context = browser.new_context(offline=True)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    formulas = 0
    for problem in real_problems(20):
        page.goto(keep_page(problem, tmp_path).as_uri())
        drawn = page.evaluate(
            "[...document.querySelectorAll('details')].forEach(d => d.open = true),"
            " [...document.querySelectorAll('math')].map(m => m.getBoundingClientRect())"
            ".map(r => r.width > 0 && r.height > 0)"
        )
        assert all(drawn), problem.id
        assert page.evaluate("document.querySelectorAll('code.tex').length") == 0, problem.id
        formulas += len(drawn)
    assert formulas > 400
    assert said == []
    context.close()
