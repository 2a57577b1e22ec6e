"""Builds the image, on a base from a registry or, where none can be reached, on one made by debootstrap."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import Any

from sandbox.daemon import connect, daemon_errors, one_line
from sandbox.errors import ImageBuildFailed
from sandbox.recipe import REPOSITORY, build_context, image_tag

BASES = ("auto", "registry", "debootstrap")
SUITE = "trixie"
REGISTRY_IMAGE = "debian:trixie-slim"
OWN_BASE = f"{REPOSITORY}:debian-{SUITE}"
DEFAULT_MIRROR = "http://deb.debian.org/debian"
_PROXIES = ("http_proxy", "https_proxy", "no_proxy")
TellLine = Callable[[str], None]


def build_image(
    base: str = "auto",
    mirror: str | None = None,
    layers: Sequence[str] = ("base",),
    report: TellLine = lambda _line: None,
    platform: str | None = None,
) -> list[str]:
    """Builds the layers' images and returns their tags; Docker's cache reuses what is already built.

    base: "registry" takes debian:trixie-slim; "debootstrap" makes the same from the mirror (default: this host's APT
    source) and needs root; "auto" takes the registry if it answers. report receives each line of the build.
    platform: one other than the daemon's, e.g. "linux/amd64" on ARM; the registry must have the base for it, and the
    daemon must emulate it.
    Raises ImageBuildFailed, or SandboxUnavailable if no daemon answers.
    """
    client = connect()
    try:
        with daemon_errors(ImageBuildFailed):
            own = base == "debootstrap" or (base == "auto" and not _registry_has_base(client, report, platform))
            if own and platform:
                raise ImageBuildFailed(
                    _("for {platform} the base must come from the registry").format(platform=platform)
                )
            if own:
                _make_base(client, mirror, report)
            tags = []
            for layer in dict.fromkeys(["base", *layers]):
                _build(client, layer, own, report, platform)
                tags.append(image_tag(layer))
            return tags
    finally:
        client.close()


def host_mirror() -> str:
    """The Debian archive that this host's APT uses, else Debian's own."""
    command = ["apt-get", "indextargets", "--format", "$(ORIGIN) $(REPO_URI)", "Created-By: Packages"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return DEFAULT_MIRROR
    for line in done.stdout.splitlines():
        origin, _space, address = line.partition(" ")
        if origin == "Debian" and "security" not in address:
            return address.rstrip("/")
    return DEFAULT_MIRROR


def _registry_has_base(client: Any, report: TellLine, platform: str | None) -> bool:
    import docker.errors
    import requests

    if platform is None and _has_image(client, REGISTRY_IMAGE):  # otherwise it may be another platform's
        return True
    report(_("asking the registry for {image}").format(image=REGISTRY_IMAGE))
    name, _colon, tag = REGISTRY_IMAGE.partition(":")
    try:
        client.pull(name, tag=tag, platform=platform)
    except (docker.errors.DockerException, requests.RequestException) as error:
        report(_("the registry has no base image ({error}): making it with debootstrap").format(error=one_line(error)))
        return False
    return True


def _has_image(client: Any, tag: str) -> bool:
    import docker.errors

    try:
        client.inspect_image(tag)
    except docker.errors.ImageNotFound:
        return False
    return True


def _make_base(client: Any, mirror: str | None, report: TellLine) -> None:
    """Imports a minimal Debian as OWN_BASE unless it already exists."""
    if _has_image(client, OWN_BASE):
        return
    if shutil.which("debootstrap") is None:
        raise ImageBuildFailed(
            _("the base image cannot be pulled, and debootstrap is not installed: run `apt install debootstrap`")
        )
    if os.geteuid() != 0:
        raise ImageBuildFailed(_("debootstrap needs root: run `sudo kyoso sandbox build --base debootstrap`"))
    source = mirror or host_mirror()
    report(_("making a Debian {suite} from {source}").format(suite=SUITE, source=source))
    with tempfile.TemporaryDirectory(prefix="kyoso-base-") as folder:
        root, archive = Path(folder, "root"), Path(folder, "root.tar")
        _run(["debootstrap", "--variant=minbase", SUITE, str(root), source], report)
        _run(["tar", "--numeric-owner", "-C", str(root), "--exclude=*.deb", "-cf", str(archive), "."], report)
        repository, _colon, tag = OWN_BASE.partition(":")
        client.import_image_from_file(str(archive), repository=repository, tag=tag)


def _build(client: Any, layer: str, own_base: bool, report: TellLine, platform: str | None) -> None:
    arguments = {"BASE": OWN_BASE if own_base else REGISTRY_IMAGE}
    for name in _PROXIES:
        value = os.environ.get(name) or os.environ.get(name.upper())
        if value:
            arguments[name] = value
    report(_("building {image}").format(image=image_tag(layer)))
    with tempfile.TemporaryFile() as context:
        context.write(build_context(layer))
        context.seek(0)
        lines = client.build(
            fileobj=context,
            custom_context=True,
            tag=image_tag(layer),
            target=layer,
            buildargs=arguments,
            # Without a registry, packages are fetched over the host's own network.
            network_mode="host" if own_base else None,
            platform=platform,
            rm=True,
            forcerm=True,
            decode=True,
        )
        step = ""
        for line in lines:
            said = str(line.get("stream", "")).strip()
            if said.startswith("Step "):
                step = said
            if said:
                report(said)
            if "error" in line:
                raise ImageBuildFailed(
                    _("the image could not be built; {step}: {error}").format(
                        step=step[:80], error=one_line(line["error"])
                    )
                )


def _run(command: Sequence[str], report: TellLine) -> None:
    last = ""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        try:
            for line in process.stdout or ():
                last = line.strip() or last
                report(last)
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        raise ImageBuildFailed(
            _("{program} failed ({code}): {line}").format(program=command[0], code=process.returncode, line=last)
        )
