"""What a lane shows while its model works: a text for each stage."""

import pytest

from judge.effort import Effort
from solver.models.client import ModelClient
from solver.models.wire.chat import ChatCompletions, ChatFields
from solver.progress import FirstToken, Loading, ReadingPrompt, ThinkingEnded, Tokens, Waiting
from solver.race.contenders import next_activity
from solver.race.state import Activity, Stage
from solver.race.words import stage_words
from solver.view.language import translation
from tests.solver.models.wire.asking import CODE, QUICK, question
from tests.solver.models.wire.replay import CHAT, ReplayServer, delta, finish, stream


@pytest.mark.parametrize(
    ("event", "english", "japanese"),
    [
        (Waiting("m"), "waiting for the server", "サーバー待ち"),
        (ReadingPrompt("m", 0.437), "reading the prompt, 43 %", "プロンプトを読み込み中 43 %"),
        (Loading("m", 7.0), "model being loaded, 7 s", None),
        (Tokens("m", 9, 0, None), "thinking", None),
        (ThinkingEnded("m", 700), "thinking ended", "思考を終了"),
        (Tokens("m", 9, 1, None), "writing", None),
    ],
)
def test_a_stage_is_called_what_it_is(event, english, japanese):
    doing = next_activity(event, "task", Activity(Stage.READY))
    assert stage_words(doing, lambda text: text) == english
    if japanese is not None:
        assert stage_words(doing, translation("ja")) == japanese


@pytest.mark.parametrize("fields", [ChatFields.ANY, ChatFields.LLAMA])
def test_the_end_of_thinking_is_reported_once_whoever_ends_it(fields):
    thinking = [delta(reasoning_content=f"word{number} ") for number in range(40)]
    answers = {
        CHAT: [stream({"id": "x", "choices": []}, *thinking, delta(content=CODE), finish("stop"))],
        f"{CHAT}/control": [stream(done=False)],
    }
    seen = []

    def watch(event):
        if isinstance(event, FirstToken) and not any(isinstance(before, ThinkingEnded) for before in seen):
            client.end_thinking()
        seen.append(event)

    with (
        ReplayServer(answers) as server,
        ModelClient(server.url, timeouts=QUICK, dialects=(ChatCompletions(fields),)) as client,
    ):
        client.ask(question(Effort.HIGH), watch)
    assert [type(event) for event in seen].count(ThinkingEnded) == 1
