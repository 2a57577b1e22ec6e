"""On a narrow terminal, the headings that are shown, models' names and commands are never cut."""

import pytest
from rich.cells import cell_len

from solver.cli.batch_view import cells_table
from solver.cli.doctor import _print
from solver.cli.models import models_table
from solver.doctor import DoctorFinding, DoctorState
from solver.models.listed import Kind, Model
from solver.view.language import choose_language
from solver.view.output import print_table

NAME = "openai/gpt-oss-20b"
ROW = {"model": NAME, "effort": "medium", "language": "python", "done": 1020, "total": 3400, "ac": 550, "censored": 12}
ROW |= {"tokens_per_s": 81.23, "left": 2380, "left_s": 44_445.0, "state": None, "failed": 0}
FAILED = ROW | {"failed": 2380, "left": 0}
LOADED = {"loaded": True, "loaded_context_tokens": 131_072, "max_context_tokens": 131_072, "slots": 4}
BUILD = {"format": "gguf", "quantization": "MXFP4", "size_bytes": 12_100_000_000}
MODEL = Model(NAME, "http://127.0.0.1:9", Kind.LLAMA_SERVER, **BUILD, **LOADED)


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize("columns", [60, 80])
def test_a_table_fits_its_terminal_with_whole_headings_and_names(columns, lang, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("LANGUAGE", lang)
    choose_language(["--lang", lang])
    for table in (cells_table([ROW, FAILED, ROW | {"state": "SERVER_DOWN"}]), models_table([MODEL], {})):
        print_table(table)
        lines = capsys.readouterr().out.splitlines()
        assert all(cell_len(line) <= columns for line in lines), lines
        assert all(str(column.header) in lines[0] for column in table.columns), lines
        assert NAME in "\n".join(lines), lines


def test_a_width_of_0_means_that_it_is_not_known(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "0")
    print_table(models_table([MODEL], {}))
    assert NAME in capsys.readouterr().out


@pytest.mark.parametrize("columns", [60, 80])
def test_a_command_that_doctor_names_is_in_one_piece(columns, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(columns))
    command = "`sudo sysctl kernel.randomize_va_space=0`"
    _print(DoctorFinding("timing", DoctorState.WARNING, f"addresses change (ASLR), so set {command} while you measure"))
    lines = capsys.readouterr().out.splitlines()
    assert all(cell_len(line) <= columns for line in lines), lines
    assert any(command in line for line in lines), lines
