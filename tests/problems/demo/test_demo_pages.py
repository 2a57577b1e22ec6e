"""The shipped contest is complete, in both languages, and consistent."""

import re

from problems.demo import CONTEST, TASKS, pages
from problems.page import read_page
from problems.problem import CheckerKind, Limits

TOP = f"/contests/{CONTEST}"
TASK_PAGES = {task: pages()[f"{TOP}/tasks/{task}"].decode() for task in TASKS}


def samples(page, language, words):
    span = page.replace("\r\n", "\n").partition(f'<span class="lang-{language}">')[2]
    span = span.partition('<span class="lang-en">')[0]
    return [re.findall(rf"<h3>{word} \d+</h3><pre>(.*?)</pre>", span, re.S) for word in words]


def test_the_contest_has_its_page_its_task_list_and_eight_tasks():
    assert set(pages()) == {TOP, f"{TOP}/tasks", *(f"{TOP}/tasks/{task}" for task in TASKS)}
    assert len(TASKS) == 8


def test_both_languages_of_every_task_have_the_same_two_or_three_samples():
    for task, page in TASK_PAGES.items():
        japanese = samples(page, "ja", ("入力例", "出力例"))
        assert japanese == samples(page, "en", ("Sample Input", "Sample Output")), task
        assert len(japanese[0]) == len(japanese[1]) in (2, 3), task


def test_every_page_shows_the_same_past_start_and_end():
    for path, page in pages().items():
        assert page.count(b"2025-04-05T21:00:00+09:00") == page.count(b"2025-04-05T22:40:00+09:00") == 1, path
        assert b"iso=20250405T2100&p1" in page and b"iso=20250405T2240&p1" in page, path


def test_the_task_list_agrees_with_the_pages_on_labels_titles_and_limits():
    listed = re.findall(
        rf'<td class="text-center no-break"><a href="{TOP}/tasks/(\w+)">(\w+)</a></td>\s*<td><a [^>]*>([^<]*)</a></td>'
        r"\s*<td[^>]*>([^<]*)</td>\s*<td[^>]*>([^<]*)</td>",
        pages()[f"{TOP}/tasks"].decode(),
    )
    assert [row[1] for row in listed] == ["A", "B", "C", "D", "E", "F", "G", "Ex"]
    for task, label, title, time, memory in listed:
        assert f"<title>{label} - {title}</title>" in TASK_PAGES[task]
        assert f"Time Limit: {time} / Memory Limit: {memory}" in TASK_PAGES[task]


def test_the_contest_has_problems_of_every_special_kind():
    assert "10^{-6}" in TASK_PAGES["kyoso_demo_g"]
    assert "any of them will be accepted" in TASK_PAGES["kyoso_demo_d"]
    assert "<h3>Sample Output 2</h3><pre></pre>" in TASK_PAGES["kyoso_demo_b"]
    assert "Time Limit: 500 msec" in TASK_PAGES["kyoso_demo_h"]
    with_crlf = [task for task, page in TASK_PAGES.items() if "\r\n" in page]
    assert with_crlf == ["kyoso_demo_c"]
    page = TASK_PAGES["kyoso_demo_c"]
    assert page.count("\n") == page.count("\r\n")


def test_every_page_is_read_as_the_problem_that_it_shows():
    read = {task: read_page(page, url=f"https://atcoder.jp{TOP}/tasks/{task}") for task, page in TASK_PAGES.items()}
    assert [problem.label for problem in read.values()] == ["A", "B", "C", "D", "E", "F", "G", "Ex"]
    assert [problem.points for problem in read.values()] == [100, 200, 300, 400, 450, 500, 550, 600]
    assert read["kyoso_demo_h"].limits == Limits(0.5, 128)
    assert read["kyoso_demo_b"].limits == Limits(2, 256)
    assert [sample.expected for sample in read["kyoso_demo_b"].samples] == [b"ren\nsora\n", b"", b"yu\nriku\nan\n"]
    assert read["kyoso_demo_c"].samples[1].stdin == b"1 2\n-7\n0 1\n1 0\n"
    kinds = {
        task: problem.checker.kind for task, problem in read.items() if problem.checker.kind is not CheckerKind.EXACT
    }
    assert kinds == {"kyoso_demo_d": CheckerKind.ANY, "kyoso_demo_g": CheckerKind.TOLERANCE}
    assert (read["kyoso_demo_g"].checker.abs, read["kyoso_demo_g"].checker.rel) == (1e-6, 1e-6)
    for problem in read.values():
        assert problem.statements.ja and problem.statements.en
        assert problem.contest_end.isoformat() == "2025-04-05T13:40:00+00:00"
        assert not problem.interactive and not problem.has_figures
