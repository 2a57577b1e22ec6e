"""How a program's memory is limited."""

from enum import StrEnum

SLACK_MIB = 128  # what a box holds besides the program: the work folder, the supervisor, page tables
# The judge's limit for compiling (twice AtCoder's usual memory limit), plus its output and a few MiB of files.
USUAL_MIB = 2048 + 32 + 8 + SLACK_MIB


class MemoryLimit(StrEnum):
    """The means of limiting memory, best first."""

    GROUP = "a control group"  # one that this process made
    SCOPE = "a systemd scope"  # one that the user's service manager made
    ADDRESS_SPACE = "RLIMIT_AS"  # only protects the machine: resident memory is checked while a program runs
