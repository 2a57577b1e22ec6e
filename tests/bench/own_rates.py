"""Our tokens per second beside the server's own, computed from the growth of its metrics."""

import re
import statistics

import httpx

from judge.effort import Effort
from solver.models.client import ModelClient
from solver.models.listings import query_server
from solver.models.servers import dialects_for
from solver.models.wire.request import Message, Request, RequestSettings, Role

QUESTIONS = 5
# Prometheus counters: seconds of decoding, and tokens written, of vLLM and of llama-server (--metrics).
_SECONDS = ("vllm:request_decode_time_seconds_sum", "llamacpp:tokens_predicted_seconds_total")
_TOKENS = ("vllm:generation_tokens_total", "llamacpp:tokens_predicted_total")


def own_rates(url, model):
    with ModelClient(url) as looking:
        server = query_server(looking)
    differences = []
    with ModelClient(url, dialects=dialects_for(server)) as client:
        for number in range(QUESTIONS + 1):
            before = metrics(url)
            text = f"Question {number}: read two integers and print their sum. Explain every step at length."
            settings = RequestSettings(400, reserve_tokens=None)
            ours = client.ask(Request(model, (Message(Role.USER, text),), Effort.HIGH, settings))
            after = metrics(url)
            took, tokens = (grown(before, after, names) for names in (_SECONDS, _TOKENS))
            if not number or ours.error is not None:
                print("first, not counted:" if not number else "failed:", ours.tokens_per_s, ours.error_text)
                continue
            # vLLM makes its first token while it reads the prompt: that token is not in the time of decoding.
            own = (tokens - ("vllm" in str(before))) / took if took and tokens else None
            if own and ours.tokens_per_s:
                differences.append(ours.tokens_per_s / own - 1)
            print(f"{ours.completion_tokens} tokens: ours {ours.tokens_per_s}, the server's {own}")
    if differences:
        print(f"median difference {100 * statistics.median(differences):+.2f} %, most {worst(differences):.2f} %")


def worst(differences):
    return 100 * max(map(abs, differences))


def metrics(url):
    text = httpx.get(url + "/metrics", trust_env=False).text
    return {name: float(value) for name, value in re.findall(r"^([a-z_:]+)(?:\{[^}]*\})? ([0-9.e+-]+)$", text, re.M)}


def grown(before, after, names):
    return next((after[name] - before.get(name, 0.0) for name in names if name in after), None)
