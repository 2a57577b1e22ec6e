"""Task pages and contest pages structured like AtCoder's, around statements of our own."""

from datetime import UTC, datetime, timedelta, timezone
from html import escape

TOKYO = timezone(timedelta(hours=9))
START = datetime(2024, 5, 4, 12, 0, tzinfo=UTC)
END = datetime(2024, 5, 4, 13, 40, tzinfo=UTC)
LONG_AFTER = datetime(2026, 1, 1, tzinfo=UTC)


def duration(start=START, end=END, shown=None, link=True, script=True):
    """The line with the contest's times; `shown` replaces the text of <time>, as a browser does."""

    def one(moment):
        local = moment.astimezone(TOKYO)
        text = shown or f"{local:%Y-%m-%d %H:%M:%S%z}"
        time = f"<time class='fixtime fixtime-full'>{text}</time>"
        href = f"http://www.timeanddate.com/worldclock/fixedtime.html?iso={local:%Y%m%dT%H%M}&p1=248"
        return f"<a href='{href}' target='blank'>{time}</a>" if link else time

    lines = f"<small class='contest-duration'>Contest Duration: {one(start)} - {one(end)} (100 minutes)</small>"
    if script:
        begin, finish = (moment.astimezone(TOKYO).isoformat() for moment in (start, end))
        lines += (
            '<script>var contestScreenName = "xyz001"; '
            f'var startTime = moment("{begin}"); var endTime = moment("{finish}");</script>'
        )
    return lines


def sample(number, stdin, expected, language="en"):
    """The HTML of one sample in a statement."""
    words = ("入力例", "出力例") if language == "ja" else ("Sample Input", "Sample Output")
    return "".join(
        f'<hr /><div class="part"><section><h3>{word} {number}</h3><pre>{escape(text)}</pre></section></div>'
        for word, text in zip(words, (stdin, expected), strict=True)
    )


def english(body, points=300):
    return f'<span class="lang-en"><p>Score : <var>{points}</var> points</p>{body}</span>'


def japanese(body, points=300):
    return f'<span class="lang-ja"><p>配点 : <var>{points}</var> 点</p>{body}</span>'


def section(heading, body):
    return f'<div class="part"><section><h3>{heading}</h3>{body}</section></div>'


SIMPLE = english(section("Problem Statement", "<p>Print twice <var>N</var>.</p>") + sample(1, "2\n", "4\n"))


def task_page(
    statement=SIMPLE,
    *,
    task="xyz001_a",
    contest="xyz001",
    title="A - Twice",
    limits="Time Limit: 2 sec / Memory Limit: 1024 MiB",
    times=None,
    heading=None,
    lang=True,
):
    """A whole task page. `times` replaces the line of `duration()`, `heading` the content of span.h2."""
    inner = f'<span class="lang">{statement}</span>' if lang else statement
    editorial = f'<a class="btn btn-default btn-sm" href="/contests/{contest}/tasks/{task}/editorial">Editorial</a>'
    return f"""<!DOCTYPE html>
<html><head><title>{escape(title)}</title>
<meta property="og:url" content="https://atcoder.jp/contests/{contest}/tasks/{task}" /></head><body>
<div id="main-container">{duration() if times is None else times}
<span class="h2">
\t\t\t{heading or escape(title)}
\t\t\t{editorial}
</span><hr/>
<p>
\t{limits}
</p>
<div id="task-statement">
{inner}
</div></div></body></html>"""


def tasks_page(rows, contest="xyz001", times=None):
    """A contest's list of tasks; rows are (label, task id, title)."""
    lines = "".join(
        f'<tr><td class="text-center no-break"><a href="/contests/{contest}/tasks/{task}">{label}</a></td>'
        f'<td><a href="/contests/{contest}/tasks/{task}">{escape(title)}</a></td><td>2 sec</td><td>1024 MiB</td>'
        f'<td><a href="/contests/{contest}/submit?taskScreenName={task}">Submit</a></td></tr>'
        for label, task, title in rows
    )
    return (
        f"<html><head><title>Tasks</title></head><body>{duration() if times is None else times}"
        f"<table><thead><tr><th></th><th>Task Name</th></tr></thead><tbody>{lines}</tbody></table></body></html>"
    )


def contest_page(start, end):
    return f"<html><head><title>Contest</title></head><body>{duration(start, end)}<h1>Contest</h1></body></html>"
