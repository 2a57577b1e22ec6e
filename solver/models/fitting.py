"""Asks for no more tokens than the context leaves after the prompt."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from judge.notes import Note, note
from solver.errors import ServerUnavailable
from solver.models.token_budget import LEAST_TOKENS, estimated_tokens
from solver.models.wire.clean import count, mapping
from solver.models.wire.request import Request
from solver.outside import read_json

if TYPE_CHECKING:
    from solver.models.client import ModelClient

_MARGIN_TOKENS = 16  # a template may add a little that its rendering does not show


def fitted(client: "ModelClient", request: Request, context_tokens: int | None) -> tuple[Request, tuple[Note, ...]]:
    """The request with as many tokens as fit, and a note where they are fewer than was wanted."""
    wanted = request.settings.max_tokens
    if context_tokens is None or estimated_tokens(request.messages) + wanted <= context_tokens:
        return request, ()
    counted = prompt_tokens(client, request)
    used = estimated_tokens(request.messages) if counted is None else counted + _MARGIN_TOKENS
    allowed = max(LEAST_TOKENS, context_tokens - used)
    if allowed >= wanted:
        return request, ()
    line = note("fitted-tokens", tokens=allowed, used=used, context=context_tokens)
    return replace(request, settings=replace(request.settings, max_tokens=allowed)), (line,)


def prompt_tokens(client: "ModelClient", request: Request) -> int | None:
    """The prompt's tokens by the server's own tokenizer; None where it has none.

    llama-server renders the template and counts the text; vLLM counts the turns.
    """
    turns = [{"role": turn.role.value, "content": turn.content} for turn in request.messages]
    rendered = _post(client, request, "/apply-template", {"messages": turns}).get("prompt")
    if isinstance(rendered, str):
        tokens = _post(client, request, "/tokenize", {"content": rendered, "add_special": True}).get("tokens")
        return len(tokens) if isinstance(tokens, list) else None
    return count(_post(client, request, "/tokenize", {"model": request.model, "messages": turns}).get("count"))


def _post(client: "ModelClient", request: Request, path: str, body: dict[str, Any]) -> Mapping[str, Any]:
    try:
        response = client.post(path, body, {"X-Kyoso-Purpose": request.purpose.value})
        return mapping(read_json(response.content)) if response.status_code == 200 else {}
    except (ServerUnavailable, ValueError):
        return {}
