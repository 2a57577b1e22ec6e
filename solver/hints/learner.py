"""The learner's own program: its result, worded for the model and for the learner."""

import hashlib

from judge.judgement import CaseResult, Judgement, Submission, Verdict
from judge.stress.results import Counterexample
from problems.problem import Problem, Sample

_SHOWN = 1_000  # characters of an input or an output


def fingerprint(submission: Submission) -> str:
    """A hash that tells programs apart in the cache of hints."""
    source = submission.source.encode("utf-8", "surrogateescape")
    return hashlib.sha256(submission.language.encode() + b"\0" + source).hexdigest()


def first_failing(judgement: Judgement) -> CaseResult | None:
    """The first test that the program did not pass."""
    return next((case for case in judgement.cases if case.verdict is not Verdict.AC), None)


def what_happened(judgement: Judgement, problem: Problem, beyond: Counterexample | None = None) -> str:
    """The result as the model gets it: the verdict and the first failing test, or what was found beyond the tests."""
    if judgement.verdict is Verdict.CE:
        return f"It does not compile:\n{judgement.compile_output[:_SHOWN]}"
    case = first_failing(judgement)
    if case is None and beyond is not None:
        lines = [
            f"It passes every sample, but not this valid input: {beyond.verdict.value}, {beyond.note}.",
            f"The input:\n{_decoded(beyond.case.stdin)}",
        ]
        if beyond.run.stderr:
            lines.append(f"Its standard error ends with:\n{_decoded(beyond.run.stderr[-_SHOWN:])}")
        lines.append(f"The limits are {problem.limits.time_s:g} s and {problem.limits.memory_mib} MiB.")
        return "\n".join(lines)
    if case is None:
        return (
            "It passes every sample. It may still fail on larger or unusual inputs: the smallest and the largest ones, "
            "equal values, numbers that overflow, a time limit."
        )
    sample = next((sample for sample in problem.samples if sample.name == case.name), Sample(case.name, b"", b""))
    lines = [f"The first failing test is sample {case.name}: {case.verdict.value}. {case.note}".rstrip()]
    lines.append(f"Its input:\n{_decoded(sample.stdin)}")
    lines.append(f"The right output, which the hint must not tell:\n{_decoded(sample.expected)}")
    if case.run is not None:
        lines.append(f"What the program printed:\n{_decoded(case.run.stdout)}")
        if case.run.stderr:
            lines.append(f"Its standard error ends with:\n{_decoded(case.run.stderr[-_SHOWN:])}")
    lines.append(f"The limits are {problem.limits.time_s:g} s and {problem.limits.memory_mib} MiB.")
    return "\n".join(lines)


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")[:_SHOWN]
