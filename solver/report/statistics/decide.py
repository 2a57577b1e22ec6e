"""What a batch is to decide, as the plan says it."""

from dataclasses import dataclass

ComparedCell = str  # "label@effort"


@dataclass(frozen=True, slots=True)
class Decide:
    between: tuple[tuple[ComparedCell, ComparedCell], ...] = ()  # empty: which cell of the plan to keep
    error: float = 0.05  # the chance of any false decision, whenever the batch stops
    smallest: float = 0.05  # AC rates that differ by less may count as equal
    block: int = 8  # problems
