"""The demo's contest over HTTP."""

import httpx

from problems.demo import CONTEST, TASKS, pages
from solver.demo.site import DemoSite


def test_pages_are_served_byte_for_byte_with_or_without_a_query():
    with DemoSite() as site, httpx.Client(base_url=site.url) as client:
        for path, page in pages().items():
            for address in (path, f"{path}?lang=ja", f"{path}/"):
                answer = client.get(address)
                assert answer.status_code == 200
                assert answer.headers["content-type"] == "text/html; charset=utf-8"
                assert answer.content == page
        assert [seen.path for seen in site.seen][:2] == [f"/contests/{CONTEST}", f"/contests/{CONTEST}?lang=ja"]


def test_the_resources_know_the_contest_and_its_problems():
    with DemoSite() as site:
        [contest] = httpx.get(f"{site.url}/contests.json").json()
        models = httpx.get(f"{site.url}/problem-models.json").json()
    assert (contest["id"], contest["start_epoch_second"], contest["duration_second"]) == (CONTEST, 1743854400, 6000)
    assert tuple(models) == TASKS
    assert sorted(model["difficulty"] for model in models.values()) == [m["difficulty"] for m in models.values()]


def test_a_missing_page_is_a_404_page():
    with DemoSite() as site:
        answer = httpx.get(f"{site.url}/contests/abc001")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


def test_other_pages_can_be_served():
    with DemoSite({"/contests/x/tasks/x_a": b"<p>x</p>"}) as site:
        assert httpx.get(f"{site.url}/contests/x/tasks/x_a").content == b"<p>x</p>"
        assert httpx.get(f"{site.url}/contests/{CONTEST}").status_code == 404


def test_nobody_listens_after_the_with_block():
    with DemoSite() as site:
        pass
    try:
        httpx.get(site.url)
    except httpx.ConnectError:
        return
    raise AssertionError("still listening")
