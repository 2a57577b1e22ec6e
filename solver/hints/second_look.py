"""A second look: the model itself says whether a hint tells more than its level allows, which no rule can judge.

Only a clear yes holds a hint back. The rules have passed it by then, and a weak model that rambles, is cut off or fails
must not cost the learner every hint.
"""

import re
from dataclasses import dataclass, replace

from judge.effort import Effort
from solver.errors import ServerUnavailable
from solver.hints.gate import Secret
from solver.hints.prompts import check_messages
from solver.models.wire.request import Purpose, Request
from solver.prepare import Prepared
from solver.progress import OnEvent

LAST_LEVEL = 3  # the outline, level 4, may tell everything but what the rules hold back
_MAX_TOKENS = 512  # low effort takes about a hundred; a rambling model is cut off soon
_RESERVE_TOKENS = 256
_WORD = re.compile(r"\W*(yes|no)\W*", re.I)


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The model's answer."""

    says: str | None  # "yes" or "no"; None: something else, or nothing
    completion_tokens: int | None

    @property
    def tells_too_much(self) -> bool:
        return self.says == "yes"


def check_hint(ready: Prepared, secret: Secret, level: int, text: str, on_event: OnEvent | None = None) -> SecondLook:
    """Ask the model that wrote the hint, at low effort, whether it says more than a hint of that level may.

    Raises AskCancelled and ServerRefused, as ModelClient.ask does.
    """
    settings = replace(ready.settings(_MAX_TOKENS), reserve_tokens=_RESERVE_TOKENS, thinking_budget=None)
    effort = ready.effort if ready.effort in (Effort.DEFAULT, Effort.OFF, Effort.MINIMAL) else Effort.LOW
    prompt = check_messages(secret.problem, secret.solution, level, text)
    try:
        exchange = ready.client.ask(Request(ready.model, prompt, effort, settings, Purpose.HINT_CHECK), on_event)
    except ServerUnavailable:
        return SecondLook(None, None)
    word = _WORD.fullmatch(exchange.text.strip()) if exchange.error is None else None
    return SecondLook(word[1].lower() if word else None, exchange.completion_tokens)
