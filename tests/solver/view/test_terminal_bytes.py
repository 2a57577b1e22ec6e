"""However hostile a program, model, page, server or log is, a terminal gets only our own escape sequences."""

import csv
import io
import json
import os
import pty
import re
import sys
import threading
from dataclasses import replace

import pytest

from judge.judgement import CaseResult, Judgement, Verdict
from judge.notes import plain
from problems import demo
from sandbox.run import Ending, RunResult
from solver.cli.main import run
from solver.demo.loopback import LoopbackServer
from solver.view.text import safe
from tests.solver.report.grading.nights import made, night

# Title, clipboard, clear, cursor up, a C1 control, reversed text, a zero-width space, carriage return, backspace.
EVIL = "=\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07\x1b[2J\x1b[9A\x9b31m\u202eowned\u2066\u200b\r\x08\x7f\x0c"
NAME = f"m{EVIL}"
# What rich writes: styles, moving and hiding the cursor, erasing a line.
OURS = re.compile(r"\x1b\[(\?25[hl]|[0-9;]*m|2K|1A|0?K)")
PROGRAM = f"import sys\nprint({EVIL!r})\nprint({EVIL!r}, file=sys.stderr)\nsys.exit(3)\n"


class HostileServer(LoopbackServer):
    """A model server whose every text is hostile."""

    def answer(self, request, out):
        if request.path.startswith("/v1/models"):
            out.send_json(200, {"data": [{"id": NAME, "owned_by": EVIL}]})
        elif request.path.startswith("/props"):
            out.send_json(200, {"build_info": EVIL, "model_alias": NAME, "total_slots": 1})
        elif request.path == "/v1/chat/completions":
            said = f"{EVIL}\n```python\n{PROGRAM}```\n"
            out.begin_stream()
            chunk = {"model": NAME, "system_fingerprint": EVIL}
            out.event(chunk | {"choices": [{"index": 0, "delta": {"content": said}, "finish_reason": None}]})
            out.event(chunk | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            out.event("[DONE]")
            out.end_stream()
        else:
            out.send_json(404, {"error": {"message": EVIL}})


@pytest.fixture
def terminal(monkeypatch, tmp_path, sandbox_kind):
    """A function that runs kyoso with a terminal on stdout and stderr and returns what that received."""
    monkeypatch.setenv("KYOSO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KYOSO_SANDBOX", sandbox_kind)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        master, slave = pty.openpty()
        got = []

        def read():
            while True:
                try:
                    data = os.read(master, 65536)
                except OSError:
                    return
                if not data:
                    return
                got.append(data)

        reader = threading.Thread(target=read)
        reader.start()
        with (
            os.fdopen(slave, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream,
            monkeypatch.context() as patch,
        ):
            patch.setattr(sys, "stdout", stream)
            patch.setattr(sys, "stderr", stream)
            run([str(argument) for argument in arguments])
        reader.join()
        os.close(master)
        return b"".join(got).decode("utf-8")

    return command


def harmful(sent):
    """Characters that control a terminal or deceive a reader, apart from our own escapes and line ends."""
    rest = re.sub(r"\r\n|\r(?=\x1b\[)", "\n", sent)
    rest = OURS.sub("", rest)
    return sorted({hex(ord(char)) for char in rest if safe(char) != char})


@pytest.fixture
def page(tmp_path):
    html = demo.pages()[f"/contests/{demo.CONTEST}/tasks/kyoso_demo_a"]
    html = html if isinstance(html, str) else html.decode()
    file = tmp_path / "kyoso_demo_a.html"
    file.write_text(re.sub(r"A - [^<\n]*", lambda title: f"{title[0]} {EVIL}", html), "utf-8")
    return file


def test_nothing_hostile_reaches_the_terminal_from_any_command(terminal, page, tmp_path, monkeypatch):
    (tmp_path / "evil.py").write_text(PROGRAM)
    (tmp_path / "ce.cpp").write_text(f'int main() {{ "{EVIL}" }}\n', "utf-8")
    plan = f'problems = ["kyoso_demo_a"]\n[[models]]\nmodel = {json.dumps(NAME)}\nefforts = ["low"]\n'
    (tmp_path / "plan.toml").write_text(plan)
    run_ = RunResult(Ending.EXITED, 3, None, 0.1, 0.1, 9.0, EVIL.encode(), EVIL.encode() + b"\xff")
    judgement = Judgement(
        Verdict.RE, (CaseResult(EVIL, Verdict.RE, run_, note=plain(EVIL)),), EVIL, 0.1, 9.0, EVIL, EVIL
    )
    logged = replace(made("kyoso_demo_a", "RE", model=NAME), judgement=judgement, notes=(plain(EVIL),))
    night(tmp_path / "home", logged, made("kyoso_demo_a", "AC", model=f"other{EVIL}"))
    with HostileServer() as server:
        monkeypatch.setenv("KYOSO_SITE", server.url)
        monkeypatch.setenv("KYOSO_RESOURCES", server.url)
        asking = ("--server", server.url, "--no-attest")
        commands = [
            ("fetch", page),
            ("show", "kyoso_demo_a"),
            ("judge", "evil.py", "kyoso_demo_a"),
            ("judge", "ce.cpp", "kyoso_demo_a"),
            ("judge", f"{EVIL}.py", f"x{EVIL}"),
            ("stress", "evil.py", "kyoso_demo_a"),
            ("solve", page, "--model", NAME, *asking),
            ("hint", page, "--level", "1", "--model", NAME, "--server", server.url),
            ("race", page, "--model", NAME, "--no-page", *asking),
            ("batch", "plan.toml", "--server", server.url),
            ("models", "--server", server.url),
            ("log",),
            ("log", "1"),
            ("report",),
            ("report", "--csv"),
            ("report", "--compare", NAME, f"other{EVIL}"),
            ("rejudge", "--author", NAME),
            ("export", "--format", "csv"),
            ("export",),
            ("import", "ce.cpp"),
        ]
        sent = {" ".join(map(str, command[:3])): terminal(*command) for command in commands}
    found = {name: harmful(text) for name, text in sent.items()}
    assert {name: codes for name, codes in found.items() if codes} == {}
    shows_it = {name.split()[0] for name, text in sent.items() if "owned" in text}
    assert {"fetch", "judge", "solve", "models", "log", "report", "export", "batch", "race"} <= shows_it


def test_a_csv_field_that_looks_like_a_formula_is_escaped(tmp_path, terminal, monkeypatch, capsys):
    night(
        tmp_path / "home", *[made(f"abc10{n}_a", "AC", model=name) for n, name in enumerate(("=1+1", "+x", "@SUM(1)"))]
    )
    for command in (["export", "--format", "csv"], ["report", "--csv"]):
        assert run(command) == 0
        rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
        assert {row["model"] for row in rows} == {"'=1+1", "'+x", "'@SUM(1)"}
