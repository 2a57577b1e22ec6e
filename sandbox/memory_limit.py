"""What keeps a program's memory within its limit."""

from enum import StrEnum

SLACK_MIB = 128  # what a box holds besides the program: the work folder, the supervisor, page tables
# What compiling may take (judge), twice what AtCoder lets a program have, with its output and a few MiB of files.
USUAL_MIB = 2048 + 32 + 8 + SLACK_MIB


class MemoryLimit(StrEnum):
    """The means, the best first."""

    GROUP = "a control group"  # one that this process made
    SCOPE = "a systemd scope"  # one that the user's service manager made
    ADDRESS_SPACE = "RLIMIT_AS"  # only a guard of the machine: the resident size is looked at while a program runs
