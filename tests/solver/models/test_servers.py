"""What each kind of server reports about its models is read into rows; the answers imitate the real ones."""

import time
from dataclasses import replace

import pytest

from judge.effort import Effort
from solver.errors import BadServerAddress, NoSuchModel, ServerUnavailable
from solver.models import servers
from solver.models.client import ModelClient, Timeouts
from solver.models.listed import Kind
from solver.models.listings import query_server
from solver.models.server_http import base_url
from solver.models.servers import context_warnings, dialects_for, discover
from solver.models.wire.chat import ChatCompletions, ChatFields
from solver.models.wire.ollama import OllamaChat
from tests.solver.models.wire.replay import Answer, Received, ReplayServer, plain

QUICK = Timeouts(connect_s=5)

LLAMA_SERVER = {
    "/v1/models": plain(
        {
            "object": "list",
            "data": [
                {
                    "id": "gpt-oss-20b",
                    "owned_by": "llamacpp",
                    "meta": {
                        "n_ctx": 131072,
                        "n_ctx_train": 131072,
                        "n_params": 20_000_000_000,
                        "size": 12_109_565_632,
                    },
                }
            ],
        }
    ),
    "/props": plain(
        {
            "default_generation_settings": {"n_ctx": 32768},
            "total_slots": 4,
            "model_ftype": "MXFP4 MoE",
            "build_info": "b6700-abcdef",
            "model_path": "/home/me/models/gpt-oss-20b-mxfp4.gguf",
        }
    ),
}
LM_STUDIO = {
    "/v1/models": plain({"object": "list", "data": [{"id": "openai/gpt-oss-20b", "owned_by": "organization_owner"}]}),
    "/api/tags": plain({"error": "Unexpected endpoint or method. (GET /api/tags)"}),
    "/api/v1/models": plain(
        {
            "models": [
                {
                    "type": "llm",
                    "publisher": "openai",
                    "key": "openai/gpt-oss-20b",
                    "architecture": "gpt-oss",
                    "format": "gguf",
                    "quantization": {"name": "MXFP4", "bits_per_weight": 4},
                    "size_bytes": 12_109_565_632,
                    "max_context_length": 131072,
                    "loaded_instances": [
                        {"id": "openai/gpt-oss-20b", "config": {"context_length": 4096, "parallel": 4}},
                        {"id": "openai/gpt-oss-20b:2", "config": {"context_length": 131072}},
                    ],
                },
                {
                    "type": "llm",
                    "publisher": "lmstudio-community",
                    "key": "qwen/qwen3-30b-a3b",
                    "format": "mlx",
                    "loaded_instances": [],
                },
                {"type": "embedding", "key": "text-embedding-nomic"},
            ]
        }
    ),
}
LM_STUDIO_V0 = {
    "/v1/models": LM_STUDIO["/v1/models"],
    "/api/v1/models": plain({"error": "Unexpected endpoint or method. (GET /api/v1/models)"}),
    "/api/tags": plain({"error": "Unexpected endpoint or method. (GET /api/tags)"}),
    "/api/v0/models": plain(
        {
            "object": "list",
            "data": [
                {
                    "id": "openai/gpt-oss-20b",
                    "type": "llm",
                    "arch": "gpt_oss",
                    "compatibility_type": "mlx",
                    "quantization": "8bit",
                    "state": "loaded",
                    "max_context_length": 131072,
                    "loaded_context_length": 4096,
                },
                {"id": "embed", "type": "embeddings", "state": "not-loaded"},
            ],
        }
    ),
}
OLLAMA = {
    "/v1/models": plain({"object": "list", "data": [{"id": "gpt-oss:20b", "owned_by": "library"}]}),
    "/api/tags": plain(
        {
            "models": [
                {
                    "name": "gpt-oss:20b",
                    "model": "gpt-oss:20b",
                    "size": 13_780_173_839,
                    "digest": "f2b8351c629c",
                    "details": {"format": "gguf", "family": "gptoss", "quantization_level": "MXFP4"},
                },
                {"name": "qwen3:latest", "model": "qwen3:latest", "size": 5, "details": {"format": "gguf"}},
            ]
        }
    ),
    "/api/ps": plain({"models": [{"name": "gpt-oss:20b", "model": "gpt-oss:20b", "context_length": 8192}]}),
    "/api/show": plain(
        {
            "modelfile": "# made by ollama\nFROM /home/me/.ollama/models/blobs/sha256-b112e727c6f1\nTEMPLATE x\n",
            "model_info": {"general.architecture": "gptoss", "gptoss.context_length": 131072},
        }
    ),
    "/api/version": plain({"version": "0.12.6"}),
}
VLLM = {
    "/v1/models": plain(
        {
            "object": "list",
            "data": [
                {
                    "id": "openai/gpt-oss-120b",
                    "owned_by": "vllm",
                    "root": "/models/gpt-oss-120b",
                    "max_model_len": 131072,
                }
            ],
        }
    ),
    "/version": plain({"version": "0.11.0"}),
}


def seen(script):
    with (
        ReplayServer({path: [answer] for path, answer in script.items()}) as server,
        ModelClient(server.url, timeouts=QUICK) as client,
    ):
        return query_server(client)


def test_llama_server_reports_its_slots_and_the_context_of_one_slot():
    server = seen(LLAMA_SERVER)
    (model,) = server.models
    assert (server.kind, server.build) == (Kind.LLAMA_SERVER, "b6700-abcdef")
    assert (model.loaded_context_tokens, model.max_context_tokens, model.slots) == (32768, 131072, 4)
    assert (model.quantization, model.size_bytes, model.format) == ("MXFP4 MoE", 12_109_565_632, "gguf")


def test_a_model_is_found_by_its_name_or_its_file_and_by_nothing_else():
    server = seen(LLAMA_SERVER)
    for called in ("gpt-oss-20b", "gpt-oss-20b-mxfp4.gguf", "/elsewhere/gpt-oss-20b-MXFP4", "GPT-OSS-20b"):
        assert server.find(called).id == "gpt-oss-20b"
    assert server.find("gpt-oss-120b") is None
    with pytest.raises(NoSuchModel, match="gpt-oss-20b"):
        server.require("gpt-oss-2b")


def test_a_llama_server_behind_a_proxy_is_recognized_by_its_properties():
    listed = plain({"object": "list", "data": [{"id": "m", "owned_by": "somebody"}]})
    server = seen({**LLAMA_SERVER, "/v1/models": listed})
    assert (server.kind, server.models[0].loaded_context_tokens) == (Kind.LLAMA_SERVER, 32768)


def test_lm_studio_has_a_row_for_each_loaded_instance_and_none_for_embeddings():
    server = seen(LM_STUDIO)
    assert server.kind is Kind.LM_STUDIO
    assert [model.id for model in server.models] == ["openai/gpt-oss-20b", "openai/gpt-oss-20b:2", "qwen/qwen3-30b-a3b"]
    first, second, third = server.models
    assert (first.loaded_context_tokens, first.slots, first.quantization) == (4096, 4, "MXFP4")
    assert second.loaded_context_tokens == 131072
    assert third.loaded is False


def test_an_older_lm_studio_is_read_from_its_v0_interface():
    (model,) = seen(LM_STUDIO_V0).models
    assert (model.format, model.quantization, model.loaded) == ("mlx", "8bit", True)
    assert (model.loaded_context_tokens, model.max_context_tokens, model.size_bytes) == (4096, 131072, None)


def test_ollama_reports_what_is_loaded_and_with_which_context():
    server = seen(OLLAMA)
    assert (server.kind, server.build) == (Kind.OLLAMA, "0.12.6")
    loaded, other = server.models
    assert (loaded.loaded, loaded.loaded_context_tokens, loaded.max_context_tokens) == (True, 8192, 131072)
    assert (loaded.quantization, loaded.size_bytes) == ("MXFP4", 13_780_173_839)
    assert (other.loaded, other.loaded_context_tokens) == (False, None)
    assert server.find("qwen3") is other


def test_vllm_reports_its_context():
    server = seen(VLLM)
    assert (server.kind, server.build) == (Kind.VLLM, "0.11.0")
    assert server.models[0].loaded_context_tokens == 131072


def test_any_other_server_is_listed_by_its_models():
    server = seen({"/v1/models": plain({"object": "list", "data": [{"id": "m", "owned_by": "me"}]})})
    assert (server.kind, [model.id for model in server.models]) == (Kind.OTHER, ["m"])


@pytest.mark.parametrize(
    ("script", "file", "digest"),
    [
        (LLAMA_SERVER, "/home/me/models/gpt-oss-20b-mxfp4.gguf", None),
        (LM_STUDIO, "openai/gpt-oss-20b", None),
        (LM_STUDIO_V0, None, None),
        (OLLAMA, "/home/me/.ollama/models/blobs/sha256-b112e727c6f1", "f2b8351c629c"),
        (VLLM, "/models/gpt-oss-120b", None),
    ],
)
def test_the_models_file_is_kept_if_the_server_reports_it(script, file, digest):
    model = seen(script).models[0]
    assert (model.file, model.digest) == (file, digest)


def test_the_model_file_of_a_router_with_many_models_is_not_guessed():
    rows = [{"id": name, "owned_by": "llamacpp"} for name in ("one", "two")]
    server = seen({**LLAMA_SERVER, "/v1/models": plain({"object": "list", "data": rows})})
    assert [model.file for model in server.models] == [None, None]


def test_the_publisher_of_an_lm_studio_model_is_added_if_its_name_lacks_it():
    assert seen(LM_STUDIO).models[2].file == "lmstudio-community/qwen/qwen3-30b-a3b"


def test_a_web_page_is_no_model_server():
    with pytest.raises(ServerUnavailable, match="lists no models"):
        seen({"/v1/models": Answer(steps=[b"<html></html>"], kind="text/html")})


def test_ollama_and_vllm_are_asked_in_their_own_dialects():
    assert isinstance(dialects_for(seen(OLLAMA))[0], OllamaChat)
    assert dialects_for(seen(VLLM))[0] == ChatCompletions(ChatFields.VLLM)


def test_discovery_lists_every_server_once_and_skips_dead_ones():
    with ReplayServer({path: [answer] for path, answer in VLLM.items()}) as server, ReplayServer({}) as gone:
        dead = gone.url
        gone.__exit__()
        found = discover([server.url, server.url + "/v1", dead])
    assert [one.url for one in found if one.url == server.url] == [server.url]
    assert dead not in [one.url for one in found]


def test_a_named_server_may_be_slower_than_one_at_a_usual_address(monkeypatch):
    def slow(received: Received) -> Answer:
        time.sleep(0.3)
        return VLLM[received.path]

    monkeypatch.setattr(servers, "_UNNAMED", Timeouts(connect_s=0.1))
    with ReplayServer(dict.fromkeys(VLLM, slow)) as server:
        monkeypatch.setattr(servers, "USUAL_ADDRESSES", (server.url,))
        assert discover() == ()
        assert [one.url for one in discover([server.url])] == [server.url]


@pytest.mark.parametrize(
    ("script", "advice"),
    [
        (LLAMA_SERVER, "--ctx-size 524288 (131072 for each of its 4 slots)"),
        (LM_STUDIO, "lms load openai/gpt-oss-20b --context-length 131072"),
        (OLLAMA, "OLLAMA_CONTEXT_LENGTH=131072 ollama serve"),
    ],
)
def test_a_warning_about_a_small_context_says_how_to_raise_it(script, advice):
    (line,) = context_warnings(seen(script).models[0], [Effort.LOW, Effort.HIGH])
    assert "high" in line
    assert advice in line


def test_a_context_at_the_models_maximum_is_not_advised_to_be_raised():
    model = replace(seen(LLAMA_SERVER).models[0], max_context_tokens=32768)
    (line,) = context_warnings(model, [Effort.HIGH])
    assert "lower --effort" in line and "--ctx-size" not in line


def test_there_is_no_warning_about_a_context_that_is_large_enough():
    assert context_warnings(seen(VLLM).models[0], list(Effort)) == ()
    assert context_warnings(seen(LLAMA_SERVER).models[0], [Effort.LOW, Effort.MEDIUM]) == ()


@pytest.mark.parametrize(
    "address", [":::", "ftp://a", "http://xn--a", f"http://{'a' * 64}", "http://a..b", "http://a\x01b", "a:99999"]
)
def test_what_is_no_address_is_refused_before_anything_is_sent(address):
    with pytest.raises(BadServerAddress, match="is not a server address"):
        base_url(address)
