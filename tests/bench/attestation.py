"""How often attestation is right: 100 runs against each of four scripted servers, over real HTTP.

python -m tests.bench.attestation [--runs 100]
"""

import argparse
import random
import time
from collections import Counter

from solver.models.attest import attest
from solver.models.client import ModelClient
from solver.models.effort_questions import Finding
from tests.solver.models.effort_servers import SERVERS
from tests.solver.models.wire.replay import CHAT, ReplayServer

EXPECTED = {
    "honours": Finding.HONOURED,
    "ignores": Finding.IGNORED,
    "refuses": Finding.REFUSED,
    "honours only chat_template_kwargs": Finding.HONOURED,
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=100)
    runs = options.parse_args().runs
    wrong = 0
    for name, server in SERVERS.items():
        found: Counter[str] = Counter()
        questions, began = 0, time.monotonic()
        for seed in range(runs):
            with ReplayServer({CHAT: server(random.Random(seed))}) as replay, ModelClient(replay.url) as client:
                found[attest(client, "scripted").finding.value] += 1
                questions += len(replay.bodies())
        right = found[EXPECTED[name].value]
        wrong += runs - right
        print(
            f"{name}: {right} of {runs} {EXPECTED[name].value} {dict(found)}; "
            f"{questions / runs:.1f} questions a run, {time.monotonic() - began:.0f} s"
        )
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
