"""Every command's options: senseless numbers and files are usage errors before anything is asked or written."""

import json

import click
import pytest

from solver.cli.main import _program


def commands():
    """(name, command) of every command, including those in groups."""
    program = _program()
    context = click.Context(program)
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        inside = command.commands.values() if isinstance(command, click.Group) else [command]
        yield from ((f"{name} {one.name}", one) for one in inside)


def numeric():
    return [
        pytest.param(command, parameter, id=f"{name} {parameter.opts[-1]}")
        for name, command in commands()
        for parameter in command.params
        if isinstance(parameter.type, click.types.IntParamType | click.types.FloatParamType)
    ]


@pytest.mark.parametrize(("command", "parameter"), numeric())
def test_a_number_that_makes_no_sense_is_a_usage_error(command, parameter):
    context = click.Context(command)
    for number in ("nan", "inf", "-inf", "1e400", "1" + "0" * 20, "9" * 5000, "-1" + "0" * 20):
        with pytest.raises(click.UsageError):
            parameter.process_value(context, (number,) if parameter.multiple else number)


def test_no_command_has_too_many_parameters():
    for name, command in commands():
        written = command.callback
        while hasattr(written, "__wrapped__"):
            written = written.__wrapped__
        assert written.__code__.co_argcount <= 24, name


LINE = {"problem": "kyoso_demo_a", "model": "m", "text": "x"}


@pytest.mark.parametrize(
    "odd",
    [
        {"repeat": 10**60}, {"repeat": float("inf")}, {"repeat": float("nan")}, {"prompt_tokens": "x"}, {"server": 7},
        {"tokens_per_s": [1]}, {"finish": {"a": 1}}, {"reasoning": 5}, {"statement_lang": ["a"]}, {"text": None},
        {"seconds": float("inf")}, {"completion_tokens": 2**63}, {"effort": ["high"]},
    ],
    ids=lambda odd: next(iter(odd)),
)  # fmt: skip
def test_a_line_to_import_with_a_value_of_the_wrong_kind_is_named(odd, kyoso, tmp_path):
    (tmp_path / "lines.jsonl").write_text(f"{json.dumps(LINE | odd)}\n")
    result = kyoso("import", tmp_path / "lines.jsonl")
    assert result.code == 2
    assert "line 1 cannot be read" in result.err


@pytest.mark.parametrize("words", [("batch",), ("import",), ("judge", "kyoso_demo_a", "--language", "python")])
def test_a_file_that_never_ends_is_a_usage_error(words, kyoso, tmp_path):
    (tmp_path / "endless").symlink_to("/dev/zero")
    result = kyoso(words[0], tmp_path / "endless", *words[1:])
    assert result.code == 2
    assert "longer than" in result.err


@pytest.mark.parametrize(
    "words",
    [
        ("export", "--out"),
        ("export", "--bundle"),
        ("race", "--history", "--html"),
        ("report", "--html"),
        ("stress", "main.py", "kyoso_demo_a", "--out"),
    ],
)
def test_writing_into_a_missing_folder_is_a_usage_error(words, kyoso, tmp_path):
    done = kyoso(*words, tmp_path / "no" / "x")
    assert done.code == 2
    assert f"there is no folder {tmp_path / 'no'}" in done.err


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "9" * 10_000, "a = \x00"])
def test_a_plan_that_cannot_be_read_is_a_usage_error(text, kyoso, tmp_path):
    (tmp_path / "plan.toml").write_text(text)
    result = kyoso("batch", tmp_path / "plan.toml")
    assert result.code == 2
    assert "cannot be read" in result.err


def test_each_mistake_of_a_plan_gets_a_line_on_stderr(kyoso, tmp_path):
    (tmp_path / "plan.toml").write_text('problems = ["abc9..abc1"]\nrepeats = 0\n[[models]]\nmodle = "x"\n')
    result = kyoso("batch", tmp_path / "plan.toml")
    assert (result.code, result.out) == (2, "")
    assert sum(f"{tmp_path / 'plan.toml'}: " in line for line in result.err.splitlines()) == 3
