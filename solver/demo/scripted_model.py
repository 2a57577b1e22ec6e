"""An OpenAI-compatible model server on loopback whose answers are scripted. It stands in for LM Studio or llama-server.

It speaks like llama-server (chunks, timings, /props, /apply-template), so that the real client can read it.
"""

import time
from collections.abc import Sequence
from functools import cache
from threading import Semaphore
from typing import Any

from judge.effort import Effort
from problems.demo import CONTEST, TASKS, pages
from solver.demo.answers import MODELS, answers
from solver.demo.loopback import LoopbackHandler, LoopbackServer, Seen
from solver.demo.speech import BUILD, WORDS, WORDS_UNTIL_CUT, Speech, reasoning, words_of

CONTEXT_TOKENS = 32_768
# Purposes that do not ask for a solution: they get a short answer, whose reasoning still follows the effort.
_SHORT = {
    "attest": "Ready.",
    "warmup": "Ready.",
    "hint-check": "no",
    "speed": " ".join(str(number) for number in range(1, 101)),
}


class ScriptedModel(LoopbackServer):
    """Serves the scripted models demo-20b and demo-120b for as long as the `with` block lasts.

        with ScriptedModel() as server:
            ...  # KYOSO_SERVER=server.url

    tokens_per_s: the pace of one answer (a word counts as a token); None: as fast as possible.
    slots: how many answers are written at once; further requests wait without headers.
    `seen` holds every request, so that a test can look at what was sent.

    An answer is found by the model, the effort (reasoning_effort, else chat_template_kwargs, else medium) and the
    title of the demo problem in the prompt. A prompt without one gets HTTP 400, an unknown model 404.
    """

    def __init__(self, *, tokens_per_s: float | None = 3000.0, slots: int = 2) -> None:
        super().__init__()
        self._tokens_per_s = tokens_per_s
        self._slots, self._free = slots, Semaphore(slots)

    def answer(self, request: Seen, out: LoopbackHandler) -> None:
        match request.method, request.path.partition("?")[0].rstrip("/"):
            case "GET", "/v1/models":
                out.send_json(200, _models())
            case "GET", "/props":
                out.send_json(200, self._props())
            case "POST", "/apply-template":
                self._apply_template(request, out)
            case "POST", "/v1/chat/completions":
                self._complete(request, out)
            case _:
                refuse(out, 404, "not_found_error", "File Not Found")

    def _props(self) -> dict[str, Any]:
        return {
            "default_generation_settings": {"n_ctx": CONTEXT_TOKENS},
            "total_slots": self._slots,
            "model_alias": MODELS[0],
            "model_ftype": "scripted",
            "build_info": BUILD,
        }

    def _apply_template(self, request: Seen, out: LoopbackHandler) -> None:
        try:
            body = request.json()
            prompt, effort = _prompt(body), _effort(body)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            refuse(out, 400, "invalid_request_error", f"bad request: {error}")
            return
        template = f"<|start|>system<|message|>Reasoning: {effort.value}<|end|><|start|>user<|message|>{prompt}<|end|>"
        out.send_json(200, {"prompt": f"{template}<|start|>assistant"})

    def _complete(self, request: Seen, out: LoopbackHandler) -> None:
        try:
            body = request.json()
            model, effort, prompt = body.get("model"), _effort(body), _prompt(body)
            limit = int(body.get("max_tokens") or CONTEXT_TOKENS)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            refuse(out, 400, "invalid_request_error", f"bad request: {error}")
            return
        if model not in MODELS:
            refuse(out, 404, "not_found_error", f"no model {model!r}; there are {', '.join(MODELS)}")
            return
        words, text, finish = WORDS[effort], _SHORT.get(request.purpose or ""), "stop"
        if text is None:
            task = recognised(prompt)
            if task is None:
                refuse(out, 400, "invalid_request_error", "no problem of the demo stands in this prompt")
                return
            text = answers()[task, model, effort].text
            if text is None:
                words, text, finish = WORDS_UNTIL_CUT, "", "length"
        said = Speech(model, len(prompt) // 4, words_of(reasoning(words)), words_of(text), finish, int(time.time()))
        with self._free:
            self.speak(said, limit, out)

    def speak(self, said: Speech, limit: int, out: LoopbackHandler) -> None:
        """Stream the speech, cut off after so many tokens."""
        said = said.cut_to(limit)
        began = time.monotonic()
        self.begin(said, said.deltas(), out)
        out.event(said.chunk({}, said.finish))
        out.event(said.last_chunk(time.monotonic() - began))
        out.event("[DONE]")
        out.end_stream()

    def begin(self, said: Speech, deltas: Sequence[dict[str, str]], out: LoopbackHandler) -> None:
        """Begin the stream, and send each of the deltas when it is due."""
        out.begin_stream()
        out.event(said.chunk({"role": "assistant", "content": None}))
        began = time.monotonic()
        for number, delta in enumerate(deltas):
            if self._tokens_per_s and (early := began + number / self._tokens_per_s - time.monotonic()) > 0.001:
                time.sleep(early)
            out.event(said.chunk(delta))


def recognised(prompt: str) -> str | None:
    """The task id of the demo problem whose title comes first in the prompt; None if there is none."""
    places = {task: prompt.find(title) for task, title in titles().items() if title in prompt}
    return min(places, key=lambda task: places[task], default=None)


@cache
def titles() -> dict[str, str]:
    """The title of each of the demo's problems, as its page has it, by task id."""
    shipped = pages()
    found = {}
    for task in TASKS:
        page = shipped[f"/contests/{CONTEST}/tasks/{task}"].decode()
        found[task] = page.partition("<title>")[2].partition("</title>")[0].partition(" - ")[2]
    return found


def refuse(out: LoopbackHandler, status: int, kind: str, message: str, **more: int) -> None:
    out.send_json(status, {"error": {"code": status, "message": message, "type": kind, **more}})


def _effort(body: dict[str, Any]) -> Effort:
    """The requested effort; raises ValueError if it is not low, medium or high."""
    word = body.get("reasoning_effort") or (body.get("chat_template_kwargs") or {}).get("reasoning_effort") or "medium"
    if word not in WORDS:
        raise ValueError(f"reasoning_effort {word!r}")
    return Effort(word)


def _prompt(body: dict[str, Any]) -> str:
    """The text of all messages; content may be a string or a list of parts."""
    contents = [message["content"] or "" for message in body["messages"]]
    return "\n".join(
        content if isinstance(content, str) else "".join(part.get("text", "") for part in content)
        for content in contents
    )


def _models() -> dict[str, Any]:
    meta = {"n_ctx": CONTEXT_TOKENS, "n_ctx_train": CONTEXT_TOKENS, "ftype": "scripted"}
    return {
        "object": "list",
        "data": [{"id": name, "object": "model", "owned_by": "kyoso-demo", "meta": meta} for name in MODELS],
    }
