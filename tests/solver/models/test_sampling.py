"""Each family of models is sampled as its owner recommends, unless a person says otherwise."""

import pytest

from judge.effort import Effort
from solver.models.sampling import FAMILIES, RequestedSampling, published

FIELDS = ("temperature", "top_p", "top_k", "min_p")


@pytest.mark.parametrize(
    ("model", "effort", "expected"),
    [
        ("openai/gpt-oss-20b", Effort.HIGH, {"temperature": 1.0, "top_p": 1.0, "top_k": 0, "min_p": 0.0}),
        ("gpt-oss:120b", Effort.DEFAULT, {"temperature": 1.0, "top_p": 1.0, "top_k": 0, "min_p": 0.0}),
        ("qwen/qwen3-30b-a3b", Effort.DEFAULT, {"temperature": 0.6, "top_p": 0.95, "top_k": 20, "min_p": 0.0}),
        ("qwen/qwen3-30b-a3b", Effort.OFF, {"temperature": 0.7, "top_p": 0.8, "top_k": 20, "min_p": 0.0}),
        ("Qwen3-30B-A3B-Instruct-2507", Effort.DEFAULT, {"temperature": 0.7, "top_p": 0.8, "top_k": 20, "min_p": 0.0}),
        ("smollm2", Effort.DEFAULT, {"temperature": 0.2, "top_p": 0.9}),
        ("somebody/unheard-of", Effort.DEFAULT, {}),
    ],
)
def test_a_family_is_sampled_as_its_owner_publishes_it(model, effort, expected):
    fields = RequestedSampling().settings(model, effort, 100).fields()
    assert {name: value for name, value in fields.items() if name in FIELDS} == expected


def test_what_is_given_stands_over_the_family_and_server_sends_nothing_else():
    asking = RequestedSampling(temperature=0.1, top_k=5)
    assert asking.settings("gpt-oss-20b", Effort.LOW, 100).fields() == {
        "max_tokens": 100,
        "temperature": 0.1,
        "top_p": 1.0,
        "top_k": 5,
        "min_p": 0.0,
    }
    server = RequestedSampling(server_samples=True, temperature=0.0)
    assert server.settings("gpt-oss-20b", Effort.LOW, 100).fields() == {"max_tokens": 100, "temperature": 0.0}


def test_every_family_has_a_source_and_is_found_by_its_own_name():
    assert all(family.source for family in FAMILIES)
    assert published("google/gemma-3-27b-it", Effort.OFF).top_k == 64
    assert published("zai-org/GLM-4.6", Effort.HIGH).top_p == 0.95
