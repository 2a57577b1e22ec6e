"""Which sandbox is used if none is chosen, and what the person is told about it."""

from sandbox import containers
from sandbox.choose import open_sandbox
from sandbox.errors import ImageMissing
from tests.sandbox_fixtures import require_bwrap


def test_without_docker_one_short_line_says_that_bubblewrap_runs_the_code(monkeypatch, tmp_path):
    require_bwrap(tmp_path)
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    notes = []
    with open_sandbox("auto", tmp_path, note=notes.append) as sandbox:
        assert sandbox.name == "bwrap"
    (line,) = notes
    assert len(line) <= 80 and "KYOSO_SANDBOX=bwrap" in line


def test_without_an_image_the_note_names_the_command_that_builds_it(monkeypatch, tmp_path):
    require_bwrap(tmp_path)

    class WithoutImage:
        def __init__(self, *_arguments, **_more):
            raise ImageMissing("Docker has no image: run `kyoso sandbox build`")

    monkeypatch.setattr(containers, "DockerSandbox", WithoutImage)
    notes = []
    with open_sandbox("auto", tmp_path, note=notes.append) as sandbox:
        assert sandbox.name == "bwrap"
    assert "kyoso sandbox build" in notes[0]
