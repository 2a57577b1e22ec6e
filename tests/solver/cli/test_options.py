"""Every command's options: numbers that make no sense are usage errors before anything is asked or written."""

import click
import pytest

from solver.cli.main import _program


def commands():
    """(name, command) of every command, those of groups too."""
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
        with pytest.raises(click.BadParameter):
            parameter.process_value(context, (number,) if parameter.multiple else number)


def test_no_command_has_more_parameters_than_a_reader_can_hold():
    for name, command in commands():
        written = command.callback
        while hasattr(written, "__wrapped__"):
            written = written.__wrapped__
        assert written.__code__.co_argcount <= 24, name
