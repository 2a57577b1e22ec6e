"""For the batch's tests: hundreds of problems, model servers that hold one model, and a batch without a sandbox."""

import json
import threading
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime

from judge.log.log import Log
from problems.library import Library
from problems.resources import Resources
from problems.site import Site
from solver.batch.context import BatchOptions
from solver.batch.executors import Executors, this_machine
from solver.batch.pages import Pages
from solver.batch.plan import plan_of
from solver.batch.records import Writing
from solver.batch.run import Batch, BatchEnvironment
from solver.batch.selection import candidates
from solver.demo.loopback import LoopbackServer
from solver.demo.site import DemoSite
from tests.problems.task_frame import task_page

LETTERS = "abcdefg"
SOLUTION = "```python\nprint(2 * int(input()))\n```"  # solves every problem here
REFUSAL = ("", "content_filter")  # gives nothing to run, but does not count as censored


def now():
    return datetime.now(UTC)


def task_ids(count):
    """kcb001_a, kcb001_b, … kcb002_a, …"""
    return [f"kcb{1 + number // 7:03}_{LETTERS[number % 7]}" for number in range(count)]


def pages(tasks):
    """A short page for each task: reading a full statement takes longer than everything else a batch does."""
    made = {}
    for task in tasks:
        contest, _, letter = task.rpartition("_")
        page = task_page(task=task, contest=contest, title=f"{letter.upper()} - Laps of {task}")
        made[f"/contests/{contest}/tasks/{task}"] = page.encode()
    return made


class NoSandbox:
    """For batches whose answers contain no program, so that nothing is run."""

    name = "none"

    def version(self, command, layer="base"):
        return "Python 3"

    def describe(self):
        return "none"

    def box(self, layer="base"):
        raise AssertionError("nothing is to be run")

    def close(self):
        pass


class OneModel(LoopbackServer):
    """A model server that holds one model at a time and loads another as `kind` does.

    kind: "LM Studio", "router" (llama-server's), "Ollama", "llama-swap", "vLLM" (its first model is loaded),
    "llama_cpp.server" (as vLLM, but any request during an answer ends that answer without a finish reason).
    script(task title, model, effort) → the text of an answer, or (text, finish reason). answer_s: seconds, or task
    title → seconds. `loads` lists the models loaded, in order; `wrong` counts questions to a model that was not
    loaded, `given_up` answers that were abandoned.
    """

    def __init__(
        self, kind, models, *, load_s=0.0, answer_s=0.0, slots=2, script=None, context=131_072, told=None, port=0
    ):
        super().__init__(port)
        self.kind, self.models, self.slots = kind, list(models), slots
        self.load_s, self.answer_s, self.context = load_s, answer_s, context
        self.script = script or (lambda title, model, effort: REFUSAL)
        self.told = told or {}
        self.loaded, self.loads, self.wrong, self.most_at_once = None, [], 0, 0
        self.waiting = 0
        if kind in ("vLLM", "llama_cpp.server"):
            self.loaded = self.models[0]
        self.given_up = 0
        self.answered = []  # (title, model, effort)
        self.failing = 0  # how many of the next questions fail
        self.shares_context = False  # if so, two answers at once are one too many
        self._at_once, self._lock = 0, threading.Lock()
        self._free = threading.Semaphore(slots)

    def answer(self, request, out):
        path = request.path.partition("?")[0].rstrip("/")
        body = request.json() if request.body else {}
        if path == "/metrics" and self.kind == "vLLM":
            text = f'vllm:num_requests_waiting{{engine="0",model_name="x"}} {float(self.waiting)}\n'
            out.send(200, text.encode(), "text/plain")
        elif path in ("/v1/chat/completions", "/api/chat"):
            self._chat(body, out)
        else:
            known = self._management(path, body)
            out.send_json(404 if known is None else 200, {"error": "no such path"} if known is None else known)

    # --- management --------------------------------------------------------------------------------------------------

    def _management(self, path, body):
        owner = {"vLLM": "vllm", "router": "llamacpp", "Ollama": "library"}.get(self.kind, "somebody")
        match self.kind, path:
            case _, "/v1/models":
                rows = [{"id": name, "owned_by": owner, "meta": {}} for name in self.models]
                return {"object": "list", "data": rows}
            case "LM Studio", "/api/v1/models":
                return {"models": [self._lm_studio_row(name) for name in self.models]}
            case "LM Studio", "/api/v1/models/load":
                self._load(body["model"])
                return {"type": "llm", "instance_id": body["model"], "status": "loaded"}
            case "LM Studio", "/api/v1/models/unload":
                self._unload(body["instance_id"])
                return {"instance_id": body["instance_id"]}
            case "router", "/models":
                rows = [{"id": name, "status": {"value": self._state(name)}} for name in self.models]
                return {"data": rows}
            case "router", "/models/load":
                threading.Thread(target=self._load, args=(body["model"],), daemon=True).start()
                return {"success": True}
            case "router", "/models/unload":
                self._unload(body["model"])
                return {"success": True}
            case "router", "/props":
                return {"total_slots": self.slots, "default_generation_settings": {"n_ctx": self.context}}
            case "Ollama", "/api/tags":
                return {"models": [{"name": name, "model": name, **self.told.get(name, {})} for name in self.models]}
            case "Ollama", "/api/ps":
                rows = [] if self.loaded is None else [{"name": self.loaded, "model": self.loaded}]
                return {"models": [row | {"context_length": self.context} for row in rows]}
            case "Ollama", "/api/version":
                return {"version": "0.12.0"}
            case "Ollama", "/api/show":
                return {"model_info": {}}
            case "Ollama", "/api/generate":
                if body.get("keep_alive") == 0:
                    self._unload(body["model"])
                else:
                    self.context = body["options"]["num_ctx"]
                    self._load(body["model"])
                return {"done": True}
            case "llama-swap", "/running":
                rows = [] if self.loaded is None else [{"model": self.loaded, "state": "ready"}]
                return {"running": rows}
        return None

    def _lm_studio_row(self, name):
        row = {"type": "llm", "key": name, "max_context_length": self.context, "loaded_instances": []}
        if self._state(name) == "loaded":
            config = {"context_length": self.context, "parallel": self.slots}
            row["loaded_instances"] = [{"id": name, "config": config}]
        return row | self.told.get(name, {})

    def _state(self, name):
        if name == self.loaded:
            return "loaded"
        return "loading" if self.loads and self.loads[-1] == name and self.loaded is None else "unloaded"

    def _load(self, name):
        with self._lock:
            assert self.loaded is None or self.kind == "llama-swap", f"{self.loaded} is still there"
            self.loads.append(name)
            self.loaded = None
            time.sleep(self.load_s)
            self.loaded = name

    def _unload(self, name):
        with self._lock:
            if self.loaded == name:
                self.loaded = None
                if self.kind == "router":
                    self.loads.append("")

    # --- answers -----------------------------------------------------------------------------------------------------

    def _chat(self, body, out):
        model, prompt = body["model"], "\n".join(message["content"] for message in body["messages"])
        if model != self.loaded:
            if self.kind != "llama-swap":
                self.wrong += 1
                out.send_json(400, {"error": {"message": f"{model} is not loaded"}})
                return
            self._load(model)
        with self._lock:
            self.failing -= 1
        if self.failing >= 0:
            out.send_json(500, {"error": {"message": "Compute error."}})
            return
        title = prompt.partition("Laps of ")[2].split()[0] if "Laps of " in prompt else ""
        effort = body.get("reasoning_effort") or body.get("think") or "none"
        with self._lock:
            self.waiting += 1
        with self._free:
            with self._lock:
                self.waiting -= 1
                self._at_once += 1
                is_full = self.shares_context and self._at_once > 1
                self.most_at_once = max(self.most_at_once, self._at_once)
            before = len(self.seen)
            time.sleep(self.answer_s(title) if callable(self.answer_s) else self.answer_s)
            with self._lock:
                self._at_once -= 1
                asked_else = bool(self.waiting) or len(self.seen) > before
                is_given_up = self.kind == "llama_cpp.server" and asked_else
                self.given_up += is_given_up
        if is_given_up:
            self._stream(out, "[DONE]")
            return
        if is_full:
            out.send_json(500, {"error": {"message": "Context size has been exceeded."}})
            return
        said = self.script(title, model, effort)
        text, finish = said if isinstance(said, tuple) else (said, "stop")
        if title:
            self.answered.append((title, model, effort))
        usage = {"prompt_tokens": len(prompt) // 4, "completion_tokens": max(1, len(text.split()))}
        if finish == "length":  # such an answer has used up the context or max_tokens
            room = self.context - usage["prompt_tokens"]
            usage["completion_tokens"] = min(room, body.get("max_tokens") or room)
        if "/api/chat" in self.seen[-1].path or self.kind == "Ollama":
            out.begin_stream()
            counts = {"prompt_eval_count": usage["prompt_tokens"], "eval_count": usage["completion_tokens"]}
            last = {"model": model, "message": {"role": "assistant", "content": text}, "done": True}
            line = (json.dumps(last | {"done_reason": finish} | counts) + "\n").encode()
            out.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
            out.end_stream()
            return
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}
        last = {"model": model, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}], "usage": usage}
        self._stream(out, {"model": model, "choices": [choice]}, last, "[DONE]")

    def _stream(self, out, *events):
        out.begin_stream()
        for event in events:
            out.event(event)
        out.end_stream()


@contextmanager
def batch_of(
    home,
    document,
    tasks,
    *,
    sandbox=None,
    executors=None,
    options=None,
    show=None,
    tell=None,
    clock=now,
):
    """A Batch, ready to run, on made-up pages; `document` is the plan as parsed from TOML."""
    lines = []
    with ExitStack() as stack:
        site = stack.enter_context(DemoSite(pages(tasks)))
        resources = Resources(site.url, home, now)
        library = Library(home, stack.enter_context(Site(site.url)), resources, now)
        log = stack.enter_context(Log(home))
        plan = plan_of({"problems": list(tasks)} | document, lambda _model: "http://127.0.0.1:1")
        place: Executors = executors or stack.enter_context(this_machine(sandbox or NoSandbox(), None, now, 1))
        around = BatchEnvironment(
            place,
            Writing(log, log.runs.begin("batch", {}, now()), clock),
            lambda on_page: Pages(library, resources, now, on_page),
        )
        batch = Batch(
            plan,
            candidates(plan.selection, library, resources, []),
            around,
            options or BatchOptions(),
            tell or lines.append,
            show or (lambda _batch, _attempt: None),
        )
        batch.log, batch.lines = log, lines
        yield batch
