"""The reasoning effort requested of a model."""

from enum import StrEnum


class Effort(StrEnum):
    """How long a model is asked to reason, from least to most.

    Effort("none") is DEFAULT: plans and exports from before 0.2 use that name.
    """

    DEFAULT = "default"  # nothing is sent; a hybrid model still thinks
    OFF = "off"  # no thinking
    MINIMAL = "minimal"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    XHIGH = "xhigh"
    MAX = "max"

    @classmethod
    def _missing_(cls, value: object) -> "Effort | None":
        return cls.DEFAULT if value == "none" else None
