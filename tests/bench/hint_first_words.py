"""How soon a learner reads: `python -m tests.bench.hint_first_words [docker|bwrap]`.

A scripted model writes each hint at 20 tokens/s, and says "no" on the second look. Measured in a real terminal: from
the last word of the reply for level 1 to its first words on the screen, and from Enter to the first words of a level
that was written ahead.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from solver.demo.site import DemoSite
from tests.solver.hints.leaky_model import GOOD, LeakyModel
from tests.solver.race.terminal import KYOSO, terminal

ROUNDS = 8


class Paced(LeakyModel):
    """Notes when the last word of a hint has left."""

    def __init__(self) -> None:
        super().__init__()
        self.left: dict[str, tuple[float, float]] = {}

    def say(self, text, out) -> None:
        began, self._tokens_per_s = time.monotonic(), 20
        super().say(text, out)
        self.left[text] = began, time.monotonic()


def main(sandbox: str = "auto") -> None:
    replies, firsts, nexts = [], [], []
    for _round in range(ROUNDS):
        with tempfile.TemporaryDirectory() as home, DemoSite() as site, Paced() as server:
            env = {"KYOSO_HOME": home, "KYOSO_SITE": site.url, "KYOSO_RESOURCES": site.url, "KYOSO_SERVER": server.url}
            env |= {"KYOSO_SANDBOX": sandbox, "LANG": "C.UTF-8", "LANGUAGE": "", "PYTHONPATH": str(Path.cwd())}
            arguments = ["hint", "kyoso_demo_a", "--model", "demo-120b", "--effort", "low"]
            with terminal(arguments, rows=50, env=env, program=KYOSO) as screen:
                screen.wait_for(GOOD[1][:20])
                shown = time.monotonic()
                began, left = server.left[GOOD[1]]
                replies.append(left - began)
                firsts.append(shown - left)
                screen.wait_for("[Enter: level 2")
                while not server.left.keys() >= set(GOOD.values()):
                    time.sleep(0.05)
                time.sleep(0.3)
                for level in (2, 3, 4):
                    pressed = time.monotonic()
                    screen.type("\n")
                    screen.wait_for(GOOD[level][:20])
                    nexts.append(time.monotonic() - pressed)
                    screen.wait_for("q: quit]")
                screen.type("q\n")
                screen.end()
    print(
        f"level 1: the reply takes {statistics.median(replies):.2f} s, its first words show {_ms(firsts)} after its end"
    )
    print(
        f"Enter to the first words of a level written ahead: {_ms(nexts)}  ({ROUNDS} ladders, {os.cpu_count()} cores)"
    )


def _ms(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.0f} ms (worst {max(seconds) * 1000:.0f})"


if __name__ == "__main__":
    main(*sys.argv[1:2])
