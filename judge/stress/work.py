"""How much drawing one input may take, counted in elements looked at: the same on every machine, unlike the time."""

from dataclasses import dataclass


class Stuck(Exception):
    """No values were found in this style; another try may have more luck."""


@dataclass(slots=True)
class Work:
    """What is left to spend on one input; an element looked at in Python, about a microsecond, costs 1."""

    left: int

    def spend(self, elements: int) -> None:
        """Raises Stuck where there is no more left, and every time after that: no try has more luck then."""
        self.left -= elements
        if self.left < 0:
            raise Stuck("this style takes too much work")
