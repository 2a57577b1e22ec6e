"""Problems of our own, as Markdown statements whose input formats are read."""

from problems.inputs.format import Refusal
from problems.inputs.matching import match_input
from problems.problem import Checker, Limits, Problem, Sample, Statements


def problem(blocks, constraints, *samples, prose="Print the answer.", before=(), japanese=None):
    """A problem with these blocks under Input, these items under Constraints and these inputs as its samples.

    `before`: the text before each block. `japanese`: the items of a Japanese statement beside the English one, or of
    the only statement if `constraints` is None.
    """
    blocks = [blocks] if isinstance(blocks, str) else blocks
    before = list(before) or ["The input is given in the following format:"] * len(blocks)
    shape = "\n\n".join(f"{words}\n\n```\n{block}\n```" for words, block in zip(before, blocks, strict=True))
    english = None
    if constraints is not None:
        english = "\n".join(
            ["### Problem Statement", prose, "### Constraints", *(f"- {c}" for c in constraints), "### Input", shape]
        )
    other = None
    if japanese is not None:
        story = "答えよ。" if english else prose
        other = "\n".join(["### 問題文", story, "### 制約", *(f"- {c}" for c in japanese), "### 入力", shape])
    return Problem(
        id="own_a",
        contest=None,
        label="A",
        title="Own",
        url=None,
        points=None,
        statements=Statements(ja=other, en=english),
        samples=tuple(Sample(str(n), text.encode(), b"") for n, text in enumerate(samples or ("",), 1)),
        limits=Limits(2, 1024),
        checker=Checker(),
        interactive=False,
        figures=(),
        contest_start=None,
        contest_end=None,
    )


def assert_tells(found, good, bad):
    """Assert that the format was read whole, accepts the good inputs and refuses the bad ones."""
    assert found.unread == ()
    for text in good:
        assert not isinstance(match_input(found, text.encode()), Refusal), text
    for text in bad:
        assert isinstance(match_input(found, text.encode()), Refusal), text
