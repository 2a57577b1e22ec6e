"""How this machine's times compare with AtCoder's: a small program's time there and here, for each language.

Until a language is calibrated, times count as measured, and results say so.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from gettext import gettext as _
from importlib.resources import files
from pathlib import Path

import msgspec

from judge.errors import CalibrationFailed
from judge.judgement import Submission
from judge.languages import LANGUAGES, Language
from judge.program import Program
from problems.errors import HomeUnwritable
from problems.problem import Limits
from problems.store import keep
from sandbox.fitness import processor
from sandbox.sandbox import Sandbox

FILE_NAME = "calibration.json"
PROGRAMS = 1  # raised whenever a program changes: older times no longer compare
_RUNS = 3
_LONGEST_S = 30.0  # for one run on this machine
_PLAUSIBLE = (0.05, 20.0)  # ratios outside this range must be typing errors

# Languages that use another one's program and time, because they share its compiler.
_SAME_AS = {"cpp20": "cpp"}
_FILES = {"pypy": "pypy.py"}  # where the name is not the language's usual source file


@dataclass(frozen=True, slots=True)
class Ratio:
    """How much longer one language's program takes here than at AtCoder."""

    there_s: float
    here_s: float
    at: datetime  # UTC
    machine: str  # the processor that it was measured on
    sandbox: str  # Sandbox.describe()
    programs: int = PROGRAMS

    @property
    def value(self) -> float:
        return self.here_s / self.there_s


@dataclass(frozen=True, slots=True)
class Calibration:
    """The ratios that hold for one machine and sandbox, by language."""

    ratios: Mapping[str, Ratio] = field(default_factory=dict)

    def ratio(self, language: str) -> float | None:
        """The factor for a time limit; None: not calibrated."""
        found = self.ratios.get(_SAME_AS.get(language, language))
        return None if found is None else found.value


def stored(home: Path) -> Calibration:
    """All ratios under home, including those of other machines and images; empty if the file cannot be read."""
    with suppress(OSError, msgspec.MsgspecError):
        ratios = msgspec.json.decode((home / FILE_NAME).read_bytes(), type=dict[str, Ratio])
        return Calibration({name: one for name, one in ratios.items() if one.there_s > 0 and one.here_s > 0})
    return Calibration()


def calibration_for(home: Path, sandbox: Sandbox) -> Calibration:
    """The ratios that hold in this sandbox on this machine."""
    machine, place = processor(), sandbox.describe()
    everything = stored(home).ratios
    return Calibration(
        {
            language: ratio
            for language, ratio in everything.items()
            if (ratio.machine, ratio.sandbox, ratio.programs) == (machine, place, PROGRAMS)
        }
    )


def program_of(language: str) -> str | None:
    """The source of the program to time in that language; None if another language's time holds for it."""
    if language in _SAME_AS:
        return None
    name = _FILES.get(language, LANGUAGES[language].source)
    return files("judge.stress").joinpath("calibration_programs", name).read_text("utf-8")


def measure(language: str, sandbox: Sandbox) -> float:
    """CPU seconds of the language's program here: the shortest of several runs alone. Raises CalibrationFailed."""
    row: Language = LANGUAGES[language]
    source = program_of(language)
    if source is None:
        raise CalibrationFailed(
            _("{language} is calibrated with {other}").format(language=language, other=_SAME_AS[language])
        )
    if sandbox.version(row.version) is None:
        raise CalibrationFailed(
            _("{language}: no {command} in the {sandbox} sandbox").format(
                language=row.name, command=row.version[0], sandbox=sandbox.name
            )
        )
    with Program(Submission(language, source), Limits(_LONGEST_S, 1024), sandbox) as program:
        if not program.is_compiled:
            raise CalibrationFailed(f"{row.name}: {program.why_not_compiled}")
        runs = [program.alone(b"") for _number in range(_RUNS)]
        failed = next((run for run in runs if program.verdict(run) is not None), None)
    if failed is not None:
        why = failed.detail or failed.stderr.decode("utf-8", "replace").strip() or failed.ending.value
        raise CalibrationFailed(f"{row.name}: {why}")
    return min(run.cpu_s for run in runs)


def calibrate(
    home: Path, sandbox: Sandbox, there_ms: Mapping[str, float], clock: Callable[[], datetime]
) -> Mapping[str, Ratio]:
    """Measure each language here, and keep its ratio to AtCoder's time (milliseconds, by language).

    Raises CalibrationFailed; what was measured before that is kept.
    """
    found: dict[str, Ratio] = {}
    for language, shown_ms in there_ms.items():
        ratio = Ratio(shown_ms / 1000, measure(language, sandbox), clock(), processor(), sandbox.describe())
        if not _PLAUSIBLE[0] <= ratio.value <= _PLAUSIBLE[1]:
            raise CalibrationFailed(
                _("{language}: {here:.0f} ms here and {there:g} ms there cannot be the same program").format(
                    language=language, here=1000 * ratio.here_s, there=shown_ms
                )
            )
        found[language] = ratio
        _keep(home, language, ratio)
    return found


def _keep(home: Path, language: str, ratio: Ratio) -> None:
    ratios = {**stored(home).ratios, language: ratio}
    try:
        keep(home, FILE_NAME, msgspec.json.format(msgspec.json.encode(ratios), indent=1) + b"\n")
    except HomeUnwritable as error:
        raise CalibrationFailed(str(error)) from error
