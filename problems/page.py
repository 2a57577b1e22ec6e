"""From a page's HTML to a Problem, or to an error naming the part that could not be read. Pure: no file, no network."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import gettext as _
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from problems.checker import checker_of
from problems.errors import PageNotUnderstood
from problems.limits import limits_in
from problems.markup import MAX_TEXT, check_size, classes_of, is_japanese, parse, squeezed, tidy
from problems.problem import CheckerKind, Figure, Problem, Sample, Statements
from problems.samples import Found, samples_in
from problems.statement import markdown_of
from problems.times import ContestTimes, contest_times

SITE = "https://atcoder.jp"
INLINE_FIGURE = "inline:svg"  # stands for a drawing that is part of the page and has no address

_TASK_PATH = re.compile(r"/contests/([\w-]+)/tasks/([\w-]+)(?:/editorial)?/?$", re.ASCII | re.IGNORECASE)
_CONTEST_PATH = re.compile(r"/contests/([\w-]+)", re.ASCII | re.IGNORECASE)
_CONTEST_IN_SCRIPT = re.compile(r"\bcontestScreenName\s*=\s*[\"']([\w-]+)[\"']", re.ASCII)
_ALL_TASKS = "tasks_print"  # the site's name for the page with all tasks of a contest
_TITLE = re.compile(r"(?P<label>\S{1,12}?) ?- (?P<title>.+)")
_POINTS = re.compile(
    r"^(?:配点|Score|Points?)\s*:?\s*(\d[\d,]{0,8}(?:\s*\+\s*\d[\d,]{0,8}){0,9})\s*(?:点|points?|pts|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of a contest's list of tasks."""

    id: str
    label: str  # "A" … "Ex"
    title: str


@dataclass(frozen=True, slots=True)
class TaskList:
    """A contest's list of tasks, in its order, with the contest's times in UTC."""

    rows: tuple[TaskRow, ...]
    times: ContestTimes


def read_page(html: str, *, url: str | None = None, task_id: str | None = None, row: TaskRow | None = None) -> Problem:
    """The problem on a task page.

    `url` is the address it was fetched from, `task_id` the id for a page that names none (a saved one), `row` its row
    in the contest's list, whose letter takes precedence over the page's own.
    Raises PageNotUnderstood; its `part` is page, id, title, limits, statement or samples.
    """
    page = parse(html)
    statement = _only_statement(page)
    check_size(statement)
    statement.extract()  # its text must not be taken for the page's id, limits or times
    times = contest_times(page)
    contest, found_id, address = _identity(page, url)
    label, title = (row.label, row.title) if row is not None else _title(page)
    limits = limits_in(squeezed(page.get_text(" ")[:MAX_TEXT]))
    tidy(statement)
    by_language = _languages(statement)
    figures = _figures(statement, address or SITE)
    points = next((p for block in by_language.values() if (p := _points(block)) is not None), None)
    found = {language: samples_in(block) for language, block in by_language.items()}
    if not any(each.samples or each.flaw for each in found.values()):
        found["outside"] = _samples_beside(page)
    texts = {language: markdown_of(block) for language, block in by_language.items()}
    if "outside" in found:
        texts = {language: text + _as_markdown(found["outside"].samples) for language, text in texts.items()}
    checker = checker_of(list(texts.values()))
    interactive = checker.kind is CheckerKind.INTERACTIVE
    task = found_id or task_id
    if task is None or task == _ALL_TASKS:
        raise PageNotUnderstood("id", _("The page does not contain the task's id. Give the task's address instead."))
    return Problem(
        id=task,
        contest=contest,
        label=label,
        title=title,
        url=address,
        points=points,
        statements=Statements(**texts),
        samples=_samples(found, interactive),
        limits=limits,
        checker=checker,
        interactive=interactive,
        figures=figures,
        contest_start=times.start,
        contest_end=times.end,
    )


def read_task_list(html: str) -> TaskList:
    """A contest's list of tasks. Raises PageNotUnderstood("tasks") if the page has none."""
    page = parse(html)
    rows: dict[str, TaskRow] = {}
    for line in page.select("table tbody tr"):
        links = [a for a in line.select("td a[href]") if _TASK_PATH.search(urlsplit(str(a["href"])).path)]
        if len(links) < 2:
            continue
        path = _TASK_PATH.search(urlsplit(str(links[0]["href"])).path)
        label, title = squeezed(links[0].get_text()), " ".join(links[1].get_text().split())
        if path is not None and label and title:
            rows.setdefault(path[2], TaskRow(path[2], label, title))
    if not rows:
        raise PageNotUnderstood("tasks", _("No list of tasks was found on the contest's page."))
    return TaskList(tuple(rows.values()), contest_times(page))


def read_times(html: str) -> ContestTimes:
    """The contest's times on any of its pages; both None if there are none."""
    return contest_times(parse(html)) if html.strip() else ContestTimes()


def is_login_page(html: str) -> bool:
    """Whether the page is a login form instead of what was asked for."""
    if "password" not in html or 'id="task-statement"' in html:
        return False
    return parse(html).select_one("input[type=password]") is not None


def task_of_address(address: str) -> tuple[str | None, str | None]:
    """The contest's and the task's id in an address of the site; None for a part that it lacks."""
    parts = urlsplit(address)
    if match := _TASK_PATH.search(parts.path):
        return match[1], match[2]
    host = parts.hostname or ""
    if host.endswith(".contest.atcoder.jp"):  # the site's addresses until 2018
        task = re.match(r"/tasks/([\w-]+)/?$", parts.path, re.IGNORECASE)
        return host.split(".")[0], task[1] if task else None
    contest = _CONTEST_PATH.match(parts.path)
    return (contest[1] if contest else None), None


def _only_statement(page: BeautifulSoup) -> Tag:
    """The page's one statement. Raises PageNotUnderstood if there is none or more than one."""
    statements = page.find_all(id="task-statement")
    if not statements:
        raise PageNotUnderstood("statement", _no_statement(page))
    if len(statements) > 1:
        titles = list(dict.fromkeys(f"{label} - {title}" for label, title in _titles(page)))
        text = _("The page holds {count} statements ({titles}). Give the page of one task.")
        raise PageNotUnderstood("statement", text.format(count=len(statements), titles=", ".join(titles)[:300]))
    only: Tag = statements[0]
    return only


def _no_statement(page: BeautifulSoup) -> str:
    title = page.title.get_text(strip=True) if page.title else ""
    if title:
        return _("There is no task statement on the page “{title}”. Is it a task's page?").format(title=title[:60])
    return _("There is no task statement on the page. Is it a task's page?")


def _identity(page: BeautifulSoup, url: str | None) -> tuple[str | None, str | None, str | None]:
    """Contest, task and address: from where it was fetched, else from what the page says about itself."""
    addresses = ([url] if url else []) + _own_addresses(page)
    for address in addresses:
        contest, task = task_of_address(address)
        if contest and task:
            return contest, task, address if address == url else f"{SITE}/contests/{contest}/tasks/{task}"
    field = page.find("input", attrs={"name": "data.TaskScreenName"})
    task = str(field.get("value") or "") or None if field is not None else None
    script = _CONTEST_IN_SCRIPT.search("\n".join(script.get_text() for script in page.find_all("script")))
    contest = script[1] if script else None
    return contest, task, f"{SITE}/contests/{contest}/tasks/{task}" if contest and task else url


def _own_addresses(page: BeautifulSoup) -> list[str]:
    """The addresses by which the page may name itself, most reliable first."""
    shared = [str(tag.get("content", "")) for tag in page.find_all("meta", property="og:url")]
    canonical = [str(tag.get("href", "")) for tag in page.find_all("link", rel="canonical")]
    links = [str(tag.get("href", "")) for tag in page.find_all("a")]
    return shared + canonical + [link for link in links if "/editorial" in link or "lang=" in link]


def _title(page: BeautifulSoup) -> tuple[str, str]:
    """Label and title: the words of the heading itself, without the buttons in it; else the document's title."""
    found = next(iter(_titles(page)), None)
    if found is None:
        raise PageNotUnderstood("title", _("The page has no title like “A - Title”."))
    return found


def _titles(page: BeautifulSoup) -> Iterator[tuple[str, str]]:
    headings = [tag for tag in page.find_all(("span", "h2")) if tag.name == "h2" or "h2" in classes_of(tag)]
    candidates = ["".join(str(node) for node in tag.children if type(node) is NavigableString) for tag in headings]
    for candidate in candidates + [tag.get_text() for tag in page.find_all("title")]:
        match = _TITLE.fullmatch(" ".join(candidate.split()))
        if match:
            yield squeezed(match["label"]), match["title"].removesuffix(" - AtCoder")


def _languages(statement: Tag) -> dict[str, Tag]:
    """The statement in each language that has text; an old page without marks is in the language it looks like."""
    blocks: dict[str, Tag] = {}
    for language in ("ja", "en"):
        block = statement.find(class_=f"lang-{language}")
        if block is not None and block.get_text(strip=True):
            blocks[language] = block
    if not blocks:
        text = statement.get_text(strip=True)
        if not text:
            raise PageNotUnderstood("statement", _("The statement on the page is empty."))
        blocks["ja" if is_japanese(text) else "en"] = statement
    return blocks


def _points(block: Tag) -> int | None:
    """配点 or Score, which comes before the first heading; parts ("600 + 400") are added up."""
    for element in block.descendants:
        if isinstance(element, Tag) and element.name in ("h2", "h3", "h4", "section"):
            return None
        if isinstance(element, Tag) and element.name == "p":
            match = _POINTS.match(squeezed(element.get_text()))
            if match:
                return sum(int(part.replace(",", "")) for part in match[1].split("+"))
    return None


def _figures(statement: Tag, base: str) -> tuple[Figure, ...]:
    addresses: dict[str, None] = {}
    for image in statement.find_all(("img", "svg")):
        source = str(image.get("src") or "").strip() if image.name == "img" else ""
        address = INLINE_FIGURE
        if source and not source.startswith("data:"):
            try:
                address = urljoin(base, source)
            except ValueError:
                address = source
        addresses.setdefault(address)
    return tuple(Figure(address) for address in addresses)


def _samples_beside(page: BeautifulSoup) -> Found:
    """The samples on the page outside its statement, for a page with none inside."""
    root = page.find(id="main-container") or page.body
    if not isinstance(root, Tag) or root.find("pre") is None:
        return Found(())
    check_size(root)
    tidy(root)
    return samples_in(root)


def _as_markdown(samples: tuple[Sample, ...]) -> str:
    """Samples as the site's statements show them."""
    return "".join(
        f"\n### Sample {what} {sample.name}\n\n```\n{text.decode().removesuffix(chr(10))}\n```\n"
        for sample in samples
        for what, text in (("Input", sample.stdin), ("Output", sample.expected))
    )


def _samples(found: dict[str, Found], interactive: bool) -> tuple[Sample, ...]:
    """The samples of the language with more pairs, Japanese on a tie."""
    best = max((found[place] for place in ("ja", "en", "outside") if place in found), key=lambda f: len(f.samples))
    if best.samples or interactive:
        return best.samples
    flaw = next((f.flaw for f in found.values() if f.flaw), None)
    if flaw is not None:
        raise PageNotUnderstood("samples", _("The samples cannot be paired: {flaw}.").format(flaw=flaw))
    return ()
