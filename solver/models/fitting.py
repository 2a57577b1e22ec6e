"""Limits the requested tokens to what the context leaves after the prompt."""

from dataclasses import replace

from judge.notes import Note, note
from solver.models.server_http import ServerHttp
from solver.models.token_budget import LEAST_TOKENS, estimated_tokens
from solver.models.wire.clean import count
from solver.models.wire.request import Request

_MARGIN_TOKENS = 16  # a template may add a little that its rendering does not show


def fitted(
    http: ServerHttp, request: Request, context_tokens: int | None, excess: int = 0
) -> tuple[Request, tuple[Note, ...]]:
    """The request with as many tokens as fit, and a note if they are fewer than wanted.

    excess: how many more tokens the prompt has than we estimate, as far as the server has shown.
    """
    wanted = request.settings.max_tokens
    estimated = estimated_tokens(request.messages) + excess
    if context_tokens is None or estimated + wanted <= context_tokens:
        return request, ()
    counted = prompt_tokens(http, request)
    used = estimated if counted is None else max(counted + _MARGIN_TOKENS, estimated if excess else 0)
    allowed = max(LEAST_TOKENS, context_tokens - used)
    if allowed >= wanted:
        return request, ()
    line = note("fitted-tokens", tokens=allowed, used=used, context=context_tokens)
    return replace(request, settings=replace(request.settings, max_tokens=allowed)), (line,)


def prompt_tokens(http: ServerHttp, request: Request) -> int | None:
    """The prompt's tokens by the server's own tokenizer; None if it offers none.

    llama-server renders the template and counts the text; vLLM counts the turns.
    """
    turns = [{"role": turn.role.value, "content": turn.content} for turn in request.messages]
    rendered = http.page("/apply-template", {"messages": turns}, request.purpose).get("prompt")
    if isinstance(rendered, str):
        tokens = http.page("/tokenize", {"content": rendered, "add_special": True}, request.purpose).get("tokens")
        return len(tokens) if isinstance(tokens, list) else None
    return count(http.page("/tokenize", {"model": request.model, "messages": turns}, request.purpose).get("count"))
