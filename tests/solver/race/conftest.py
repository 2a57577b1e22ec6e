"""A race as a person runs it: the demo's site and models, a folder to write in and a separate home."""

import io
import os
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from solver.cli.main import run
from solver.demo.scripted_model import ScriptedModel
from solver.demo.site import DemoSite
from tests.solver.cli.conftest import Done
from tests.solver.race.terminal import KYOSO, terminal

PROGRAMS = Path(__file__).parents[2] / "programs"


class Track:
    """Where races are run: `start` on a terminal, `run` without one."""

    def __init__(self, folder, sandbox_kind):
        self.folder, self.file = folder, folder / "main.py"
        self._site = DemoSite()
        self._models = []
        self.env = {"LANG": "C.UTF-8", "KYOSO_HOME": str(folder.parent / "home"), "KYOSO_SANDBOX": sandbox_kind}
        self.env |= {"LANGUAGE": "", "LC_ALL": "", "LC_MESSAGES": "", "XDG_CONFIG_HOME": str(folder.parent)}
        self.env |= {"PYTHONPATH": str(Path.cwd()), "DISPLAY": "", "WAYLAND_DISPLAY": ""}

    def __enter__(self):
        site = self._site.__enter__()
        self.env |= {"KYOSO_SITE": site.url, "KYOSO_RESOURCES": site.url}
        return self

    def __exit__(self, *exc):
        for model in self._models:
            model.__exit__(*exc)
        self._site.__exit__(*exc)

    def model(self, tokens_per_s):
        """Start a scripted model server of that pace."""
        return self.serve(ScriptedModel(tokens_per_s=tokens_per_s))

    def serve(self, server):
        """Run this model server until the test ends."""
        server.__enter__()
        self._models.append(server)
        self.env["KYOSO_SERVER"] = server.url
        return server

    def arguments(self, problem, *more, model="demo-20b", effort="low"):
        named = ("--model", model, "--effort", effort) if model else ()
        return ("race", *((problem,) if problem else ()), *named, "--countdown", "0", "--no-open", "--no-attest", *more)

    def start(self, problem, *more, columns=80, rows=24, env=None, program=None, **options):
        """A race in a terminal, in a process that has already imported kyoso, or started afresh by `program`."""
        arguments, env = self.arguments(problem, *more, **options), self.env | (env or {})
        return terminal(arguments, columns=columns, rows=rows, env=env, cwd=self.folder, program=program)

    def run(self, *arguments):
        """Run a command without a terminal, in this process, because a new one takes seconds to start."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name, value in self.env.items():
                patch.setenv(name, value)
            patch.chdir(self.folder)
            code = run([str(argument) for argument in arguments])
        return Done(int(code), out.getvalue(), err.getvalue())

    def run_apart(self, *arguments):
        """Run a command in a separate process, as a program does."""
        command = [*KYOSO, *map(str, arguments)]
        options = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True, "timeout": 200}
        done = subprocess.run(command, env=os.environ | self.env, cwd=self.folder, check=False, **options)
        return Done(done.returncode, done.stdout, done.stderr)

    def save(self, program, name="main.py"):
        """Save a program from tests/programs, or a text, as an editor does: write a new file and rename it."""
        path = PROGRAMS / program
        text = path.read_text() if "/" in program and path.exists() else program
        part = self.folder / f".{name}.part"
        part.write_text(text)
        part.replace(self.folder / name)

    def history(self):
        done = self.run("race", "--history", "--json")
        assert done.code == 0, done.err
        return done.rows

    def log(self):
        return self.run("log", "--all", "--json").rows


@pytest.fixture
def track(tmp_path, sandbox_kind, lent_sandbox):
    folder = tmp_path / "work"
    folder.mkdir()
    with Track(folder, sandbox_kind) as made:
        yield made
