"""The next turn after a failed program: what went wrong, and the request to mend it."""

from judge.judgement import CaseResult, Judgement, Verdict
from problems.problem import Problem, Sample
from solver.extraction import Extraction
from solver.models.wire.request import Message, Role

_SHOWN = 2_000  # characters of an input, an output or a message that go back
_ENDING_SHOWN = 1_000  # of a traceback, whose end says most

_TEXT = {
    "en": {
        Verdict.CE: "It does not compile:\n\n```\n{detail}\n```",
        Verdict.WA: "It is wrong on sample {name}.\n\nInput:\n```\n{stdin}```\n\nExpected:\n```\n{expected}```\n\n"
        "Your output:\n```\n{stdout}```",
        Verdict.TLE: "It is too slow on sample {name}: the limit is {time_s:g} sec.\n\nInput:\n```\n{stdin}```",
        Verdict.MLE: "It uses too much memory on sample {name}: the limit is {memory_mib} MiB.",
        Verdict.OLE: "It writes far too much on sample {name}.",
        Verdict.RE: "It ends with an error on sample {name} ({note}).\n\nInput:\n```\n{stdin}```\n\n"
        "Standard error:\n```\n{stderr}\n```",
    },
    "ja": {
        Verdict.CE: "コンパイルエラーになりました。\n\n```\n{detail}\n```",
        Verdict.WA: "入力例 {name} で答えが違います。\n\n入力:\n```\n{stdin}```\n\n"
        "期待される出力:\n```\n{expected}```\n\n"
        "あなたの出力:\n```\n{stdout}```",
        Verdict.TLE: "入力例 {name} で実行時間制限 {time_s:g} 秒を超えました。\n\n入力:\n```\n{stdin}```",
        Verdict.MLE: "入力例 {name} でメモリ制限 {memory_mib} MiB を超えました。",
        Verdict.OLE: "入力例 {name} で出力が多すぎます。",
        Verdict.RE: "入力例 {name} で実行時エラーになりました（{note}）。\n\n入力:\n```\n{stdin}```\n\n"
        "標準エラー出力:\n```\n{stderr}\n```",
    },
}
_REQUEST = {
    "en": "\n\nFind the mistake, and answer with the whole corrected program in one fenced code block.",
    "ja": "\n\n誤りを見つけ、直したプログラム全体をコードブロック一つで答えてください。",
}


def follow_up(found: Extraction, judgement: Judgement, problem: Problem, lang: str) -> tuple[Message, ...]:
    """The model's program without its past reasoning, and what it earned on the first case that shows it."""
    answer = Message(Role.ASSISTANT, f"```{found.language.fences[0]}\n{found.code}```")
    return (answer, Message(Role.USER, _complaint(judgement, problem, lang) + _REQUEST[lang]))


def _complaint(judgement: Judgement, problem: Problem, lang: str) -> str:
    text = _TEXT[lang][judgement.verdict]
    if judgement.verdict is Verdict.CE:
        return text.format(detail=_cut(judgement.compile_output))
    case = next(case for case in judgement.cases if case.verdict is judgement.verdict)
    sample = next((sample for sample in problem.samples if sample.name == case.name), Sample(case.name, b"", b""))
    return text.format(
        name=case.name,
        stdin=_decoded(sample.stdin),
        expected=_decoded(sample.expected),
        stdout=_decoded(_output(case, "stdout")),
        stderr=_output(case, "stderr").decode("utf-8", "replace")[-_ENDING_SHOWN:],
        time_s=problem.limits.time_s,
        memory_mib=problem.limits.memory_mib,
        note=case.note,
    )


def _output(case: CaseResult, stream: str) -> bytes:
    return b"" if case.run is None else bytes(getattr(case.run, stream))


def _decoded(raw: bytes) -> str:
    text = _cut(raw.decode("utf-8", "replace"))
    return text if text.endswith("\n") else text + "\n"


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "\n…"
