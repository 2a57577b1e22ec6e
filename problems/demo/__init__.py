"""The contest that ships with kyoso: eight problems written for it, on pages with AtCoder's HTML structure."""

import tomllib
from importlib import resources
from typing import Any

CONTEST = "kyoso-demo"
TASKS = tuple(f"kyoso_demo_{letter}" for letter in "abcdefgh")
_WITH_CRLF = "kyoso_demo_c"  # as some of the site's pages have


def pages() -> dict[str, bytes]:
    """Each page by the path it would have on the site."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader("problems", "demo"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    top, name = f"/contests/{CONTEST}", "Kyoso Demo Race"
    tasks = {id: tomllib.loads((resources.files(__name__) / f"{id}.toml").read_text("utf-8")) for id in TASKS}

    def page(template: str, path: str, title: str, task: dict[str, Any] | None = None) -> bytes:
        text = templates.get_template(template).render(path=path, title=title, top=top, tasks=tasks, task=task)
        return text.replace("\n", "\r\n" if path.endswith(_WITH_CRLF) else "\n").encode()

    found = {top: page("contest.html.j2", top, name)}
    found[f"{top}/tasks"] = page("tasks.html.j2", f"{top}/tasks", f"Tasks - {name}")
    for id, task in tasks.items():
        path = f"{top}/tasks/{id}"
        found[path] = page("task.html.j2", path, f"{task['label']} - {task['title']}", task)
    return found
