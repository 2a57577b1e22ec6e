"""The image's recipe, and the tag of an image built from it."""

import hashlib
import io
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from sandbox.calls import calls_header

REPOSITORY = "kyoso-sandbox"
# Each layer, with the programs that only it has. Without a layer's image, only its languages are missing.
LAYERS: dict[str, tuple[str, ...]] = {
    "base": (),
    "pypy": ("pypy3",),
    "rust": ("rustc",),
    "java": ("java", "javac"),
    "go": ("go",),
    "ruby": ("ruby",),
    "javascript": ("node",),
}
_CALLS = "calls.h"
SUPERVISOR = ("supervisor.c", _CALLS)  # what it is compiled from
_INGREDIENTS = ("Dockerfile", *SUPERVISOR)


def ingredient(name: str) -> bytes:
    """The content of a file in sandbox/image, or of the header generated from one."""
    if name == _CALLS:
        return calls_header(ingredient("seccomp.json"))
    return Path(__file__).with_name("image").joinpath(name).read_bytes()


# Languages that may be named instead of a layer.
_OTHER_NAMES = {"c": "base", "cpp": "base", "cpp20": "base", "python": "base", "node": "javascript"}


def layer_named(name: str) -> str:
    """The layer with that name, or the one with the language of that name."""
    return _OTHER_NAMES.get(name, name)


def layer_for(command: Sequence[str]) -> str:
    """The layer that has a command's program, which another one may run, e.g. prlimit."""
    return next((layer for word in command for layer, programs in LAYERS.items() if word in programs), "base")


@cache
def recipe_hash() -> str:
    """12 hex digits that identify the recipe."""
    digest = hashlib.sha256()
    for name in _INGREDIENTS:
        content = ingredient(name)
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:12]


def image_tag(layer: str = "base") -> str:
    """The tag of the layer's image, e.g. kyoso-sandbox:base-0123456789ab."""
    return f"{REPOSITORY}:{layer}-{recipe_hash()}"


def dockerfile_of(layer: str) -> bytes:
    """The Dockerfile without other layers' stages: the classic builder builds every stage before the target."""
    stages = re.split(r"(?m)^(?=FROM )", ingredient("Dockerfile").decode())
    kept = [stage for stage in stages if not stage.startswith("FROM base AS ") or stage.split()[3] == layer]
    return "".join(kept).encode()


def build_context(layer: str) -> bytes:
    """The context for `docker build`, as a tar archive; the same bytes for the same recipe."""
    import tarfile

    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for name in _INGREDIENTS:
            content = dockerfile_of(layer) if name == "Dockerfile" else ingredient(name)
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            entry.mode = 0o644
            tar.addfile(entry, io.BytesIO(content))
    return archive.getvalue()
