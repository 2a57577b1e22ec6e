"""Reasoning for the scripted model: as many words as its effort would take, without long repetition."""

from itertools import count, islice

from judge.effort import Effort

WORDS = {Effort.LOW: 20, Effort.MEDIUM: 90, Effort.HIGH: 300}
WORDS_UNTIL_CUT = 700  # if no answer follows

_THOUGHTS = (
    "Let me read the statement once more and say in my own words what is asked.",
    "The constraints come first: what they allow decides which method can work at all.",
    "I try the obvious method and count its steps for the largest input.",
    "The first sample can be followed by hand, and it agrees with what I have so far.",
    "What happens at the borders: the smallest input, equal values, nothing to print?",
    "Do the sums still fit into the integers of the language?",
    "There may be a simpler view: what stays the same from one step to the next?",
    "I write the transitions down and look whether each state is reached only once.",
    "The second sample has to come out as well, so I go through it line by line.",
    "Reading the input quickly matters here only if there are many lines.",
)


def reasoning(words: int) -> str:
    """That many words of reasoning, joined by single spaces."""
    turns = (f"({turn}) {thought}" if turn > 1 else thought for turn in count(1) for thought in _THOUGHTS)
    return " ".join(islice((word for thought in turns for word in thought.split()), words))
