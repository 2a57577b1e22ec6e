"""Notes on a case, an attempt or a likely verdict: stored as a code with values, worded when shown.

This lets everyone read a log in their own language. All wordings are in `_WORDINGS`. Plain text, from older rows or
from servers and compilers, is shown as it is unless the catalogue translates it.
"""

import gettext
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from judge.wording import N_, SPOKEN, Translations, worded

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Note:
    """One note. Without a code, its text is shown as it is."""

    code: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    remarks: tuple["Note", ...] = ()  # shown after it in brackets

    def __bool__(self) -> bool:
        return bool(self.code or self.values.get("text"))

    def __str__(self) -> str:
        """In English, for JSON and for models."""
        return self._worded(_ENGLISH)

    def __hash__(self) -> int:
        return hash(self.stored())

    def shown(self) -> str:
        """In the reader's language."""
        return self._worded(SPOKEN.get())

    def stored(self) -> str:
        """As stored in a text column of the log."""
        return str(self.values.get("text", "")) if not self.code else json.dumps(self._fields(), ensure_ascii=False)

    def _fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = {"note": self.code, **self.values}
        return fields | {"remarks": [remark._fields() for remark in self.remarks]} if self.remarks else fields

    def _worded(self, of: Translations) -> str:
        if not self.code:
            return worded(str(self.values.get("text", "")), of)
        try:
            values = {
                key: worded(str(value), of) if key in ("why", "text") and value else value
                for key, value in self.values.items()
            }
            if "others" in values:
                values["others"] = _authors(str(values["others"]), of, are_families=self.code == "agrees")
            wording = _WORDINGS[self.code]
            words = (of.gettext(wording) if isinstance(wording, str) else wording(of, values)).format(**values)
        except (KeyError, ValueError, TypeError):  # written by another version
            return self.stored()
        if not self.remarks:
            return words
        remarks = of.gettext(", ").join(remark._worded(of) for remark in self.remarks)
        return of.gettext("{words} ({remarks})").format(words=words, remarks=remarks)


NO_NOTE = Note()


def _authors(names: str, of: Translations, *, are_families: bool) -> str:
    """Who answered, in words: you, the naive program, and families of models by their names."""
    naive = N_("the naive program")
    own = {"you": N_("your own program"), naive: naive}
    listed = names.split(", ")
    families = ", ".join(name for name in listed if name not in own)
    if families and are_families:
        families = of.gettext("another model family: {names}").format(names=families)
    said = [of.gettext(own[name]) for name in listed if name in own]
    return of.gettext(", ").join([*said, families] if families else said)


def plain(text: str) -> Note:
    """A note shown as it is: text from a compiler, server or page, or text marked with N_."""
    return Note("", {"text": text}) if text else NO_NOTE


def note(code: str, *remarks: Note, **values: Value) -> Note:
    """A note by its code, with the values to fill in; empty remarks are dropped."""
    return Note(code, values, tuple(filter(None, remarks)))


def read_note(stored: str | None) -> Note:
    """The note in a text column of the log, including the plain text of older rows."""
    if stored and stored.startswith('{"note": '):
        try:
            return _of_fields(json.loads(stored))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            pass
    return plain(stored or "")


def _of_fields(fields: dict[str, Any]) -> Note:
    code, remarks = fields.pop("note"), fields.pop("remarks", ())
    return Note(code, fields, tuple(map(_of_fields, remarks)))


_ENGLISH = gettext.NullTranslations()
_Wording = str | Callable[[Translations, Mapping[str, Any]], str]

# Why there are no generated inputs, by the short reason from problems.inputs and judge.stress.
_NO_INPUTS = {
    "interactive": N_("the input depends on what the program prints"),
    "too long": N_("the statement is too long"),
    "no samples": N_("there are no samples to check the format with"),
    "no input section": N_("the statement has no input section"),
    "layout": N_("its layout is not understood"),
    "bounds": N_("some bounds are not understood"),
    "sample refused": N_("a sample does not fit the format that was read"),
    "unread constraints": N_("some constraints are not understood"),
    "relations": N_("no input was found that meets all constraints"),
}


def why_no_inputs(reason: str) -> str:
    """The message for a short reason, untranslated."""
    return _NO_INPUTS.get(reason, reason)


# How a question failed, as solver.models.wire names it.
_FAILED = {
    "context overflow": N_("the prompt does not fit the context"),
    "context full": N_("the context was full in the middle of the answer"),
    "bad request": N_("the server refused the request"),
    "still loading": N_("the server was loading its model for too long"),
    "HTTP error": N_("the server failed"),
    "error event": N_("the server reported an error"),
    "cut": N_("the connection was cut"),
    "garbled": N_("the server's answer could not be read"),
    "unreachable": N_("the server could not be reached"),
    "no first token": N_("the answer did not begin in time"),
    "silent": N_("the answer fell silent"),
}
_LEAKED = {
    "harmony markers": N_("harmony markers"),
    "harmony words without markers": N_("harmony words without markers"),
    "think tags": N_("think tags"),
}


def _listed(t: Translations, words: Mapping[str, str], key: object) -> str:
    name = str(key)
    return t.gettext(words.get(name, name)) if name else ""


def _failure(t: Translations, values: Mapping[str, Any]) -> str:
    words = _listed(t, _FAILED, values["kind"])
    return ": ".join(filter(None, (words, "{text}" if values["text"] else "")))


_WORDINGS: Mapping[str, _Wording] = {
    # A test case.
    "exit-code": N_("exit code {exit_code}"),
    "signal": N_("signal {signal}"),
    "waiting": N_("waiting, not computing: stopped after {wall_s:.2f} s"),
    "library": N_("AtCoder has {library}, this sandbox does not: `kyoso doctor` shows what it has"),
    "token": N_("token {position}: expected {want}, got {got}"),
    "output-ends": N_("token {position}: expected {want}, the output ends"),
    "output-goes-on": N_("token {position}: expected the end, got {got}"),
    # An attempt.
    "failed": _failure,
    "asked-again": lambda t, v: t.gettext("asked again: {why}").replace("{why}", _failure(t, v)),
    "no-answer-after-thinking": N_("no answer came after kyoso had ended the thinking: {text}"),
    "leaked": lambda t, v: t.gettext("separated from the answer: {what}").replace(
        "{what}", _listed(t, _LEAKED, v["what"])
    ),
    "thinking-ended": N_("kyoso ended its thinking"),
    "looped": N_("kyoso cut the answer: its last {length} characters repeat {period}"),
    "other-model": N_("asked for {asked}, answered as {answered}"),
    "tokens-counted": N_("kyoso counted the tokens"),
    "reasoning-tokens-counted": N_("kyoso counted the reasoning tokens"),
    "without-fields": N_("sent without {fields}, which the server refuses"),
    "without-effort": N_("sent without an effort, which the server refuses"),
    "one-turn": N_("the system turn was put into the user's: the server has none"),
    "fewer-tokens": N_("max_tokens lowered to {tokens}: the server takes no more"),
    "fitted-tokens": N_("max_tokens lowered to {tokens}: the prompt takes {used} of the context of {context} tokens"),
    # Whether a model's effort has an effect.
    "no-round": N_("no round of questions was finished"),
    "median-reasoning": N_("median reasoning tokens {medians} at {levels}, p = {p:.2g}"),
    "median-completion": N_("median completion tokens {medians} at {levels}, p = {p:.2g}"),
    "prompts-differ": N_("the rendered prompts differ"),
    "kept-failing": N_("the server failed {count} times, last with: {text}"),
    "refused-anyway": N_("the server refuses the question without an effort too: {text}"),
    "in-dialect": "{dialect}: {finding}",
    "offers": N_("the server offers {levels} here"),
    "same-prompt": N_("the server renders the same prompt at {levels}"),
    "other-prompts": N_("the server renders another prompt at each of {levels}"),
    "no-fence": N_("no code fence: the whole reply is the program"),
    "open-fence": N_("the code fence was not closed"),
    "unescaped": N_("escaped characters in the code were undone"),
    "only-tests": N_("only tests {names}"),
    "needs-x86": N_(
        "needs an x86-64 processor: `kyoso sandbox build --platform linux/amd64` makes an image that runs it, more "
        "slowly (Docker only)"
    ),
    "run-command": N_("run `{command}`"),
    "no-compiler": N_("{language}: no {command} in the {sandbox} sandbox"),
    "too-busy": N_("the machine was too busy: {cpu_s:.2f} s of processor time in {wall_s:.1f} s"),
    "tool-calls": N_("tool calls: {count}"),
    "unread-calls": N_("{count} of them could not be run"),
    "other-language": N_("written in {written}, asked for {wanted}"),
    "figures": N_("the statement has figures that the model did not see"),
    "hints": lambda t, v: t.ngettext("with {count} hint", "with {count} hints", v["count"]),
    "imported": N_("imported"),
    "sample-test": N_("asked to correct {verdict} on sample {case}"),
    "generated-test": N_("asked to correct {verdict} on generated test {case}"),
    # What is likely: nothing found.
    "passed": lambda t, v: t.ngettext("{cases} generated test passed", "{cases} generated tests passed", v["cases"]),
    "slowest": N_("slowest {time_s:.2f} s of {limit_s:.2f} s"),
    "uncalibrated": N_("timing uncalibrated"),
    "near-limit": N_("near the limit"),
    "cost-limit": N_("stopped at the time budget"),
    "agrees": N_("same answers as {others}"),
    "outvoted-others": N_("{others} answered differently, and was outvoted"),
    "weaker": N_("{others} answered differently, and has been right less often"),
    # What is likely: a failure.
    "took": N_("{time_s:.2f} s of {limit_s:.2f} s"),
    "took-more": N_("more than {time_s:.2f} s of {limit_s:.2f} s"),
    "memory": N_("more than {limit_mib} MiB"),
    "memory-error": N_("undefined behaviour or a bad memory access, by a build with -fsanitize"),
    "rounding": N_("rounding decides its answer: with exact fractions it gives another one"),
    "outvoted": N_("another answer has the majority, that of {others}"),
    "tie": N_("{others} answered differently: one of the two is wrong"),
    "stronger": N_("{others} answered differently, and has been right more often"),
    # What is likely: unknown.
    "interactive": N_("an interactive problem: it needs a partner program"),
    "unread-input": N_("the input format could not be read: {why}"),
    "no-inputs": N_("no inputs could be made: {why}"),
    "quoted": "{text}",
    "unfinished": N_("a run could not be finished: run the command again to retry"),
    "sandbox-failed": N_("the sandbox failed: {why}"),
    "model-written": N_("inputs by a generator that {model} wrote"),
}
