"""The efforts that a server says a model accepts, translated from the server's words; None if it does not say."""

from collections.abc import Mapping, Sequence
from gettext import gettext as _

from judge.effort import Effort
from solver.errors import EffortNotOffered

Levels = tuple[Effort, ...]


def levels_of(values: object) -> Levels | None:
    """From LM Studio's and Ollama's lists: names, or booleans for a switch."""
    if not isinstance(values, Sequence) or isinstance(values, str):
        return None
    words = {True: "default", False: "off", "on": "default", "none": "off"}
    named = {words.get(value, value) if isinstance(value, str | bool) else None for value in values}
    # DEFAULT sends nothing, which every model accepts.
    return tuple(effort for effort in Effort if effort is Effort.DEFAULT or effort.value in named)


def of_template(caps: object) -> Levels | None:
    """From llama-server's `chat_template_caps`: a template that reads no effort may have a switch but no levels."""
    known = isinstance(caps, Mapping) and caps.get("supports_reasoning_effort") is False
    return (Effort.DEFAULT, Effort.OFF) if known else None


def choose_effort(wanted: Effort | None, offered: Levels | None, model: str) -> Effort:
    """The effort to ask for: the wanted one, else medium if the model may have it. Raises EffortNotOffered."""
    if wanted is None:
        return Effort.MEDIUM if offered is None or Effort.MEDIUM in offered else Effort.DEFAULT
    if offered is not None and wanted not in offered:
        text = _("{model} has no effort {effort} at this server; it has: {efforts}")
        raise EffortNotOffered(text.format(model=model, effort=wanted.value, efforts=", ".join(offered)))
    return wanted
