"""Checks everything that a run needs: what works, what is missing, and the command that fixes it."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from enum import StrEnum
from gettext import gettext as _
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from judge.errors import LogUnavailable
from judge.languages import CPP, LANGUAGES, PYTHON, Language, installing
from judge.libraries import libraries
from judge.log.connection import unavailable
from judge.log.log import Log
from judge.stress.calibration import calibration_for
from judge.wording import worded
from sandbox import cgroups
from sandbox.choose import open_sandbox
from sandbox.errors import ImageMissing, NoDaemon, NotInstalled, SandboxError
from sandbox.fitness import Fitness, measure_fitness
from sandbox.sandbox import Sandbox
from solver.errors import ServerUnavailable, SolverError
from solver.memory import is_here, machine_bytes, memory_warning
from solver.models.client import Timeouts

if TYPE_CHECKING:
    from sandbox.daemon import Daemon
    from solver.models.listed import Server

_LONG_DIGEST = re.compile(r"(sha256:[0-9a-f]{12})[0-9a-f]+")  # as Docker itself shortens it


class DoctorState(StrEnum):
    """The state of one thing that was checked."""

    OK = "ok"
    MISSING = "missing"  # something does not work without it
    OPTIONAL = "optional"  # missing, but not needed for everything
    WARNING = "warning"  # present, but not as it should be
    BROKEN = "broken"  # present, but it does not work, and something needs it


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """One thing that was checked."""

    name: str
    state: DoctorState
    detail: str  # a version, a path, or what is wrong and the command that fixes it


def examine(home: Path, kind: str, servers: str, api_key: str | None = None) -> Iterator[DoctorFinding]:
    """The findings, each as soon as it is known.

    kind: the sandbox that the settings name; servers: the addresses of model servers, separated by commas.
    """
    yield DoctorFinding(
        "kyoso",
        DoctorState.OK,
        _("{version}, running on Python {python}").format(version=version("kyoso"), python=python_version()),
    )
    yield _log(home)
    with ExitStack() as stack:
        opened: dict[str, Sandbox] = {}
        for name in ("docker", "bwrap") if sys.platform.startswith("linux") else ("docker",):
            finding = _sandbox(name, home, kind, opened)
            if name in opened:
                stack.callback(opened[name].close)
            yield finding
            yield from _boxes(opened.get(name))
        taken = opened.get(kind) or next(iter(opened.values()), None) if kind == "auto" else opened.get(kind)
        daemon = _daemon(opened)
        yield _groups(daemon)
        if taken is None:
            yield DoctorFinding(
                "sandbox", DoctorState.MISSING, _("neither works: follow the advice at docker or bwrap above")
            )
        else:
            yield DoctorFinding("sandbox", DoctorState.OK, taken.name)
            yield from _languages(taken, home)
            yield _calibration(home, taken)
    yield from _timing(measure_fitness())
    looked = [_server(server.strip(), api_key) for server in servers.split(",")]
    for finding, found in looked:
        yield finding
        if found is not None:
            yield from _contexts(found)
    yield from _memory(daemon, [found for _finding, found in looked if found is not None])


def _log(home: Path) -> DoctorFinding:
    try:
        with Log(home, make=False) as log:
            words = str(log.path)
        if not log.path.exists():
            words = _("{path}: none yet; one is made when needed").format(path=log.path)
            with TemporaryFile(dir=next(folder for folder in log.path.absolute().parents if folder.exists())):
                pass  # whether it can be made
    except LogUnavailable as error:
        return DoctorFinding("log", DoctorState.BROKEN, str(error))
    except OSError as error:
        return DoctorFinding("log", DoctorState.BROKEN, str(unavailable(log.path, error)))
    return DoctorFinding("log", DoctorState.OK, words)


def _sandbox(name: str, home: Path, kind: str, opened: dict[str, Sandbox]) -> DoctorFinding:
    try:
        opened[name] = open_sandbox(name, home)
    except (NotInstalled, NoDaemon, ImageMissing) as error:
        return DoctorFinding(name, DoctorState.MISSING if kind == name else DoctorState.OPTIONAL, str(error))
    except SandboxError as error:
        return DoctorFinding(name, DoctorState.BROKEN if kind == name else DoctorState.WARNING, str(error))
    return DoctorFinding(name, DoctorState.OK, _LONG_DIGEST.sub(r"\1", worded(opened[name].describe())))


def _boxes(sandbox: Sandbox | None) -> Iterator[DoctorFinding]:
    """Whether the daemon lets a container make boxes, found by taking one."""
    from sandbox.containers import DockerSandbox

    if not isinstance(sandbox, DockerSandbox):
        return
    try:
        with sandbox.box():
            refused, unmet = sandbox.no_boxes_because, sandbox.no_meeting_because
    except SandboxError as error:
        yield DoctorFinding("boxes", DoctorState.BROKEN, str(error))
        return
    if refused is None:
        yield DoctorFinding("boxes", DoctorState.OK, _("a fresh one for each submission in a kept container"))
    else:
        text = _(
            "a new container for each submission, which is slower: this daemon lets none make namespaces ({reason})"
        )
        yield DoctorFinding("boxes", DoctorState.OPTIONAL, text.format(reason=refused))
    if unmet is not None:
        text = _("each test passes through the daemon, 0.3 ms slower: no container reaches kyoso's socket ({reason})")
        yield DoctorFinding("boxes", DoctorState.OPTIONAL, text.format(reason=unmet))


def _daemon(opened: dict[str, Sandbox]) -> "Daemon | None":
    from sandbox.containers import DockerSandbox

    sandbox = opened.get("docker")
    with suppress(SandboxError):
        if isinstance(sandbox, DockerSandbox):
            return sandbox.daemon()
    return None


def _groups(daemon: "Daemon | None") -> DoctorFinding:
    """The versions of the control groups that limit programs, on this machine and at the Docker daemon."""
    here = cgroups.version()
    told = daemon.cgroup_version if daemon else ""
    if here is None and not told:
        return DoctorFinding(
            "cgroups", DoctorState.OPTIONAL, _("none are mounted: bubblewrap watches memory by itself")
        )
    words = [_("version {version} here").format(version=here)] if here else []
    if told:
        words.append(_("version {version} at the Docker daemon").format(version=told))
    return DoctorFinding("cgroups", DoctorState.OK, _(", ").join(words))


def _timing(fitness: Fitness | None) -> Iterator[DoctorFinding]:
    if fitness is None:
        yield DoctorFinding("timing", DoctorState.OPTIONAL, _("this system does not report its load"))
        return
    for complaint in fitness.complaints:
        yield DoctorFinding("timing", DoctorState.WARNING, complaint)
    if not fitness.complaints:
        text = _("{processors} processors; used by others: {load} %, stolen: {steal} %")
        detail = text.format(
            processors=fitness.processors, load=round(100 * fitness.load), steal=round(100 * fitness.steal)
        )
        yield DoctorFinding("timing", DoctorState.OK, detail)


def _memory(daemon: "Daemon | None", servers: Sequence["Server"]) -> Iterator[DoctorFinding]:
    """A warning if the daemon's virtual machine and the models loaded here need more memory than the machine has."""
    machine = machine_bytes()
    loaded = {
        (model.server, model.id): model.size_bytes
        for server in servers
        if is_here(server.url)
        for model in server.models
        if model.loaded and model.size_bytes
    }
    if daemon is None or not daemon.local or machine is None or not loaded:
        return
    warning = memory_warning(daemon.memory_bytes, sum(loaded.values()), machine)
    if warning is not None:
        yield DoctorFinding("memory", DoctorState.WARNING, warning)


def _contexts(server: "Server") -> Iterator[DoctorFinding]:
    """A warning for each loaded model whose context is too small for some effort."""
    from solver.models.attest import EFFORTS
    from solver.models.servers import context_warnings

    for model in server.models:
        for line in context_warnings(model, EFFORTS if model.loaded is not False else ()):
            yield DoctorFinding("context", DoctorState.WARNING, line)


def _languages(sandbox: Sandbox, home: Path) -> Iterator[DoctorFinding]:
    for language in LANGUAGES.values():
        version = sandbox.version(language.version)
        if version is None:
            command = installing(language, sandbox.name)
            # Models write Python unless told otherwise, so without it none of their programs runs.
            state = DoctorState.MISSING if language is PYTHON else DoctorState.OPTIONAL
            yield DoctorFinding(language.key, state, _("run `{command}`").format(command=command))
        else:
            yield DoctorFinding(language.key, DoctorState.OK, version)
    for language in (PYTHON, CPP):
        yield from _libraries(language, sandbox, home)


def _libraries(language: Language, sandbox: Sandbox, home: Path) -> Iterator[DoctorFinding]:
    """The libraries present, and AtCoder's that are missing: a program that needs one of those is UNCHECKED."""
    found = libraries(language, sandbox)
    if found:
        yield DoctorFinding(language.key, DoctorState.OK, _("with {libraries}").format(libraries=", ".join(found)))
    lacking = {name: package for name, package in language.libraries.items() if name not in found}
    packages = " ".join(filter(None, lacking.values()))
    image = _("run `{command}`").format(command="kyoso sandbox build")
    # No backticks around apt's command: they would keep it on one line, and it is too long for that.
    by_package = image if sandbox.name == "docker" else f"apt install {packages}"
    folder = home / "sandbox" / "include"
    by_hand = _("put the folder atcoder/ of github.com/atcoder/ac-library into {folder}").format(folder=folder)
    for packaged, remedy in ((True, by_package), (False, by_hand)):
        if names := [name for name, package in lacking.items() if bool(package) is packaged]:
            text = _("programs that need {libraries} are UNCHECKED: {remedy}")
            detail = text.format(libraries=", ".join(names), remedy=remedy)
            yield DoctorFinding(language.key, DoctorState.OPTIONAL, detail)


def _calibration(home: Path, sandbox: Sandbox) -> DoctorFinding:
    ratios = calibration_for(home, sandbox).ratios
    if not ratios:
        text = _("not yet in this sandbox: `kyoso doctor --calibrate` compares this machine's times with AtCoder's")
        return DoctorFinding("calibrated", DoctorState.OPTIONAL, text)
    shown = ", ".join(f"{language} × {ratio.value:.2f}" for language, ratio in ratios.items())
    return DoctorFinding("calibrated", DoctorState.OK, shown)


def _server(server: str, api_key: str | None) -> "tuple[DoctorFinding, Server | None]":
    from solver.models.listings import query_address

    try:
        found = query_address(server, api_key, Timeouts(connect_s=5))
    except ServerUnavailable:
        text = _(
            "no model server answers at {url}: run `lms server start` (LM Studio) or "
            "`llama-server -m MODEL.gguf -ngl 99 -c 32768 -np 1`; set KYOSO_SERVER where it has another address"
        )
        return DoctorFinding("server", DoctorState.OPTIONAL, text.format(url=server)), None
    except SolverError as error:
        return DoctorFinding("server", DoctorState.OPTIONAL, str(error)), None
    shown = ", ".join(model.id for model in found.models) or _("no model is loaded")
    return DoctorFinding("server", DoctorState.OK, f"{found.url}: {shown}"), found
