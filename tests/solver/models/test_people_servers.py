"""On every server that people use, the effort asked for is the one that reaches the model."""

from dataclasses import replace

import pytest

from judge.effort import Effort
from solver.errors import EffortNotOffered
from solver.models.sampling import RequestedSampling
from solver.models.wire.request import DialectName, Message, Role
from solver.prepare import place_of, prepare
from solver.progress import Loading
from tests.solver.models.people_servers import (
    LM_CHAT,
    RESPONSES,
    DockerModelRunner,
    LMStudio,
    Ollama,
    PeopleServer,
    SGLang,
)
from tests.solver.models.wire.asking import CODE as _CODE
from tests.solver.models.wire.asking import QUICK, question
from tests.solver.models.wire.replay import CHAT, ReplayServer

EVERY = tuple(effort for effort in Effort if effort is not Effort.DEFAULT)
ALL = tuple(effort.value for effort in EVERY)


def asked(it: PeopleServer, effort: Effort | None, dialect: DialectName | None = None, **more):
    """One question at that effort, as the commands ask it."""
    with ReplayServer(it.script()) as server:
        ready = prepare(
            place_of([server.url], it.model), effort, timeouts=QUICK, asking=RequestedSampling(dialect=dialect)
        )
        with ready.client as client:
            return client.ask(question(ready.effort, model=it.model, **more)), server


@pytest.mark.parametrize("effort", EVERY)
@pytest.mark.parametrize(
    "make",
    [
        lambda: LMStudio(options=ALL),
        lambda: LMStudio(own=False),
        lambda: Ollama(values=(False, *ALL)),
        SGLang,
        DockerModelRunner,
    ],
    ids=["LM Studio", "LM Studio 0.3.29", "Ollama", "SGLang", "Docker Model Runner"],
)
def test_the_level_asked_for_reaches_the_model(make, effort):
    it = make()
    exchange, _ = asked(it, effort)
    assert exchange.error is None
    assert [{"none": "off"}.get(level, level) for level in it.levels] == [effort.value]
    assert exchange.effort_sent


def test_lm_studio_is_asked_at_its_own_endpoint_and_reports_its_times():
    it = LMStudio()
    exchange, server = asked(it, Effort.HIGH)
    (body,) = server.bodies(LM_CHAT)
    assert (body["store"], body["reasoning"], body["system_prompt"]) == (False, "high", "You write programs.")
    assert (exchange.dialect, exchange.effort_sent) == (DialectName.LMSTUDIO, {"reasoning": "high"})
    assert exchange.tokens_per_s == 43.7
    assert exchange.prefill_s == 1.75
    assert exchange.reasoning.startswith("so so")
    assert exchange.text.strip().startswith("```python")


def test_lm_studios_loading_is_reported_as_events():
    it, seen = LMStudio(), []
    with ReplayServer(it.script()) as server, prepare(place_of([server.url], it.model), Effort.LOW).client as client:
        client.ask(question(model=it.model), seen.append)
    assert any(isinstance(event, Loading) for event in seen)


def test_questions_with_assistant_turns_go_to_lm_studios_responses():
    it = LMStudio()
    with ReplayServer(it.script()) as server, prepare(place_of([server.url], it.model), Effort.LOW).client as client:
        first = question(Effort.LOW, model=it.model)
        turns = (*first.messages, Message(Role.ASSISTANT, _CODE), Message(Role.USER, "It is wrong; repair it."))
        exchange = client.ask(replace(first, messages=turns))
        (body,) = server.bodies(RESPONSES)
    assert exchange.dialect is DialectName.RESPONSES
    assert [item.get("role") for item in body["input"]] == ["system", "user", "assistant", "user"]
    assert it.levels == ["low"]
    assert exchange.reasoning  # it was only in the .done event


def test_a_question_that_lm_studios_own_endpoint_refuses_goes_to_responses():
    it = LMStudio(options=None)  # it exposes no effort at all
    exchange, server = asked(it, Effort.HIGH)
    assert (exchange.error, exchange.dialect, it.levels) == (None, DialectName.RESPONSES, ["high"])
    assert any("reasoning 'high' is not supported" in str(note) for note in exchange.notes)
    assert not server.bodies(CHAT)


def test_a_dialect_can_be_forced():
    it = LMStudio()
    exchange, server = asked(it, Effort.HIGH, dialect=DialectName.CHAT)
    assert (exchange.dialect, it.levels) == (DialectName.CHAT, ["default"])
    assert {received.path for received in server.received if received.method == "POST"} == {CHAT}


@pytest.mark.parametrize(
    ("make", "levels"),
    [
        (lambda: LMStudio(options=("off", "on")), "default, off"),
        (lambda: LMStudio(options=("low", "medium", "high")), "default, low, medium, high"),
        (lambda: Ollama(values=(True, False)), "default, off"),
        (lambda: Ollama(values=("low", "medium", "high")), "default, low, medium, high"),
    ],
)
def test_a_level_that_is_not_offered_is_an_error_that_names_those_that_are(make, levels):
    with pytest.raises(EffortNotOffered, match=levels):
        asked(make(), Effort.XHIGH)


def test_without_a_requested_effort_a_model_without_levels_is_asked_at_its_default():
    it = LMStudio(options=("off", "on"))
    exchange, _ = asked(it, None)
    assert (it.levels, exchange.effort_sent) == (["default"], {})
