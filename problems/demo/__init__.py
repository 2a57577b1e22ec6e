"""The contest that ships with kyoso: eight problems written for it, on pages with AtCoder's HTML structure."""

from importlib import resources

CONTEST = "kyoso-demo"
TASKS = tuple(f"kyoso_demo_{letter}" for letter in "abcdefgh")


def pages() -> dict[str, bytes]:
    """Each shipped page by the path it would have on the site, byte for byte (one has CRLF line ends)."""
    here = resources.files(__name__)
    top = f"/contests/{CONTEST}"
    files = {top: "contest.html", f"{top}/tasks": "tasks.html"} | {f"{top}/tasks/{id}": f"{id}.html" for id in TASKS}
    return {path: (here / name).read_bytes() for path, name in files.items()}
