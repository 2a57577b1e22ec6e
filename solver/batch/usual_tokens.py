"""How many tokens an answer takes where nothing is known yet."""

from judge.effort import Effort

# Of an answer to an easy problem. Efforts not listed count as medium.
_USUAL_TOKENS = {"off": 500, "minimal": 700, "low": 1_000, "high": 6_000, "xhigh": 9_000, "max": 12_000}
_MEDIUM_TOKENS = 2_500


def usual_tokens(effort: Effort) -> int:
    return _USUAL_TOKENS.get(effort.value, _MEDIUM_TOKENS)
