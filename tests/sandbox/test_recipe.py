"""The image's recipe, without building it."""

import io
import tarfile

from sandbox.recipe import LAYERS, build_context, dockerfile_of, image_tag, layer_for, layer_named


def test_a_layers_dockerfile_has_only_the_base_and_that_layer() -> None:
    for layer in LAYERS:
        stages = [line for line in dockerfile_of(layer).decode().splitlines() if line.startswith("FROM ")]
        assert stages == ["FROM ${BASE} AS base"] + ([f"FROM base AS {layer}"] if layer != "base" else [])


def test_the_same_recipe_gives_the_same_context_and_all_layers_share_its_tag() -> None:
    assert build_context("base") == build_context("base")
    with tarfile.open(fileobj=io.BytesIO(build_context("go"))) as tar:
        assert sorted(tar.getnames()) == ["Dockerfile", "calls.h", "supervisor.c"]
    assert image_tag("go").startswith("kyoso-sandbox:go-")
    assert image_tag("go").rpartition("-")[2] == image_tag().rpartition("-")[2]


def test_layers_are_found_by_program_and_by_language() -> None:
    assert [layer_for([program]) for program in ("rustc", "node", "g++", "unheard-of")] == [
        "rust", "javascript", "base", "base",
    ]  # fmt: skip
    assert layer_for(("prlimit", "--stack=1:", "ruby", "--version")) == "ruby"
    assert layer_for(("g++", "--version")) == "base"
    assert [layer_named(name) for name in ("cpp", "python", "rust")] == ["base", "base", "rust"]
