"""The colours of verdicts on a terminal."""

from judge.judgement import Verdict

# Not ANSI's yellow, which is hard to read on a light background; close to the orange that AtCoder uses.
AMBER = "dark_orange3"

VERDICT_STYLES: dict[str, str] = {
    Verdict.AC: "green",
    Verdict.WA: AMBER,
    Verdict.TLE: AMBER,
    Verdict.MLE: AMBER,
    Verdict.OLE: AMBER,
    Verdict.RE: "magenta",
    Verdict.CE: "magenta",
    Verdict.UNCHECKED: "cyan",
    Verdict.IE: "red",
}


def verdict_style(mark: str) -> str:
    """The style of a verdict, or of an outcome without one."""
    return VERDICT_STYLES.get(mark, "blue")
