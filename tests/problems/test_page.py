"""Small task pages of every kind: what is read from them and what is refused."""

import signal
from datetime import UTC, datetime, timedelta

import pytest

from problems.errors import PageNotUnderstood
from problems.page import INLINE_FIGURE, TaskRow, read_page, read_task_list
from problems.problem import CheckerKind, Limits
from tests.problems.task_frame import (
    END,
    SIMPLE,
    START,
    duration,
    english,
    japanese,
    sample,
    section,
    task_page,
    tasks_page,
)


def read(statement=SIMPLE, **frame):
    return read_page(task_page(statement, **frame))


def pairs(problem):
    return [(s.name, s.stdin.decode(), s.expected.decode()) for s in problem.samples]


def test_a_plain_page_is_read_whole():
    problem = read()
    assert (problem.id, problem.contest, problem.label, problem.title) == ("xyz001_a", "xyz001", "A", "Twice")
    assert problem.url == "https://atcoder.jp/contests/xyz001/tasks/xyz001_a"
    assert problem.points == 300
    assert problem.limits == Limits(2.0, 1024)
    assert pairs(problem) == [("1", "2\n", "4\n")]
    assert (problem.contest_start, problem.contest_end) == (START, END)
    assert problem.statements.ja is None
    assert "Print twice $N$." in problem.statements.en
    assert problem.checker.kind is CheckerKind.EXACT
    assert not problem.interactive and not problem.has_figures


def test_the_label_comes_from_the_title_unless_a_row_of_the_task_list_gives_it():
    page = task_page(title="Ex - Last One", task="xyz001_h")
    assert (read_page(page).label, read_page(page).title) == ("Ex", "Last One")
    problem = read_page(page, row=TaskRow("xyz001_h", "H", "Last One, renamed"))
    assert (problem.label, problem.title) == ("H", "Last One, renamed")


def test_a_title_may_contain_dashes_and_be_followed_by_buttons():
    problem = read(title="B2 - A - B - C", heading='\n\tB2 - A - B - C\n<a class="btn">Editorial - 1</a>\n')
    assert (problem.label, problem.title) == ("B2", "A - B - C")
    assert (read(title="A-1 - X").label, read(title="A-1 - X").title) == ("A-1", "X")


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("Time Limit: 2 sec / Memory Limit: 1024 MB", Limits(2.0, 1024)),
        ("Time Limit: 2.525 sec / Memory Limit: 256 MiB", Limits(2.525, 256)),
        ("Time Limit: 500 msec / Memory Limit: 1 GiB", Limits(0.5, 1024)),
        ("実行時間制限: 1.5 sec / メモリ制限: 65536 KB", Limits(1.5, 64)),
        ("実行時間制限：3 sec / メモリ制限：1000000 KB", Limits(3.0, 976)),
    ],
)
def test_limits_are_read_in_every_unit(text, limits):
    assert read(limits=text).limits == limits


def test_samples_keep_spaces_and_blank_lines_and_lose_only_the_newline_after_pre():
    body = (
        "<h3>Sample Input 1</h3><pre>\n\n 1  2 \n\n\n</pre><h3>Sample Output 1</h3><pre>\n &lt;a&amp;b&gt; \n</pre>"
        "<h3>Sample Input 2</h3><pre>x</pre><h3>Sample Output 2</h3><pre></pre>"
    )
    assert pairs(read(english(body))) == [("1", "\n 1  2 \n\n\n", " <a&b> \n"), ("2", "x", "")]


def test_crlf_and_br_become_lf():
    page = task_page(english("<h3>Sample Input 1</h3><pre>1\n2\n</pre><h3>Sample Output 1</h3><pre>a<br>b<br/></pre>"))
    assert pairs(read_page(page.replace("\n", "\r\n"))) == [("1", "1\n2\n", "a\nb\n")]


def test_a_pre_that_explains_a_sample_is_skipped():
    body = (
        "<h3>Sample Input 1</h3><pre>1\n</pre><h3>Sample Output 1</h3><pre>2\n</pre><p>That is:</p><pre>1+1\n</pre>"
        "<pre>=2\n</pre>" + sample(2, "3\n", "6\n")
    )
    assert pairs(read(english(body))) == [("1", "1\n", "2\n"), ("2", "3\n", "6\n")]


def test_two_headings_with_the_same_words_are_one_sample():
    outputs = "<h3>Sample Output 2</h3><pre>in\n</pre><h3>Sample Output 2</h3><pre>out\n</pre>"
    inputs = "<h3>Sample Input 2</h3><pre>in\n</pre><h3>Sample Input 2</h3><pre>out\n</pre>"
    for twice in (outputs, inputs):
        assert pairs(read(english(sample(1, "1\n", "2\n") + twice + sample(3, "x\n", "y\n"))))[1] == (
            "2",
            "in\n",
            "out\n",
        )


def test_a_second_output_for_one_input_is_skipped():
    body = sample(1, "1\n", "2\n") + "<h3>Sample Output 1</h3><pre>another\n</pre>" + sample(2, "3\n", "6\n")
    assert pairs(read(english(body))) == [("1", "1\n", "2\n"), ("2", "3\n", "6\n")]


def test_samples_come_from_the_language_with_more_of_them_and_from_japanese_on_a_tie():
    more = japanese(sample(1, "1\n", "2\n", "ja") + sample(2, "日\n", "本\n", "ja"))
    assert pairs(read(more + english(sample(1, "1\n", "2\n")))) == [("1", "1\n", "2\n"), ("2", "日\n", "本\n")]
    tie = japanese(sample(1, "ja\n", "ja\n", "ja")) + english(sample(1, "en\n", "en\n"))
    assert pairs(read(tie)) == [("1", "ja\n", "ja\n")]
    broken = japanese(sample(1, "1\n", "2\n", "ja") + "<h3>入力例 2</h3><pre>3\n</pre>")
    assert pairs(read(broken + english(sample(1, "en\n", "en\n")))) == [("1", "en\n", "en\n")]


def test_headings_with_control_characters_copy_buttons_and_full_width_digits_are_recognized():
    body = (
        "<h3>\x8f入力例１<span class='btn btn-default btn-copy'>Copy</span></h3>"
        "<div class='div-btn-copy'><span class='btn-copy btn-pre'>Copy</span></div><pre id='pre-sample0'>1\n</pre>"
        "<h3>\x90出力例１ Copy</h3><pre>2\n</pre>"
    )
    assert pairs(read(japanese(body))) == [("1", "1\n", "2\n")]


def test_a_page_of_2012_without_language_marks_or_sections_is_read():
    old = (
        "<h3>問題文</h3>整数 <var>N</var> を 2 倍せよ。<h3>入力例１</h3><pre>\r\n2\r\n</pre>"
        "<h3>出力例１</h3><pre class='prettyprint linenums'>\r\n4\r\n</pre>"
    )
    problem = read(old, lang=False, limits="Time Limit: 2 sec / Memory Limit: 64 MB")
    assert pairs(problem) == [("1", "2\n", "4\n")]
    assert problem.statements.en is None and "整数 $N$ を 2 倍せよ。" in problem.statements.ja
    assert problem.points is None


def test_bold_words_serve_as_headings_of_samples_if_there_are_none():
    body = "<p><b>入力例1</b></p><pre>2\n</pre><p><strong>出力例1</strong></p><pre>4\n</pre>"
    assert pairs(read(japanese("<h3>問題文</h3><p>2 倍せよ。</p>" + body))) == [("1", "2\n", "4\n")]


def test_an_input_and_an_output_under_one_heading_are_a_sample():
    body = "<h3>入出力例 1</h3><h4>入力</h4><pre>2\n</pre><h4>出力</h4><pre>4\n</pre>"
    assert pairs(read(japanese(body))) == [("1", "2\n", "4\n")]


def test_an_output_without_words_or_pre_is_empty():
    body = "<h3>Sample Input 1</h3><pre>1\n</pre><h3>Sample Output 1</h3>" + sample(2, "2\n", "4\n")
    assert pairs(read(english(body)))[0] == ("1", "1\n", "")


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        (english("<h3>Sample Input 1</h3><pre>1\n</pre>"), "samples"),
        (english(sample(1, "1\n", "2\n") + "<h3>Sample Output 2</h3><pre>4\n</pre>"), "samples"),
        (english("<h3>Sample Input 1</h3><p>see below</p><h3>Sample Output 1</h3><pre>1\n</pre>"), "samples"),
        (english("<p>Twice.</p><pre>2\n</pre><pre>4\n</pre>"), "samples"),
        ("", "statement"),
        (english("<div>" * 5000 + "deep" + "</div>" * 5000), "statement"),
    ],
)
def test_a_page_is_never_half_read(statement, part):
    with pytest.raises(PageNotUnderstood) as caught:
        read(statement)
    assert caught.value.part == part
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("html", "part"),
    [
        ("", "page"),
        (" \n", "page"),
        ("<html><head><title>Top</title></head><body>hello</body></html>", "statement"),
        ("<div>" * 1_000_000, "page"),
        (task_page().replace('id="task-statement"', ""), "statement"),
        (task_page(limits="Memory Limit: 1024 MB"), "limits"),
        (task_page(limits="Time Limit: 2 sec"), "limits"),
        (task_page(limits="Time Limit: 0 msec / Memory Limit: 0 KB"), "limits"),
        (task_page(title="Untitled"), "title"),
        ("{}", "statement"),
    ],
)
def test_a_page_that_is_not_a_task_is_an_error_that_names_the_missing_part(html, part):
    with pytest.raises(PageNotUnderstood) as caught:
        read_page(html)
    assert caught.value.part == part
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        "<b>" * 30_000,
        "<table><tr><td>" * 10_000,
        "<p>" + "1" * 5_000_000,
        "<p>any " * 10_000,
        "<pre>" + "```\n" * 100_000 + "</pre>",
        "<h3>入力例" * 20_000,
        "\udc80\x00" + "<!--" * 1000,
    ],
)
def test_a_hostile_statement_is_read_or_refused_and_does_not_hang(body):
    signal.alarm(600)  # ends a run that hangs: none should take more than seconds
    try:
        read(english(body + sample(1, "1\n", "2\n")))
    except PageNotUnderstood as error:
        assert "\n" not in str(error)
    finally:
        signal.alarm(0)


def test_a_statement_without_samples_has_none():
    problem = read(
        english(section("Problem Statement", "<p>Maximize the score.</p>") + section("Input", "<pre>N</pre>"))
    )
    assert problem.samples == ()


def test_an_output_without_an_input_is_not_a_sample():
    assert read(english("<h3>Problem Statement</h3><p>Print.</p><h3>Sample Output</h3><pre>1\n</pre>")).samples == ()


def test_an_interactive_task_with_a_table_has_no_samples():
    table = (
        "<table><thead><tr><th>Input</th><th>Output</th></tr></thead><tbody><tr><td><pre>3\n</pre></td></tr></table>"
    )
    body = section("Problem Statement", "<p>This is an interactive task.</p>") + section(
        "Sample Input and Output", table
    )
    problem = read(english(body))
    assert problem.interactive and problem.checker.kind is CheckerKind.INTERACTIVE and problem.samples == ()


def test_formulas_become_latex_whatever_rendered_them():
    katex = (
        "<var><span class='katex'><span class='katex-mathml'><math><semantics><mrow><mi>N</mi></mrow>"
        "<annotation encoding='application/x-tex'>N \\le 10^5</annotation></semantics></math></span>"
        "<span class='katex-html' aria-hidden='true'>N≤10<sup>5</sup></span></span></var>"
    )
    mathjax = (
        "<var><span class='MathJax_Preview'></span><span class='MathJax_CHTML'>x+y</span>"
        "<script type='math/tex' id='m1'>x+y</script></var>"
    )
    display = (
        "<span class='katex-display'><span class='katex'><math><annotation>a^2</annotation></math>"
        "<span class='katex-html'>a2</span></span></span>"
    )
    text = read(
        english(
            f"<p>{katex}, {mathjax}, <var>a<sub>ij</sub></var>, <var>1 &lt; 2</var></p><p>{display}</p>"
            + sample(1, "1", "1")
        )
    ).statements.en
    assert r"$N \le 10^5$, $x+y$, $a_{ij}$, $1 < 2$" in text
    assert "$$a^2$$" in text


def test_the_statement_keeps_format_blocks_tables_lists_and_figures_and_drops_scripts():
    body = (
        "<h3>Input</h3><pre><var>N</var> <var>A_1</var>\n<var>\\vdots</var>\n</pre>"
        "<ul><li>one</li><li><var>2</var></li></ul><script>alert(1)</script><style>p{}</style>"
        "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"
        "<p><img src='/img/x.png'> 10<sup>5</sup> <ruby>競走<rp>(</rp><rt>きょうそう</rt><rp>)</rp></ruby></p>"
        "<p>(1, <var>a</var><var>)</var>, 2)</p>"
        "<p><a href='https://example.com'>a_link *here*</a></p>" + sample(1, " 1\n", "1\n")
    )
    text = read(english(body)).statements.en
    assert "```\nN A_1\n\\vdots\n```" in text
    assert "- one\n- $2$" in text
    assert "| a | b |\n| --- | --- |\n| 1 | 2 |" in text
    assert "[figure] 10^5 競走(きょうそう)" in text
    assert "a_link *here*" in text
    assert "```\n 1\n```" in text
    assert "(1, $a$ $)$, 2)" in text
    assert "alert" not in text and "example.com" not in text and "p{}" not in text


def test_figures_are_listed_once_with_their_address():
    body = "<img src='/img/a.png'><img src='https://img.atcoder.jp/x/b.png'><svg><rect/></svg>" + sample(1, "1", "1")
    problem = read(japanese(body) + english(body))
    assert [figure.url for figure in problem.figures] == [
        "https://atcoder.jp/img/a.png",
        "https://img.atcoder.jp/x/b.png",
        INLINE_FIGURE,
    ]


def test_points_are_added_up_and_may_be_missing():
    assert read(english(sample(1, "1", "1"), points="600</var> + <var>400")).points == 1000
    assert read(f'<span class="lang-en">{sample(1, "1", "1")}</span>').points is None


def test_times_in_a_page_saved_by_a_browser_come_from_its_links_and_script():
    saved = duration(shown="2024-05-04(Sat) 05:00", script=False)
    assert read(times=saved).contest_end == END
    by_script = duration(shown="2024-05-04(Sat) 05:00", link=False)
    assert read(times=by_script).contest_end == END
    nothing = duration(shown="2024-05-04(Sat) 05:00", link=False, script=False)
    assert read(times=nothing).contest_end is None


def test_the_later_of_two_ends_on_one_page_counts():
    later = END + timedelta(minutes=30)
    extended = duration(script=False) + duration(end=later).partition("</small>")[2]
    assert read(times=extended).contest_end == later


def test_times_inside_the_statement_do_not_count():
    fake = '<script>var endTime = moment("2000-01-01T00:00:00+09:00");</script>'
    assert read(english(fake + sample(1, "1", "1")), times="").contest_end is None


def test_times_with_other_utc_offsets_are_converted_to_utc():
    start, end = "startTime = moment('2024-05-04T12:00:00Z')", "endTime = moment('2024-05-04T05:40:00-08:00')"
    times = f"<script>var {start}; var {end};</script>"
    assert read(times=times).contest_end == datetime(2024, 5, 4, 13, 40, tzinfo=UTC)


def test_the_address_of_a_page_takes_precedence_over_what_the_page_says():
    problem = read_page(task_page(), url="https://atcoder.jp/contests/adt_easy_1/tasks/xyz001_a?lang=en")
    assert (problem.id, problem.contest) == ("xyz001_a", "adt_easy_1")


def test_a_task_list_gives_labels_ids_and_titles_in_order():
    rows = [("A", "abc042_a", "One & Only"), ("C", "arc058_a", "Two"), ("Ex", "xyz001_h", "Three")]
    tasks = read_task_list(tasks_page(rows))
    assert [(row.label, row.id, row.title) for row in tasks.rows] == rows
    assert tasks.times.end == END


def test_a_page_without_a_task_list_is_an_error():
    with pytest.raises(PageNotUnderstood) as caught:
        read_task_list("<html><body><table><tbody><tr><td>nothing</td></tr></tbody></table></body></html>")
    assert caught.value.part == "tasks"
