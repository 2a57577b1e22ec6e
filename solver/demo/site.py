"""The demo's contest as a site on loopback: the pages under AtCoder's paths, and the two files of AtCoder Problems."""

from collections.abc import Mapping
from importlib import resources
from urllib.parse import urlsplit

from problems.demo import pages as shipped_pages
from solver.demo.loopback import LoopbackHandler, LoopbackServer, Seen

_NOT_FOUND = (
    b"<!DOCTYPE html><html><head><title>404 Not Found</title></head><body><h1>404 Page Not Found</h1></body></html>"
)
_RESOURCES = ("contests.json", "problem-models.json")


class DemoSite(LoopbackServer):
    """Serves the shipped contest, or other pages (path → HTML), for as long as the `with` block lasts.

        with DemoSite() as site:
            ...  # KYOSO_SITE=site.url KYOSO_RESOURCES=site.url

    Queries (?lang=ja) and a trailing slash are ignored; any other address is a 404 page. The two resources (contest
    times, made-up difficulty models of the eight problems) are served whatever the pages are.
    """

    def __init__(self, pages: Mapping[str, bytes] | None = None) -> None:
        super().__init__()
        self._pages = shipped_pages() if pages is None else pages
        here = resources.files("solver.demo")
        self._resources = {f"/{name}": (here / name).read_bytes() for name in _RESOURCES}

    def answer(self, request: Seen, out: LoopbackHandler) -> None:
        path = urlsplit(request.path).path.rstrip("/")
        if path in self._resources:
            out.send(200, self._resources[path])
        elif path in self._pages:
            out.send(200, self._pages[path], "text/html")
        else:
            out.send(404, _NOT_FOUND, "text/html")
