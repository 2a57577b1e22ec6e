"""The next turn after a failed program: what went wrong, and the request to correct it."""

from dataclasses import dataclass

from judge.judgement import CaseResult, Judgement, Verdict
from judge.notes import Note, note
from problems.problem import Problem, Sample
from solver.extraction import Extraction
from solver.models.wire.request import Message, Role

_SHOWN = 2_000  # characters of an input, output or message that the model gets
_ENDING_SHOWN = 1_000  # of a traceback, whose end says the most

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
# For failures on generated inputs, which are not AtCoder's tests and have no expected output.
_GENERATED = {
    "en": {
        Verdict.TLE: "It passes the samples, but it is too slow on a generated test, a valid input of {size} bytes: "
        "{detail}; the limit is {time_s:g} sec.\n\nThe input begins:\n```\n{stdin}```",
        Verdict.MLE: "It passes the samples, but it uses too much memory on a generated test, a valid input of {size} "
        "bytes: the limit is {memory_mib} MiB.\n\nThe input begins:\n```\n{stdin}```",
        Verdict.RE: "It passes the samples, but it ends with an error on a generated test, a valid input ({detail})."
        "\n\nInput:\n```\n{stdin}```",
        Verdict.WA: "It passes the samples, but on a generated test, a valid input, other independent programs for "
        "this problem agree on another answer. They are probably right.\n\nInput:\n```\n{stdin}```\n\n"
        "Their output:\n```\n{expected}```\n\nYour output:\n```\n{stdout}```",
    },
    "ja": {
        Verdict.TLE: "入力例には通りますが、制約を満たす {size} バイトの生成テストで遅すぎます（{detail}）。"
        "実行時間制限は {time_s:g} 秒です。\n\n入力の先頭:\n```\n{stdin}```",
        Verdict.MLE: "入力例には通りますが、制約を満たす {size} バイトの生成テストでメモリ制限 {memory_mib} MiB を"
        "超えました。\n\n入力の先頭:\n```\n{stdin}```",
        Verdict.RE: "入力例には通りますが、制約を満たす生成テストで実行時エラーになりました（{detail}）。\n\n"
        "入力:\n```\n{stdin}```",
        Verdict.WA: "入力例には通りますが、制約を満たす生成テストで、独立に書かれたほかのプログラムが別の答えで一致して"
        "います。おそらくそちらが正しいです。\n\n入力:\n```\n{stdin}```\n\n"
        "ほかのプログラムの出力:\n```\n{expected}```\n\nあなたの出力:\n```\n{stdout}```",
    },
}
_ROUNDED = {
    "en": "It passes the samples, but on a generated test, a valid input, rounding decides its answer: the same "
    "program with exact fractions gives another one. Compare and divide whole numbers without floating point.\n\n"
    "Input:\n```\n{stdin}```",
    "ja": "入力例には通りますが、制約を満たす生成テストで、浮動小数点の丸め誤差によって答えが変わっています（同じ"
    "プログラムを有理数で計算すると別の答えになります）。整数のまま比較・除算してください。\n\n入力:\n```\n{stdin}```",
}
_REQUEST = {
    "en": "\n\nFind the mistake, and answer with the whole corrected program in one fenced code block.",
    "ja": "\n\n誤りを見つけ、直したプログラム全体をコードブロック一つで答えてください。",
}
_BEGINNING = 300  # bytes shown of an input that takes too much time or memory: it may have megabytes


@dataclass(frozen=True, slots=True)
class FlaggedTest:
    """A generated input that a program fails although it passes the samples, as the log has it."""

    verdict: Verdict
    name: str
    stdin: bytes
    detail: Note
    expected: str = ""  # what other programs answered, with WA
    stdout: str = ""  # what this program answered


def follow_up(
    found: Extraction, judgement: Judgement, problem: Problem, lang: str, flagged: FlaggedTest | None = None
) -> tuple[Message, ...]:
    """The model's program without the reasoning, and a complaint about the first case with the program's verdict.

    flagged: the generated test to complain about instead, if it passes the samples.
    """
    answer = Message(Role.ASSISTANT, f"```{found.language.fences[0]}\n{found.code}```")
    complaint = _complaint(judgement, problem, lang) if flagged is None else _about(flagged, problem, lang)
    return (answer, Message(Role.USER, complaint + _REQUEST[lang]))


def correction_note(judgement: Judgement, flagged: FlaggedTest | None) -> Note:
    """What the next round is spent on, for the log."""
    if flagged is not None:
        return note("generated-test", verdict=flagged.verdict.value, case=flagged.name)
    case = next((case.name for case in judgement.cases if case.verdict is judgement.verdict), "")
    return note("sample-test", verdict=judgement.verdict.value, case=case)


def _about(flagged: FlaggedTest, problem: Problem, lang: str) -> str:
    beginning = flagged.verdict in (Verdict.TLE, Verdict.MLE)
    shown = flagged.stdin[:_BEGINNING] if beginning else flagged.stdin
    text = _ROUNDED[lang] if flagged.detail.code == "rounding" else _GENERATED[lang][flagged.verdict]
    return text.format(
        size=len(flagged.stdin),
        detail=flagged.detail,
        stdin=_decoded(shown + b" ..." * (len(shown) < len(flagged.stdin))),
        expected=_decoded(flagged.expected.encode()),
        stdout=_decoded(flagged.stdout.encode()),
        time_s=problem.limits.time_s,
        memory_mib=problem.limits.memory_mib,
    )


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
