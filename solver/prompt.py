"""What the model is asked. Versioned: the same version, problem and options give the same text."""

from judge.languages import Language
from judge.libraries import Toolchain
from problems.problem import Problem
from solver.models.wire.request import Message, Role

VERSION = 1

_SYSTEM = {
    "en": "You are an expert competitive programmer. Solve the problem with a program that is correct and fast enough "
    "for every input within the constraints, not only for the samples.",
    "ja": "あなたは熟練した競技プログラマーです。サンプルだけでなく、制約を満たすすべての入力に対して正しく、"
    "時間内に終わるプログラムで問題を解いてください。",
}

_TASK = {
    "en": """{statement}

---

Time limit: {time_s:g} sec for each test. Memory limit: {memory_mib} MiB.

Write the program in {language} ({version}).{libraries}
It must read standard input and write standard output, in exactly the format above, with no other text.
End your answer with the whole program in one fenced code block that begins with ```{fence}
""",
    "ja": """{statement}

---

実行時間制限: 各テスト {time_s:g} 秒。メモリ制限: {memory_mib} MiB。

プログラムは {language}（{version}）で書いてください。{libraries}
標準入力から読み、標準出力へ、上の形式どおりに出力してください。ほかの文字は出力しないでください。
答えの最後に、プログラム全体を ```{fence} で始まるコードブロック一つで書いてください。
""",
}
_LIBRARIES = {
    "en": " Beyond the standard library you may use: {libraries}.",
    "ja": "標準ライブラリのほかに使えるもの: {libraries}。",
}


def statement_language(problem: Problem, wanted: str | None) -> str:
    """The language of the statement to use: the wanted one if the page has it, else one that it has."""
    order = (wanted, "en", "ja") if wanted else ("en", "ja")
    return next(lang for lang in order if lang and getattr(problem.statements, lang) is not None)


def question(problem: Problem, statement_lang: str, language: Language, toolchain: Toolchain) -> tuple[Message, ...]:
    """The messages that ask for a program.

    toolchain: the sandbox's, so that no library is promised that it lacks.
    """
    heading = f"# {problem.label} - {problem.title}\n\n{getattr(problem.statements, statement_lang)}"
    promised = ", ".join(toolchain.libraries)
    libraries = _LIBRARIES[statement_lang].format(libraries=promised) if promised else ""
    task = _TASK[statement_lang].format(
        statement=heading,
        time_s=problem.limits.time_s,
        memory_mib=problem.limits.memory_mib,
        language=language.name,
        version=toolchain.version,
        libraries=libraries,
        fence=language.fences[0],
    )
    return (Message(Role.SYSTEM, _SYSTEM[statement_lang]), Message(Role.USER, task))
