"""Which sandbox is taken where nobody says, and what a person is told of it."""

from sandbox import containers
from sandbox.choose import open_sandbox
from sandbox.errors import ImageMissing
from tests.sandbox_fixtures import require_bwrap


def test_without_docker_one_short_line_says_what_runs_the_code(monkeypatch, tmp_path):
    require_bwrap(tmp_path)
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    notes = []
    with open_sandbox("auto", tmp_path, note=notes.append) as sandbox:
        assert sandbox.name == "bwrap"
    (line,) = notes
    assert len(line) <= 80 and "KYOSO_SANDBOX=bwrap" in line


def test_a_docker_that_has_no_image_is_named_with_the_command_that_builds_it(monkeypatch, tmp_path):
    require_bwrap(tmp_path)

    class WithoutImage:
        def __init__(self, *_arguments, **_more):
            raise ImageMissing("Docker has no image: run `kyoso sandbox build`")

    monkeypatch.setattr(containers, "DockerSandbox", WithoutImage)
    notes = []
    with open_sandbox("auto", tmp_path, note=notes.append) as sandbox:
        assert sandbox.name == "bwrap"
    assert "kyoso sandbox build" in notes[0]
