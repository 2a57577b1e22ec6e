"""Odd pages, by kind: roles of headings, buttons inside headings, limits, several statements, addresses.

Each table holds cases of one kind. A page that is not understood is an error: samples are never lost silently.
"""

import unicodedata
from pathlib import Path

import pytest

from problems.errors import BadProblemName, PageNotUnderstood
from problems.headings import HeadingRole, read_heading
from problems.limits import limits_in
from problems.names import ContestName, SavedPage, TaskName, read_name
from problems.page import read_page
from problems.problem import Limits
from tests.problems.task_frame import english, japanese, sample, section, task_page

PROMPT = section("Problem Statement", "<p>Add.</p>") + section("Input", "<pre><var>A</var> <var>B</var>\n</pre>")
RUN = '<button type="button" class="btn btn-primary some-runner-btn">Run</button>'
# As Chrome's translation wraps every piece of text.
FONT = '<font style="vertical-align: inherit;"><font style="vertical-align: inherit;">{}</font></font>'
ROW = "<tr><td><pre>1 2\n</pre></td><td><pre>3\n</pre></td></tr>"


def two(first, second):
    return english(f"{PROMPT}{first}<pre>1 2\n</pre>{second}<pre>3\n</pre>")


def h3(words):
    return f"<h3>{words}</h3>"


@pytest.mark.parametrize(
    ("words", "role", "label"),
    [
        ("Sample Input 1", HeadingRole.INPUT, "1"),
        ("sample output #12", HeadingRole.OUTPUT, "12"),
        ("Example Input", HeadingRole.INPUT, ""),
        ("Output Example A-1", HeadingRole.OUTPUT, "a-1"),
        ("Output for the Sample Input 1", HeadingRole.OUTPUT, "1"),
        ("Output for Sample Input 2:", HeadingRole.OUTPUT, "2"),
        ("Sample Output for Sample Input 3", HeadingRole.OUTPUT, "3"),
        ("Expected Output of Example Input 1", HeadingRole.OUTPUT, "1"),
        ("Output corresponding to Sample Input No. 4", HeadingRole.OUTPUT, "4"),
        ("Input for Sample Output 1", HeadingRole.INPUT, "1"),
        ("入力例 1 に対する出力例", HeadingRole.OUTPUT, "1"),
        ("入力例1に対する出力", HeadingRole.OUTPUT, "1"),
        ("入力例 2 に対する出力例 2", HeadingRole.OUTPUT, "2"),
        ("入力例その2の出力", HeadingRole.OUTPUT, "2"),
        ("入力例 1 に対応する標準出力", HeadingRole.OUTPUT, "1"),
        ("【入力例 1】", HeadingRole.INPUT, "1"),
        ("■ 入力例 3 (部分点あり)", HeadingRole.INPUT, "3"),
        ("2つ目の入力例", HeadingRole.INPUT, "2"),
        ("入力例 1 / Sample Input 1", HeadingRole.INPUT, "1"),
        ("Sample Output 2 | 出力例 2", HeadingRole.OUTPUT, "2"),
        ("Sample Input 1 – the smallest", HeadingRole.INPUT, "1"),
        ("サンプル入力 一", HeadingRole.INPUT, "一"),
        ("入出力例 1", HeadingRole.BOTH, "1"),
        ("入力例・出力例 2", HeadingRole.BOTH, "2"),
        ("Sample Input and Output 1", HeadingRole.BOTH, "1"),
        ("Sample Input / Sample Output", HeadingRole.BOTH, ""),
        ("Example 1", HeadingRole.BOTH, "1"),
        ("入力例 1 の説明", HeadingRole.OTHER, ""),
        ("Explanation of Sample Output 1", HeadingRole.OTHER, ""),
        ("Input Format", HeadingRole.OTHER, ""),
        ("Constraints", HeadingRole.OTHER, ""),
        ("Sample Input 1 Try it", HeadingRole.UNCLEAR, ""),
        ("Input 1", HeadingRole.UNCLEAR, ""),
    ],
)
def test_a_heading_is_read_by_its_role(words, role, label):
    heading = read_heading(words)
    assert (heading.role, heading.label) == (role, label)


@pytest.mark.parametrize(
    "statement",
    [
        two(h3(f"Sample Input 1 {RUN}"), h3("Sample Output 1")),
        two(h3("Sample Input 1<a class='btn' href='#'>Try it</a>"), h3("Sample Output 1")),
        two(h3('Sample Input 1<span role="button">▶</span>'), h3('Sample Output 1 <a href="#top">¶</a>')),
        two(h3('Sample Input 1<span class="js-unknown">Test this</span>'), h3("Sample Output 1")),
        two(h3('<a name="in1">Sample Input 1</a>'), h3('<a href="#out1">Sample Output 1</a>')),
        two(h3("<span>Sample</span> <span>Input</span> <b>1</b>"), h3("Sample Output 1")),
        two(h3("Sample Input 1"), f"{RUN}<h3>Sample Output 1</h3>{RUN}"),
        two(h3("Sample Input 1"), h3("Output for the Sample Input 1")),
        two(h3("Sample Input 1<div role='tooltip'>Copied!</div>"), h3("Sample Output 1<svg><title>copy</title></svg>")),
        two(h3("Sample\u200b&nbsp;Input&nbsp;１"), h3("Sample&nbsp;Output&nbsp;１\ufeff")),
        two(h3("入力例1"), h3("出力例1（入力例1に対するもの）")),
        two("<p>Sample Input:</p>", "<p>Output for the Sample Input:</p>"),
        two("<p><b>Sample Input 1</b></p>", "<p><b>Sample Output 1</b></p>"),
        two("<div>入力例 1:</div>", "<div>入力例 1 に対する出力例:</div>"),
        two("<details><summary>Sample Input 1</summary>", "</details><h3>Sample Output 1</h3>"),
        two("<h3>Sample 1</h3><h4>Input</h4>", "<h4>Output</h4>"),
        two(h3(f"{FONT.format('Input example')} {FONT.format(1)}"), h3(FONT.format("Output example 1"))),
        two(f"<p>{FONT.format('Sample Input 1')}</p>", f"<p>{FONT.format('Sample Output 1')}</p>"),
        english(f"{PROMPT}<h3>Examples</h3><table><tr><th>Sample Input</th><th>Sample Output</th></tr>{ROW}</table>"),
        english(f"{PROMPT}<table><thead><tr><td>Input example</td><td>Output example</td></tr></thead>{ROW}</table>"),
        english(PROMPT + f"<h3>Sample Input 1</h3><pre>{RUN}1 2\n</pre><h3>Sample Output 1</h3><pre>3\n</pre>"),
        english(
            PROMPT + '<h3>Sample Input 1</h3><pre class="prettyprint linenums"><ol class="linenums"><li>1 2</li></ol>'
            "</pre><h3>Sample Output 1</h3><pre>3\n</pre>"
        ),
    ],
)
def test_a_sample_is_found_whatever_its_headings_are_made_of(statement):
    (found,) = read_page(task_page(statement)).samples
    assert (found.stdin, found.expected) == (b"1 2\n", b"3\n")


@pytest.mark.parametrize(
    "statement",
    [
        two(h3("Sample Input 1 try here"), h3("Sample Output 1")),  # only the output is recognized
        two(h3("Sample Input 1"), h3("Sample Output 1 try here")),
        two(h3("Sample Input 1 try here"), h3("Sample Output 1 try here")),
        two(h3("Input 1"), h3("Output 1")),
        two(h3('<img src="in.png">'), h3("Sample Output 1")),
        two(h3("样例输入 1"), h3("样例输出 1")),  # as a browser translates it
        two(h3("Пример ввода 1"), h3("Пример вывода 1")),
        two(h3("Sample Input 1"), h3("Sample Input 2")),
        english(PROMPT + "<h3>Sample Input 1</h3><code>1 2</code><h3>Sample Output 1</h3><code>3</code>"),
        english(PROMPT + sample(1, "1 2\n", "3\n") + "<h3>Sample Input 2 here</h3><pre>4 5\n</pre>"),
    ],
)
def test_samples_are_never_lost_silently(statement):
    with pytest.raises(PageNotUnderstood) as caught:
        read_page(task_page(statement))
    assert caught.value.part == "samples" and "\n" not in str(caught.value)


def test_a_second_sample_under_plainer_headings_is_found_too():
    more = "<p><b>Sample Input 2</b></p><pre>4 5\n</pre><p><b>Sample Output 2</b></p><pre>9\n</pre>"
    problem = read_page(task_page(english(PROMPT + sample(1, "1 2\n", "3\n") + more)))
    assert [(s.name, s.expected) for s in problem.samples] == [("1", b"3\n"), ("2", b"9\n")]


def test_a_table_has_a_sample_on_each_row():
    table = f"<table><tr><th>入力例</th><th>出力例</th></tr>{ROW}{ROW.replace('1', '9')}</table>"
    problem = read_page(task_page(japanese(PROMPT + table)))
    assert [(s.name, s.stdin) for s in problem.samples] == [("1", b"1 2\n"), ("2", b"9 2\n")]


def test_samples_outside_the_statement_are_used_and_shown_if_it_has_none():
    html = task_page(english(PROMPT)).replace("</div></div></body>", f"</div>{sample(1, '1 2', '3')}</div></body>")
    problem = read_page(html)
    assert [(s.stdin, s.expected) for s in problem.samples] == [(b"1 2", b"3")]
    assert "### Sample Input 1\n\n```\n1 2\n```" in problem.statements.en


@pytest.mark.parametrize(
    ("words", "limits"),
    [
        ("Time Limit: 2 sec / Memory Limit: 1,024 MiB", Limits(2, 1024)),
        ("Time Limit: 10,000 msec / Memory Limit: 262,144 KB", Limits(10, 256)),
        ("Time Limit: 2,500 ms / Memory Limit: 1,048,576 KB", Limits(2.5, 1024)),
        ("Time Limit: 2,5 sec / Memory Limit: 1.5 GB", Limits(2.5, 1536)),
        ("Time Limit: 2 sec / Memory Limit: 268,435,456 bytes", Limits(2, 256)),
        ("Time Limit: 2 sec / Memory Limit: 1 GiB", Limits(2, 1024)),
        ("Time Limit: 2 seconds / Memory Limit: 512 megabytes", Limits(2, 512)),
        ("実行時間制限: 1.525 秒 / メモリ制限: 1，024 MB", Limits(1.525, 1024)),
        ("実行時間制限: 500 ミリ秒 / メモリ制限: 64 メガバイト", Limits(0.5, 64)),
        ("時間制約: 1 分 / メモリ制約: 64MB", Limits(60, 64)),
        ("Time Limit: 1 min 30 sec / Memory Limit: 256 MB", Limits(90, 256)),
        ("時間制限: 1 分 30 秒 / メモリ制限: 256 MB", Limits(90, 256)),
    ],
)
def test_limits_are_read_in_every_spelling(words, limits):
    assert limits_in(unicodedata.normalize("NFKC", words)) == limits


@pytest.mark.parametrize("words", ["9999999999 sec / Memory Limit: 64 MB", "2 sec / Memory Limit: 99999999999 GB"])
def test_limits_beyond_any_task_are_an_error(words):
    with pytest.raises(PageNotUnderstood) as caught:
        limits_in(f"Time Limit: {words}")
    assert caught.value.part == "limits"


def test_a_page_of_all_tasks_is_refused_and_names_them():
    one, other = task_page(title="A - Twice"), task_page(title="B - Thrice")
    body = other[other.index("<span class") : other.index("</div></body>")]
    both = one.replace("</div></body>", f"{body}</div></body>")
    with pytest.raises(PageNotUnderstood) as caught:
        read_page(both, task_id="tasks_print")
    assert "A - Twice" in str(caught.value) and "B - Thrice" in str(caught.value)
    with pytest.raises(PageNotUnderstood) as caught:
        read_page(one.replace("og:url", "x").replace("/tasks/", "/t/"), task_id="tasks_print")
    assert caught.value.part == "id"


@pytest.mark.parametrize(
    "words",
    ["This is a reactive task.", "This problem is a reactive problem.", "この問題はリアクティブ問題です。"],
)
def test_a_reactive_problem_is_interactive(words):
    problem = read_page(task_page(english(section("Problem Statement", f"<p>{words}</p>"))))
    assert problem.interactive and problem.samples == ()


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://beta.atcoder.jp/contests/abc100/tasks/abc100_a", TaskName("abc100", "abc100_a")),
        ("http://beta.atcoder.jp/contests/abc100", ContestName("abc100")),
        ("atcoder.jp/contests/abc100/tasks/abc100_a", TaskName("abc100", "abc100_a")),
        ("abc001.contest.atcoder.jp/tasks/abc001_1", TaskName("abc001", "abc001_1")),
        ("atcoder.jp/tasks/abc100_a.html", SavedPage(Path("atcoder.jp/tasks/abc100_a.html"))),
        ("https://abc001.contest.atcoder.jp/tasks/abc001_1", TaskName("abc001", "abc001_1")),
        ("https://atcoder.jp/contests/abc100/tasks_print", ContestName("abc100")),
    ],
)
def test_the_sites_older_addresses_are_recognized(address, name):
    assert read_name(address, "atcoder.jp") == name


@pytest.mark.parametrize(
    "name",
    [
        "a" * 100_000,
        "https://atcoder.jp/contests/" + "a" * 5000,
        "https://atcoder.jp/contests/abc100/tasks/" + "a" * 5000,
        "https://atcoder.jp/contests/競プロ",
        "https://[/contests/abc100",
        "abc\x00_a",
        "abc\x1b[2J",
    ],
)
def test_an_impossible_name_is_a_short_usage_error(name):
    with pytest.raises(BadProblemName) as caught:
        read_name(name, "atcoder.jp")
    assert len(str(caught.value)) < 500 and str(caught.value).isprintable()


def test_a_path_in_an_unknown_users_home_is_read_as_a_saved_page():
    assert isinstance(read_name("~nobody-here/x.html", "atcoder.jp"), SavedPage)


@pytest.mark.parametrize(
    "id",
    ["/tmp/escaped", "../../../escaped", "a/b", "a\\b", "..", ".", "", "-rf", "_saved", "a b", "ａ_b", "a" * 81, "a\n"],
)
def test_an_invalid_id_on_a_page_is_refused(id):
    html = task_page(japanese(PROMPT + sample(1, "1", "2"))).replace("og:url", "x").replace("/tasks/", "/t/")
    field = f'<input name="data.TaskScreenName" value="{id}"></body>'
    with pytest.raises(PageNotUnderstood) as caught:
        read_page(html.replace("</body>", field))
    assert caught.value.part == "id" and "\n" not in str(caught.value)
