"""What a new user tries first: a settings file, completion, the statement, the samples as files."""

import subprocess
import sys
from pathlib import Path

import pytest

from solver.statement_page.plain import formula_text


def test_init_writes_a_settings_file_that_commands_use(kyoso, site, model, tmp_path):
    assert kyoso("init", "-m", "demo-120b", "-e", "low").code == 0
    assert kyoso("init").code == 2  # it never overwrites a file
    (row,) = kyoso("solve", "kyoso_demo_a", "--no-likely", "--json").rows
    assert (row["key"]["model"], row["key"]["effort"]) == ("demo-120b", "low")
    assert "kyoso.toml" in kyoso("config").err


@pytest.mark.parametrize("language", ["cpp20", "java"])
def test_no_command_fails_because_of_the_file_that_init_writes(kyoso, site, model, tmp_path, language):
    assert kyoso("init", "-m", "demo-120b", "-e", "low", "--language", language).code == 0
    (tmp_path / "work" / "main.py").write_text("print(1)\n")
    (tmp_path / "work" / "plan.toml").write_text('problems = ["kyoso_demo_a"]\n[[models]]\nname = "demo-20b"\n')
    assert "0 of 3 tests passed" in kyoso("judge", "main.py", "kyoso_demo_a", "--no-likely").out
    doctor = subprocess.run([sys.executable, "-m", "solver", "doctor"], capture_output=True, text=True, check=False)
    assert doctor.returncode == 0, doctor.stderr
    assert kyoso("config").code == 0
    assert kyoso("batch", "plan.toml", "--dry-run").code == 0
    joined = kyoso("race", "--join", "127.0.0.1:1", "--file", "main.py").err
    assert "--join takes the address" in joined  # and not that --file must be given alone
    refused = kyoso("batch", "plan.toml", "-m", "demo-20b", "--attempts", "2")
    assert "-m, --attempts: not together with a plan" in refused.err
    assert refused.code == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('\nmodle = "x"\n', "kyoso.toml, line 2: there is no setting modle. Did you mean model?"),
        ('[solve]\nmax-tokens = "ten"\n', "kyoso.toml, line 2: max-tokens: "),
        ("[solve]\nefort = 'low'\n", "Did you mean effort?"),
        ('\n[sovle]\nmodel = "x"\n', "kyoso.toml, line 2: there is no setting sovle. Did you mean solve?"),
        ('[[solve]]\nmodel = "x"\n', "kyoso.toml, line 1: write [solve], not [[solve]]."),
        ("[[modles]]\n", "kyoso.toml, line 1: there is no setting modles. Did you mean models?"),
        ("model = 3\n", "kyoso.toml, line 1: model: write it in quotes."),
        ('model = ["a", "b"]\n', "kyoso.toml, line 1: model: it takes one value, not a list."),
        ("[solve]\nattempts = 2.5\n", "kyoso.toml, line 2: attempts: 2.5 is not a valid integer."),
        ("[solve]\nattempts = true\n", "kyoso.toml, line 2: attempts: True is not a valid integer."),
        ('[solve]\nlikely = "yes"\n', "kyoso.toml, line 2: likely: write true or false."),
        ('[sandbox]\nmirorr = "x"\n', "kyoso.toml, line 2: there is no setting mirorr"),
        ('[sandbox.build]\nmirorr = "x"\n', "kyoso.toml, line 2: there is no setting mirorr. Did you mean mirror?"),
        ('[sandbox.build]\nlanguages = "cobol"\n', "kyoso.toml, line 2: languages: unknown layer cobol"),
        ("model = ", "kyoso.toml cannot be read"),
    ],
)
def test_a_wrong_setting_is_named_with_its_line(kyoso, tmp_path, text, said):
    (tmp_path / "work" / "kyoso.toml").write_text(text)
    done = kyoso(*(["sandbox", "check"] if "[sandbox" in text else ["solve", "kyoso_demo_a"]))
    assert done.code == 2
    assert said in done.err
    looked_at = kyoso("config")
    assert looked_at.code == 2
    assert text.strip() in looked_at.out  # a person who repairs the file must be able to see it
    assert looked_at.out.endswith("\n")  # else the error would be written behind the last setting
    assert said in looked_at.err
    assert said in kyoso("config", "--json").err


def test_a_top_level_setting_applies_to_the_commands_of_a_group(kyoso, tmp_path):
    (tmp_path / "work" / "kyoso.toml").write_text('json = true\n[sandbox.build]\nlanguages = "base"\n')
    (cleaned,) = kyoso("sandbox", "clean").rows
    assert cleaned


def test_a_top_level_setting_of_another_command_is_ignored(kyoso, tmp_path):
    (tmp_path / "work" / "kyoso.toml").write_text('model = "x"\npenalty = 3\n')
    assert kyoso("log").code == 0


def test_the_statement_is_shown_and_its_samples_become_files(kyoso, site, tmp_path):
    shown = kyoso("show", "kyoso_demo_a")
    assert shown.code == 0
    assert "Time limit: 2 s / memory limit: 256 MiB" in shown.out
    assert "$" not in shown.out
    assert kyoso("export-samples", "kyoso_demo_a").code == 0
    folder = tmp_path / "work" / "test"
    assert {"sample-1.in", "sample-1.out"} <= {path.name for path in folder.iterdir()}
    (tmp_path / "work" / "main.py").write_text("print(1)\n")
    assert kyoso("judge", "main.py", "--tests", "test").code == 1


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"1 \leq N \lt 2 \times 10^{5}", "1 ≤ N < 2 × 10^5"),
        (r"A_{i,j}", "A_(i,j)"),
        (r"-1", "-1"),
        (r"x \bmod 998244353", "x mod 998244353"),
        (r"\frac{a+1}{b}", "(a+1)/b"),
        (r"\unknown{x}", r"\unknown{x}"),
    ],
)
def test_a_formula_is_shown_as_plain_text(tex, text):
    assert formula_text(tex) == text


@pytest.mark.parametrize(
    ("shell", "loads"),
    [
        ("bash", ["bash", "--norc", "-ec", 'eval "$(cat)"; complete -p kyoso']),
        ("fish", ["fish", "--no-config", "-c", "source -; complete"]),
        ("zsh", ["zsh", "-fc", 'autoload -U compinit; compinit -D; eval "$(cat)"; print $_comps[kyoso]']),
    ],
)
def test_the_completion_script_loads(kyoso, shell, loads):
    script = kyoso("completion", shell).out
    done = subprocess.run(loads, input=script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "kyoso" in done.stdout


@pytest.mark.parametrize("words", [[], ["sandbox"]])
def test_a_missing_command_shows_the_help_and_no_error(kyoso, words):
    done = kyoso(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err == kyoso(*words, "--help").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sandbox", "chek"], "there is no command chek. Did you mean check?"),
        (["help"], "there is no command help; `kyoso --help` lists them"),
        (["log", "ABC417-E"], "`kyoso log --problem abc417_e` lists those at a problem"),
        (["solve"], "PROBLEM is missing; `kyoso solve --help` shows an example."),
        (["completion"], "{bash|zsh|fish} is missing; `kyoso completion --help`"),
        (["batch"], "`kyoso batch --example` prints a plan."),
        (["batch", "--problem", "kyoso_demo_a", "--until", "25:00"], "a time of day looks like 07:00"),
    ],
)
def test_an_error_about_a_missing_or_misspelt_word_names_the_next_step(kyoso, words, said):
    done = kyoso(*words)
    assert done.code == 2
    assert said in done.err


def test_a_standard_stream_may_be_closed_from_the_start(kyoso, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    for streams in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        done = subprocess.run(["sh", "-c", f'exec "$0" -m solver log {streams}', sys.executable], check=False)
        assert done.returncode == 0, streams


@pytest.mark.parametrize("command", [["log"], ["export"], ["export", "--out", "x.jsonl"], ["rejudge"]])
def test_a_filter_without_matches_says_so(kyoso, site, tmp_path, command):
    assert "No attempts yet" in kyoso(*command, "--problem", "kyoso_demo_b").err
    (tmp_path / "work" / "main.py").write_text("print(1)\n")
    kyoso("judge", "main.py", "kyoso_demo_a", "--no-likely")
    assert "No attempt matches these options." in kyoso(*command, "--problem", "kyoso_demo_b").err


def test_a_person_who_has_only_run_the_demo_is_told_where_its_log_is(kyoso, site, tmp_path):
    assert "Run `kyoso demo`" in kyoso("log").err
    (tmp_path / "home" / "demo").mkdir(parents=True)
    for command in ("log", "report"):
        assert f"--home {tmp_path / 'home' / 'demo'}" in kyoso(command).err


@pytest.mark.parametrize(("language", "said"), [("en", "kyoso runs inside WSL 2"), ("ja", "WSL 2 の中で")])
def test_on_windows_one_line_says_where_kyoso_runs(language, said):
    # Imported first, because on a real Windows these modules need others that this machine lacks.
    windows = "sys.platform = 'win32'; sys.modules |= dict.fromkeys(('fcntl', 'termios', 'resource'))"
    words = f"sys.argv = ['kyoso', '--lang', {language!r}, 'doctor']"
    script = f"import shutil, subprocess, sys; {windows}; {words}; from solver.cli.main import main; main()"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert told.returncode == 3
    assert said in told.stderr
    assert told.stderr.count("\n") == 1


def test_samples_left_by_another_problem_are_named(kyoso, site, tmp_path):
    folder = tmp_path / "test"
    assert kyoso("export-samples", "kyoso_demo_a", "--out", folder).err == ""
    (folder / "sample-9.in").write_text("1\n")
    again = kyoso("export-samples", "kyoso_demo_a", "--out", folder)
    assert again.code == 0 and f"{folder} also holds sample-9, not of kyoso_demo_a" in again.err


def test_no_command_that_only_looks_makes_a_log(kyoso, site, model, tmp_path):
    planned = "batch --problem kyoso_demo_a -m demo-20b --dry-run"
    for command in map(str.split, (planned, "batch status", "models", "show kyoso_demo_a")):
        assert kyoso(*command).code in (0, 1), command
        assert not (tmp_path / "home" / "kyoso.db").exists(), command


def test_a_home_without_a_log_is_said_and_gets_none_from_commands_that_only_read(kyoso, tmp_path):
    mistyped = tmp_path / "hmoe"
    for command in (
        ("log",), ("report",), ("report", "--json"), ("export",), ("hint", "--history"), ("race", "--history"),
        ("race", "--replay", "1"), ("rejudge",),
    ):  # fmt: skip
        done = kyoso(*command, "--home", mistyped)
        assert (done.code, done.out) == (2, "")
        assert f"There is no log at {mistyped / 'kyoso.db'}." in done.err
        assert not mistyped.exists()
    for command in (("--json",), ("--csv",), ("--manifest",), ("--datasette",), ("--html", tmp_path / "report.html")):
        done = kyoso("report", *command)
        assert (done.code, "There is no log" in done.err) == (2 if command == ("--datasette",) else 0, True)
    assert "<html" in (tmp_path / "report.html").read_text("utf-8")
    done = kyoso("log")  # its home is a setting: perhaps nothing has been logged yet
    assert (done.code, "There is no log" in done.err, "kyoso demo" in done.err) == (0, True, True)
    assert not (tmp_path / "home").exists()
