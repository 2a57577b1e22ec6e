"""The race's live page: what it sends, whom it answers, and what a browser and axe make of it."""

import json
import re
import threading
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pytest

from judge.judgement import CaseResult, Judgement, Verdict
from problems.web import trusted
from solver.race.events import KeyPressed, PageOpened, ProblemChosen
from solver.race.page.server import PageServer
from solver.race.state import LastTest, Phase, YourState
from solver.race.you import GIVE_UP
from tests.solver.race.states import COURSE, E_PROBLEM, SHOWN, contest, demo_problem, failing, hinted, race, run_of

IMAGE = '<img src=x onerror="document.title=3">'
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


@contextmanager
def served(state=None, course=COURSE, problems=(E_PROBLEM,), **options):
    """A served page that shows this state and collects keys in `pressed`."""
    pressed = []
    with PageServer(course, problems, lang=options.pop("lang", "en"), **options) as page:
        page.pressed, page.put = pressed, pressed.append
        page.show(state or race())
        yield page


def first_state(page, **params):
    with httpx.stream("GET", page.address + "events", params=params, timeout=10, verify=trusted(False)) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        for line in stream.iter_lines():
            if line.startswith("data: "):
                return json.loads(line.removeprefix("data: "))
    return None


def press(page, body, **headers):
    sent = body if isinstance(body, str) else json.dumps(body)
    headers = {"Content-Type": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return httpx.post(page.address + "key", content=sent, headers=headers, verify=trusted(False))


def test_the_page_and_its_state_are_in_the_requested_language():
    with served() as page:
        english, japanese = (httpx.get(page.address, params={"lang": lang}).text for lang in ("en", "ja"))
        assert '<html lang="en">' in english and '<html lang="ja">' in japanese
        assert english.index('<article lang="en">') < english.index('<article lang="ja">')
        assert japanese.index('<article lang="ja">') < japanese.index('<article lang="en">')
        assert english.count("450 points") == 1 and "Score" not in english
        assert ">コピー</button>" in japanese.partition("<details>")[0]
        assert first_state(page, lang="en")["headline"] == "nobody has solved it yet"
        assert first_state(page, lang="ja")["headline"] == "まだ誰も解いていません"


def test_the_failing_case_is_in_each_readers_language():
    with served(failing()) as page:
        cases = {lang: first_state(page, lang=lang)["you"]["case"] for lang in ("en", "ja")}
        assert "expected" in cases["en"] and "期待" not in cases["en"]
        assert "期待" in cases["ja"] and "expected" not in cases["ja"]


def test_the_page_asks_too_whether_you_give_up():
    with served(race(you=YourState(0, E_PROBLEM.id, message=GIVE_UP))) as page:
        assert first_state(page, lang="en")["you"]["message"].startswith("Give up?")
        assert first_state(page, lang="ja")["you"]["message"].startswith("降参しますか?")


def test_every_answer_forbids_loading_from_elsewhere_and_framing():
    with served() as page:
        for path in ("", "race.js", "race.css"):
            headers = httpx.get(page.address + path).headers
            assert "default-src 'none'" in headers["content-security-policy"]
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert headers["cache-control"] == "no-store"
            assert headers["x-content-type-options"] == "nosniff"
        html = httpx.get(page.address).text
        assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!atcoder\.jp)', html)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "10.0.0.7", ""])
def test_a_foreign_host_name_is_refused(host):
    with served() as page:
        assert httpx.get(page.address, headers={"Host": host}).status_code == 421
        assert press(page, {"key": "s"}, Host=host).status_code == 421
        assert page.pressed == []


def test_only_known_keys_from_the_page_itself_are_accepted():
    with served() as page:
        own = page.address.rstrip("/")
        assert press(page, {"key": "s"}, Origin=own).status_code == 204
        assert press(page, {"key": "s"}, Origin="http://evil.example").status_code == 403
        assert press(page, {"key": "s"}, Content_Type="text/plain").status_code == 415
        assert press(page, {"said": "wa"}).status_code == 204
        assert press(page, {"task": E_PROBLEM.id}).status_code == 204
        assert press(page, {"opened": True}).status_code == 204
        for body in ({"key": "\x03"}, {"key": "ss"}, {"said": "x"}, {"task": "../x"}, "[" * 1000, "7", "null", {}):
            assert press(page, body).status_code == 400, body
        assert press(page, '{"key": "' + "s" * 5000).status_code == 413
        letters = [event.character for event in page.pressed if isinstance(event, KeyPressed)]
        assert letters[0] == "s" and "".join(letters[-3:]) == "wa\r"
        assert ProblemChosen(E_PROBLEM.id) in page.pressed and PageOpened("") in page.pressed


def test_beyond_loopback_the_address_has_a_token_and_nobody_gets_in_without_it():
    with served(bind="0.0.0.0") as page:
        base, token = f"http://127.0.0.1:{page.port}/", page.token
        assert page.address.endswith(f"/?t={token}") and len(token) >= 12
        for path in ("", "events"):
            assert httpx.get(base + path).status_code == 403
            assert httpx.get(base + path, params={"t": "!" + token[1:]}).status_code == 403
        assert httpx.post(base + "key", json={"key": "s"}).status_code == 403
        assert httpx.get(base, params={"t": token}).status_code == 200
        assert httpx.post(base + "key", params={"t": token}, json={"key": "s"}).status_code == 204
        assert httpx.get(base, params={"t": token}, headers={"Host": "evil.example"}).status_code == 421


def test_a_reader_receives_the_result_before_the_server_ends():
    heard, ready = [], threading.Event()
    with served() as page:

        def read():
            with httpx.stream("GET", page.address + "events", timeout=10) as stream:
                for line in stream.iter_lines():
                    if line.startswith("data: "):
                        heard.append(json.loads(line.removeprefix("data: ")))
                        ready.set()

        reader = threading.Thread(target=read)
        reader.start()
        assert ready.wait(60)
        page.show(replace(race(), phase=Phase.OVER))
        page.finish(lambda _words: {"lines": ["You won!"], "share": "kyoso", "programs": []})
    reader.join(30)
    assert not reader.is_alive()
    assert heard[-1]["phase"] == "over" and heard[-1]["result"]["lines"] == ["You won!"]


def test_no_text_of_a_model_is_sent_before_you_have_solved_the_problem_or_given_up(track):
    from solver.demo.answers import answers
    from solver.demo.speech import reasoning
    from tests.bench.race_page import address_of

    model = track.model(tokens_per_s=60)
    received, done = [], threading.Event()
    with track.start("kyoso_demo_a", "--file", "main.py", effort="low") as screen:
        address = address_of(screen)

        def read():
            received.append(httpx.get(address).content + httpx.get(address + "race.js").content)
            with httpx.stream("GET", address + "events", timeout=60) as stream:
                for part in stream.iter_raw():
                    received.append(part)
            done.set()

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        screen.wait_for(lambda text: re.search(r"demo-20b low .*AC at 00:", text))
        screen.interrupt()
        screen.end()
        assert done.wait(60)
    sent = b"".join(received)
    assert b'"result"' in sent and b"demo-20b low" in sent
    from judge.effort import Effort

    answer = answers()["kyoso_demo_a", "demo-20b", Effort.LOW].text
    lines = [line.strip() for line in answer.splitlines() if len(line.strip()) > 12]
    thought = reasoning(20).split(". ")
    assert model.seen and lines
    for text in [*lines, *(part for part in thought if len(part) > 12)]:
        assert json.dumps(text)[1:-1].encode() not in sent and text.encode() not in sent, text


def test_a_race_goes_on_when_its_page_is_closed_and_a_button_is_a_key(track, browser):
    from tests.bench.race_page import address_of

    track.model(tokens_per_s=4)
    with track.start("kyoso_demo_a", "--file", "main.py", effort="medium", columns=50) as screen:
        page = browser.new_page()
        page.goto(address_of(screen))
        page.get_by_role("button", name="pause").click()
        screen.wait_for("paused")
        page.get_by_role("button", name="resume").click()
        screen.wait_for("resumed")
        page.close()
        track.save("kyoso_demo_a/ac.py")
        screen.wait_for("AC at 00:")
        assert all(len(line) <= 50 for line in screen.text.splitlines())
        screen.interrupt()
        assert screen.end() == 130


def test_one_press_copies_the_line_to_post(browser):
    with served(race(phase=Phase.OVER)) as server:
        server.finish(lambda _words: {"lines": ["You won!"], "share": "kyoso: me 00:42", "programs": []})
        page = browser.new_page()
        page.add_init_script("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
        page.goto(server.address)
        box, button = (page.locator(one).bounding_box() for one in ("#result", ".share button"))
        assert box["y"] < button["y"] < box["y"] + box["height"], "it stands outside the result"
        page.locator(".share button").click()
        page.get_by_role("button", name="Copied").wait_for()
        assert page.evaluate("copied") == "kyoso: me 00:42"
        page.close()


def hostile():
    case = CaseResult(HOSTILE, Verdict.WA, run_of(HOSTILE.encode()))
    last = LastTest(E_PROBLEM.id, HOSTILE, 1.0, Judgement(Verdict.WA, (case,), "", 0.01, 1.0), 1)
    state = race(you=YourState(0, E_PROBLEM.id, last=last))
    named = replace(state.lanes[1], lane=replace(state.lanes[1].lane, name=IMAGE))
    return replace(state, lanes=(state.lanes[0], named, state.lanes[2]))


def test_hostile_titles_names_and_outputs_stay_text(browser):
    course = replace(COURSE, problems=(replace(COURSE.problems[0], title=HOSTILE),))
    with served(hostile(), course, (replace(E_PROBLEM, title=HOSTILE),)) as server:
        page = browser.new_page()
        page.goto(server.address)
        page.locator("#lanes > li").nth(2).wait_for()
        assert page.locator("h1").text_content().endswith(HOSTILE)
        assert IMAGE in page.locator("#lanes > li .name").nth(1).text_content()
        assert page.locator("#case-body").inner_text().count("<script>") >= 1
        assert page.locator("main img, .live img, .live script").count() == 0
        assert page.title().startswith("E - <img")
        page.close()


@pytest.mark.parametrize("shown", ["light", "dark", "phone", "overlay", "contest"])
def test_the_page_is_accessible_and_has_no_errors(browser, shown):
    from axe_playwright_python.sync_playwright import Axe

    course, state, problems = COURSE, hinted(), (E_PROBLEM,)
    if shown == "contest":
        (course, state), problems = contest(), tuple(demo_problem(letter) for letter in "abcde")
    size = (390, 844) if shown == "phone" else (1300, 900)
    said = []
    with served(state, course, problems) as server:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if shown == "dark" else "light"
        )
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(server.address + ("?overlay" if shown == "overlay" else ""))
        page.locator("#lanes > li").nth(1).wait_for()
        page.wait_for_timeout(400)  # until the tracks have moved
        # axe is injected through the browser, because the page's own policy rightly forbids loading it.
        found = Axe().run(page, options={"rules": {"color-contrast": {"enabled": shown != "overlay"}}})
        assert found.response["violations"] == [], found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than the screen"
        context.close()
    assert said == []


def test_on_a_phone_the_clock_stays_visible_at_the_end_of_the_statement(browser):
    with served(hinted()) as server:
        context = browser.new_context(viewport={"width": 375, "height": 812})
        page = context.new_page()
        page.goto(server.address)
        page.locator("#lanes > li").nth(1).wait_for()
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_function("scrollY > 0")
        assert 0 <= page.locator("#clock").bounding_box()["y"] < 60
        context.close()


def test_many_problems_on_a_phone_leave_the_other_languages_name_on_one_line(browser):
    course, state = contest()
    with served(state, course, tuple(demo_problem(letter) for letter in "abcde")) as server:
        page = browser.new_page(viewport={"width": 280, "height": 700})
        page.goto(server.address)
        picks = [one.bounding_box()["y"] for one in page.locator(".pick").all()]
        assert min(picks) < max(picks), "the letters need no second line here"
        link = page.locator(".bar a")
        line_height = float(link.evaluate("link => parseFloat(getComputedStyle(link).lineHeight)"))
        assert link.bounding_box()["height"] < 1.5 * line_height
        page.close()


def test_ten_minutes_of_four_lanes_cause_no_errors_and_no_growing_page(browser):
    said = []
    with served() as server:
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(server.address)
        page.locator("#lanes > li").nth(2).wait_for()
        nodes = []
        states = list(SHOWN.values())
        for second in range(600):  # each stands for one second of a race
            state = states[second % len(states)] if second % 50 == 0 else failing()
            rates = tuple((second * 7 + place) % 50 for place in range(32))
            model = replace(state.lanes[1], reasoning=40 * second, rates=rates)
            lanes = (state.lanes[0], model, model, state.lanes[2])
            server.show(replace(state, at_s=float(second), lanes=lanes))
            if second in (110, 599):
                page.locator("#lanes > li").nth(3).wait_for()
                page.get_by_text(f"{40 * second:,} thought").first.wait_for()
                nodes.append(page.evaluate("document.querySelectorAll('*').length"))
        assert nodes[1] <= nodes[0] + 20
        page.close()
    assert said == []
