"""Two people at two machines: two processes, two homes, and what each side believes of the other."""

import json
import re
import socket
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import msgspec
import pytest

from judge.judgement import Submission, Verdict
from solver.race import rules
from solver.race.engine import Engine
from solver.race.events import LaneSeen, Saved
from solver.race.page.guests import GuestDesk
from solver.race.page.server import PageServer
from solver.race.race import Race, RaceHooks, RaceSetup
from solver.race.rules import HandIn, Lane, LaneKind, RaceSettings, Try
from solver.race.shared import (
    GuestLane,
    Invitation,
    decode_guest,
    decode_invitation,
    lanes_for_guest,
    validate_lane,
)
from solver.race.state import Activity, LaneState, Phase, Stage
from solver.race.words import ghost_ahead
from solver.race.your_files import one_file
from tests.solver.race.conftest import Track
from tests.solver.race.states import COURSE, E_PROBLEM, GHOST, GHOST_TIMES, YOU, race


class Cable:
    """A connection between two machines that can be cut."""

    def __init__(self, port):
        self._port, self._up, self._lines = port, True, []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _address = self._server.accept()
            except OSError:
                return
            if not self._up:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._port))
            except OSError:  # the host has ended
                near.close()
                continue
            self._lines += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    @staticmethod
    def _carry(one, other):
        try:
            while data := one.recv(65536):
                other.sendall(data)
        except OSError:
            pass
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut(self):
        self._up = False
        lines, self._lines = self._lines, []
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def mend(self):
        self._up = True

    def close(self):
        self.cut()
        self._server.close()


@pytest.fixture
def guest_track(tmp_path, sandbox_kind):
    folder = tmp_path / "guest" / "work"
    folder.mkdir(parents=True)
    with Track(folder, sandbox_kind) as made:
        yield made


@contextmanager
def joined(track, guest_track, *more):
    """A host and a guest in two terminals, whose race has started, and the cable between them."""
    arguments = ("--file", "main.py", "--host", "--bind", "127.0.0.1", "--name", "hanako", "--verdict-wait", "0", *more)
    with track.start("kyoso_demo_a", *arguments, effort="medium") as host:
        found = []
        host.wait_for(
            lambda _text: bool(found.append(re.search(rb"127\.0\.0\.1:(\d+)/\?g=([\w-]+)", host.written)) or found[-1])
        )
        cable = Cable(int(found[-1][1]))
        address = f"http://127.0.0.1:{cable.port}/?g={found[-1][2].decode()}"
        host.wait_for("waiting for the second person")
        arguments = (
            "race",
            "--join",
            address,
            "--file",
            "main.py",
            "--name",
            "taro",
            "--no-open",
            "--verdict-wait",
            "0",
        )
        from tests.solver.race.terminal import terminal

        with terminal(arguments, env=guest_track.env, cwd=guest_track.folder) as guest:
            host.wait_for("thought")
            guest.wait_for("thought")
            yield host, guest, cable
        cable.close()


def test_a_guest_without_a_file_is_told_what_is_missing(guest_track):
    done = guest_track.run("race", "--join", "http://127.0.0.1:9/?g=x")
    assert done.code == 2 and "Add --file to join" in done.err and "--model" not in done.err


def test_what_the_host_saves_before_the_guest_has_come_counts_from_the_start(tmp_path, sandbox):
    shown, joined = [], iter([False, False, False, True])

    class Noting:
        def show(self, state):
            shown.append((state.phase, state.lanes[0].saves))

    hooks = RaceHooks(lambda attempt, _solved: attempt, lambda *_: None, lambda: datetime.now(UTC), None, lambda *_: "")
    files, course = one_file(tmp_path / "main.py", E_PROBLEM), replace(COURSE, limit_s=0.2)
    setup = RaceSetup(course, (E_PROBLEM,), files=files, countdown=0)
    waiting = Race(setup, sandbox, [Noting()], replace(hooks, may_begin=lambda: next(joined)))
    waiting.put(Saved(E_PROBLEM.id, Submission("python", "print(0)"), 0.0, "main.py"))
    waiting.run()
    assert {saves for phase, saves in shown if phase is Phase.GATHERING} == {0}
    assert shown[-1] == (Phase.OVER, 1)


def test_two_people_race_with_one_clock_and_nobody_sees_the_others_code(track, guest_track):
    guest_track.env["KYOSO_SERVER"] = track.model(tokens_per_s=2).url
    (guest_track.folder / "kyoso.toml").write_text('model = "demo-20b"\n')  # models race on the host only
    with joined(track, guest_track, "--ghost", "400", "--seed", "7") as (host, guest, _cable):
        guest_track.save("print(0)  # taros own code\n")
        guest.wait_for("line 1, column 1")
        host.wait_for(lambda text: re.search(r"taro +━.*WA \d/3", text))
        track.save("kyoso_demo_a/ac.py")
        host.wait_for(lambda text: re.search(r"you .*AC at 00:", text))
        guest.wait_for(lambda text: re.search(r"hanako .*AC at 00:", text))
        guest_track.save("kyoso_demo_a/ac_trailing_blanks.py")
        guest.wait_for(lambda text: re.search(r"you .*AC at 00:", text))
        host.wait_for(lambda text: re.search(r"taro .*AC at 00:", text))
        assert b"taros own code" not in host.written and b"print(" not in host.written
        host.interrupt()
        assert host.end() == 130
        assert guest.end() == 0
    (ours,), (theirs,) = track.history(), guest_track.history()
    assert [lane["kind"] for lane in ours["lanes"]] == ["you", "rival", "model", "ghost"]
    assert [lane["name"] for lane in theirs["lanes"]] == ["you", "hanako", "demo-20b", "ghost 400"]
    assert ours["seed"] == theirs["seed"] == 7
    assert ours["lanes"][1]["name"] == "taro"
    for mine, other in ((0, 1), (1, 0)):  # the same times on both sides
        assert ours["lanes"][mine]["time_s"] == pytest.approx(theirs["lanes"][other]["time_s"], abs=1e-6)
    assert theirs["lanes"][1]["submissions"][0]["attempt"] is None
    assert abs(ours["seconds"] - theirs["seconds"]) < 5


def test_a_side_that_is_cut_off_goes_on_and_reconnects(track, guest_track):
    track.model(tokens_per_s=2)
    with joined(track, guest_track) as (host, guest, cable):
        cable.cut()
        host.wait_for("connection lost")
        guest.wait_for("connection lost")
        guest_track.save("kyoso_demo_a/ac.py")
        guest.wait_for(lambda text: re.search(r"you .*AC at 00:", text))
        assert not re.search(r"taro .*AC at", host.text)
        cable.mend()
        host.wait_for(lambda text: re.search(r"taro .*AC at 00:", text))
        track.save("kyoso_demo_a/ac.py")
        guest.wait_for(lambda text: re.search(r"hanako .*AC at 00:", text))
        host.interrupt()
        assert (host.end(), guest.end()) == (130, 0)


def test_a_guests_ghost_runs_on_when_the_hosts_race_is_over():
    hosts = race(lanes=(YOU, YOU, GHOST))
    invitation = Invitation(COURSE, "hanako", 1, hosts.lanes, 7)
    guest = Engine(COURSE, (Lane(LaneKind.YOU, "you"), *lanes_for_guest(invitation)), RaceSettings())
    guest.begin()
    at_s = GHOST_TIMES.at_s[E_PROBLEM.id]
    over = replace(GHOST, lane=rules.submit(GHOST.lane, Try(E_PROBLEM.id, at_s, Verdict.AC), COURSE.tasks, at_s))
    guest.take(LaneSeen(2, over), 20.0)
    assert guest.lanes[2].ended is None and "ghost 1200" in ghost_ahead(COURSE, guest.state(20.0), str)
    guest.tick(at_s)
    assert rules.solved_at(guest.lanes[2], E_PROBLEM.id) == at_s


def test_joining_needs_a_file_and_names_no_problem(track):
    assert track.run("race", "--join", "127.0.0.1:9").code == 2  # without a file
    track.save("print(0)\n")
    assert track.run("race", "kyoso_demo_a", "--join", "127.0.0.1:9", "--file", "main.py").code == 2
    done = track.run("race", "--join", "http://127.0.0.1:9/?g=x", "--file", "main.py")
    assert done.code == 3 and "Traceback" not in done.err


def test_only_the_guest_gets_in_and_never_to_the_hosts_keys():
    desk = GuestDesk(COURSE, 1, "hanako", 7)
    heard = []
    with PageServer(COURSE, [E_PROBLEM], lang="en", bind="0.0.0.0", desk=desk) as page:
        desk.put = page.put = heard.append
        base, guest = f"http://127.0.0.1:{page.port}", {"g": desk.token}
        assert httpx.get(f"{base}/join", params=guest).status_code == 503  # the race is not there yet
        rival = LaneState(Lane(LaneKind.RIVAL, "guest", distant=True))
        page.show(race((YOU, rival)))
        assert httpx.get(f"{base}/join").status_code == 403
        assert httpx.get(f"{base}/join", params={"g": page.token}).status_code == 403
        assert httpx.get(base, params=guest).status_code == 403
        assert httpx.post(f"{base}/key", params=guest, json={"key": "g"}).status_code == 403
        found = decode_invitation(httpx.get(f"{base}/join", params=guest).content)
        assert (found.host, found.place, found.course.tasks) == ("hanako", 1, COURSE.tasks)
        own = msgspec.json.encode(GuestLane("taro", YOU))
        assert httpx.post(f"{base}/join/lane", params=guest, content=own).status_code == 204
        assert httpx.post(f"{base}/join/lane", params=guest, content=b"{}").status_code == 400
        assert httpx.post(f"{base}/join/lane", params=guest, content=b"[" * 300_000).status_code == 400
        (seen,) = heard
        assert (seen.lane, seen.name, seen.state.doing.stage) == (1, "taro", Stage.NOT_SAVED)


def corrupted(state, path, value):
    data = json.loads(msgspec.json.encode(state))
    *way, last = path
    place = data
    for step in way:
        place = place[step]
    place[last] = value
    return json.dumps({"name": "x", "state": data}).encode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("doing", "task"), "abc417_e"),
        (("doing", "number"), 10**12),
        (("doing", "stage"), "cheating"),
        (("lane", "ended_s"), 1e300),
        (("lane", "tries"), [{"task": "abc417_e", "at_s": 1.0, "verdict": "AC"}]),
        (("lane", "tries"), [{"task": E_PROBLEM.id, "at_s": -1.0, "verdict": "AC"}]),
        (("lane", "tries"), [{"task": E_PROBLEM.id, "at_s": 1.0, "verdict": "AC"}] * 501),
        (("rates",), [1] * 1000),
        (("rates",), ["x"]),
        (("lane",), None),
    ],
)
def test_a_guests_lane_that_makes_no_sense_is_refused(path, value):
    with pytest.raises(ValueError, match=r"."):
        decode_guest(corrupted(YOU, path, value), COURSE)


def test_texts_from_the_other_side_are_made_harmless_and_its_attempt_ids_dropped():
    lane = rules.submit(YOU.lane, Try(E_PROBLEM.id, 5.0, Verdict.AC, attempt=77), COURSE.tasks, 5.0)
    lane = rules.hand_in(lane, HandIn(E_PROBLEM.id, 6.0, 6.0, attempt=78))
    state = replace(YOU, lane=lane, file="\x1b[2Jx" * 100, doing=Activity(Stage.NO_ANSWER, detail="\x1b]0;x\x07"))
    found = validate_lane(state, COURSE.tasks)
    assert "\x1b" not in found.file + found.doing.detail and len(found.file) <= 200
    assert found.lane.tries[0].attempt is None and found.lane.pending[0].attempt is None
    guest = decode_guest(msgspec.json.encode(GuestLane("\x1b[31m" + "x" * 99, state)), COURSE)
    assert "\x1b" not in guest.name and len(guest.name) <= 20
