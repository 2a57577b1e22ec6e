"""What a batch is to decide, as the plan says it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from solver.report.statistics.proportions import Rate  # needs numpy, which reading a plan does not

ComparedCell = str  # "label@effort"


@dataclass(frozen=True, slots=True)
class Decide:
    """The terms of a decision, and the rules by them that the batch and the report of its log share."""

    between: tuple[tuple[ComparedCell, ComparedCell], ...] = ()  # empty: which cell of the plan to keep
    error: float = 0.05  # the chance of any false decision, whenever the batch stops
    smallest: float = 0.05  # AC rates that differ by less may count as equal
    block: int = 8  # problems

    def is_decided(self, p: float) -> bool:
        """p: corrected for the number of comparisons."""
        return p <= self.error

    def is_too_close(self, difference: "Rate", problems: int) -> bool:
        """Whether two rates surely differ by less than matters, after that many problems that both did."""
        interval = difference.interval
        return problems > 0 and max(abs(interval.low), abs(interval.high)) < self.smallest
