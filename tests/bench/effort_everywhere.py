"""The requested effort against the effort that arrives at the server, and forced ends of thinking; with a llama-server.

    KYOSO_TEST_LLAMA_SERVER=… KYOSO_TEST_LLAMA_MODEL=tiny-gpt-oss.gguf python -m tests.bench.effort_everywhere

Scripted servers note what reached their model. The real one is asked by chat completions, by Responses and as a router
of two models; what arrived is the effort line of the prompt in its own log. With --url another server in front of it
(LiteLLM) is asked instead, and the real one's log is read all the same.
"""

import argparse
import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx

from judge.effort import Effort
from solver.models.attest import attest
from solver.models.client import ModelClient
from solver.models.effort_questions import Finding
from solver.models.listings import query_server
from solver.models.sampling import RequestedSampling
from solver.models.servers import dialects_for
from solver.models.wire.request import DialectName, Message, Request, RequestSettings, Role
from solver.prepare import place_of, prepare
from tests.solver.models.people_servers import DockerModelRunner, LMStudio, Ollama, PeopleServer, SGLang
from tests.solver.models.wire.replay import ReplayServer

LEVELS = [effort for effort in Effort if effort is not Effort.DEFAULT]
NAMES = tuple(effort.value for effort in LEVELS)
TASK = "Given two integers, write a program that print the sum."
SERVERS: dict[str, Callable[[int], PeopleServer]] = {
    "LM Studio 0.4": lambda seed: LMStudio(options=NAMES, seed=seed),
    "LM Studio 0.3.29": lambda seed: LMStudio(own=False, seed=seed),
    "Ollama": lambda seed: Ollama(values=(False, *NAMES), seed=seed),
    "Ollama, no metadata": lambda seed: Ollama(values=None, seed=seed),
    "SGLang": lambda seed: SGLang(seed=seed),
    "Docker Model Runner": lambda seed: DockerModelRunner(seed=seed),
}


def question(model: str, effort: Effort, word: str = "", max_tokens: int = 3_500, seed: int = 1) -> Request:
    message = Message(Role.USER, f"{TASK} {word}".strip())
    return Request(model, (message,), effort, RequestSettings(max_tokens), seed=seed)


def scripted(runs: int) -> None:
    for name, make in SERVERS.items():
        arrived, honoured, questions = 0, 0, 0
        for level in LEVELS:
            it = make(1)
            with ReplayServer(it.script()) as server:
                ready = prepare(place_of([server.url], it.model), level)
                with ready.client as client:
                    client.ask(question(it.model, level))
            arrived += [{"none": "off"}.get(word, word) for word in it.levels] == [level.value]
        for seed in range(runs):
            it = make(seed)
            with ReplayServer(it.script()) as server, ModelClient(server.url) as client:
                told = query_server(client)
                client.dialects = dialects_for(told)
                client.prefer(DialectName.CHAT)  # the worst order: the dialect that drops the effort first
                found = attest(client, it.model, row=None)
                honoured += found.finding is Finding.HONOURED
                questions += len(it.levels)
        print(
            f"{name}: {arrived} of {len(LEVELS)} levels arrived as asked; from chat completions first, {honoured} of"
            f" {runs} runs end in a dialect that honours it ({questions / runs:.0f} questions a run)"
        )


@contextlib.contextmanager
def running(log: Path, *options: str) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [os.environ["KYOSO_TEST_LLAMA_SERVER"], *options, "--host", "127.0.0.1", "--port", str(port)]
    command += ["-t", "1", "-tb", "1", "-v", "--log-file", str(log)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    if httpx.get(f"{url}/health").status_code == 200:
                        break
                if process.poll() is not None:
                    raise SystemExit(f"llama-server ended: {log.read_text()[-500:]}")
                time.sleep(0.05)
            yield url
        finally:
            process.terminate()


def settled(log: Path) -> int:
    """The length of the log once it has stopped growing: the server writes it in a thread of its own."""
    length = -1
    while length != log.stat().st_size:
        length = log.stat().st_size
        time.sleep(0.4)
    return length


def levels_in(log: Path, begin: int) -> list[str]:
    """The efforts in the server's log from that offset on: in the prompts, or in a Responses request."""
    settled(log)
    text = log.read_bytes()[begin:].decode(errors="replace")
    converted = re.findall(r'converted request: .*"reasoning_effort":"(\w+)"', text)
    return converted or re.findall(r"Reasoning: (\w+)", text)


def real(front: str | None) -> None:
    model = os.environ["KYOSO_TEST_LLAMA_MODEL"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = folder / "llama.log"
        with running(log, "-m", model, "--alias", "tiny-gpt-oss", "-c", "16384", "-np", "4") as url:
            if front is not None:
                print(f"llama-server at {url}; begin {front} in front of it now, and press Enter")
                input()
            for dialect in (DialectName.CHAT, DialectName.RESPONSES):
                arrived(front or url, "tiny-gpt-oss", dialect, log)
            if front is None:
                ended(url)
        models = folder / "models"
        models.mkdir()
        for alias in ("tiny-a", "tiny-b"):
            shutil.copy(model, models / f"{alias}.gguf")
        log = folder / "router.log"
        if front is None:
            with running(log, "--models-dir", str(models), "--models-max", "1", "-c", "16384", "-np", "4") as url:
                for alias in ("tiny-a", "tiny-b"):
                    arrived(url, alias, DialectName.CHAT, log)


def arrived(url: str, model: str, dialect: DialectName, log: Path) -> None:
    right, sent = 0, {}
    levels = [effort for effort in LEVELS if effort is not Effort.OFF]  # this template has no switch
    for level in levels:
        ready = prepare(place_of([url], model), level, asking=RequestedSampling(dialect=dialect))
        begin = settled(log)
        with ready.client as client:
            exchange = client.ask(question(model, level))
        found = levels_in(log, begin)
        right += found[-1:] == [level.value] and exchange.error is None
        sent = exchange.effort_sent
        if found[-1:] != [level.value]:
            print(f"  {level}: arrived {found}, {exchange.error_text}")
    print(f"llama-server, {model} by {dialect}: {right} of {len(levels)} levels in its prompts ({', '.join(sent)})")


def ended(url: str) -> None:
    answered, forced, same = 0, 0, 0
    with prepare(place_of([url], "tiny-gpt-oss"), Effort.MEDIUM).client as client:
        for seed in range(40):
            exchange = client.ask(question("tiny-gpt-oss", Effort.MEDIUM, "EMPTY", 1_500, seed))
            answered += exchange.finish == "stop" and "```" in exchange.text
            forced += exchange.forced
        for seed in range(40):
            request = question("tiny-gpt-oss", Effort.HIGH, seed=seed)
            alone = client.ask(replace(request, settings=replace(request.settings, reserve_tokens=None)))
            governed = client.ask(request)
            same += (alone.raw_text, alone.reasoning) == (governed.raw_text, governed.reasoning)
    print(f"endless thinking: {answered} of 40 answer once it is ended ({forced} forced)")
    print(f"answers that end by themselves: {same} of 40 byte for byte the same with and without the governor")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=100)
    options.add_argument("--url", help="a server in front of the llama-server")
    given = options.parse_args()
    if given.url is None:
        scripted(given.runs)
    real(given.url)


if __name__ == "__main__":
    main()
