"""A model server that solves like the demo's model and gives the hints that a test sets."""

from solver.demo.loopback import LoopbackHandler, Seen
from solver.demo.scripted_model import ScriptedModel, refuse
from solver.demo.speech import Speech, words_of
from tests.waiting import wait_until

GOOD = {
    1: "Somebody ran laps, and you are asked how often a lap beat the one just before it. What about equal times?",
    2: "Only direct neighbours matter, so every lap can be decided by looking at a single other one.",
    3: "One pass over the times is enough, which is O(N). Nothing older than the last lap has to be remembered.",
    4: "Read the times. Go from the second to the last, compare each with its neighbour, and count the smaller ones. "
    "At the end the count is what is asked for.",
}


class LeakyModel(ScriptedModel):
    """`hints` maps a level to its text, or to a list of texts for successive questions.

    `solves` False: its solutions are wrong. `asked` holds the purpose of every question for text except second looks,
    which are in `looks`; `says` is the answer to second looks, or a list of successive answers (None: HTTP 500). A
    level in `hold` is not answered until it is released.
    """

    def __init__(self, hints=None, *, solves=True, hold=None, says="no"):
        super().__init__(tokens_per_s=None)
        self.hold = hold
        self.models = None  # the names that it lists, if not the demo's
        self.hints = GOOD | (hints or {})
        self.solves, self.says = solves, says
        self.times = dict.fromkeys(GOOD, 0)

    @property
    def asked(self):
        texts = [seen.purpose for seen in self.seen if seen.path.endswith("/chat/completions")]
        return [purpose for purpose in texts if purpose != "hint-check"]

    @property
    def looks(self):
        return [seen.json() for seen in self.seen if seen.purpose == "hint-check"]

    def prompts(self, level):
        return [seen.json()["messages"][-1]["content"] for seen in self.seen if seen.purpose == f"hint-{level}"]

    def wait_for(self, purpose, timeout=30.0):
        """Return once a question for that purpose has arrived."""
        wait_until(lambda: purpose in self.asked, timeout, lambda: self.asked)

    def answer(self, request: Seen, out: LoopbackHandler) -> None:
        purpose = request.purpose or ""
        if purpose == "hint-check":
            says = self.says[min(len(self.looks), len(self.says)) - 1] if isinstance(self.says, list) else self.says
            if says is None:
                refuse(out, 500, "server_error", "Compute error.")
            else:
                self.say(says, out)
        elif purpose.startswith("hint-"):
            level = int(purpose[-1])
            wait_until(lambda: self.hold != level, 600)
            texts = self.hints[level]
            text = texts if isinstance(texts, str) else texts[min(self.times[level], len(texts) - 1)]
            self.times[level] += 1
            self.say(text, out)
        elif purpose == "solve" and not self.solves:
            self.say("```python\nprint(input())\n```", out)
        elif self.models is not None and request.path.endswith("/v1/models"):
            out.send_json(200, {"object": "list", "data": [{"id": name, "object": "model"} for name in self.models]})
        else:
            super().answer(request, out)

    def say(self, text: str, out: LoopbackHandler) -> None:
        said = Speech("demo-120b", 10, ("Hm.",), words_of(text), "stop", 0)
        self.speak(said, 32_768, out)
