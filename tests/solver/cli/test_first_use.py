"""What a new user reaches for: a settings file, completion, the statement, the samples as files."""

import subprocess

import pytest

from solver.statement_page.plain import formula_text


def test_init_writes_a_file_that_every_command_takes(kyoso, site, model, tmp_path):
    assert kyoso("init", "-m", "demo-120b", "-e", "low").code == 0
    assert kyoso("init").code == 2  # never over what is there
    (row,) = kyoso("solve", "kyoso_demo_a", "--no-likely", "--json").rows
    assert (row["key"]["model"], row["key"]["effort"]) == ("demo-120b", "low")
    assert "kyoso.toml" in kyoso("config").err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('\nmodle = "x"\n', "kyoso.toml, line 2: there is no setting modle. Did you mean model?"),
        ('[solve]\nmax-tokens = "ten"\n', "kyoso.toml, line 2: max-tokens: "),
        ("[solve]\nefort = 'low'\n", "Did you mean effort?"),
        ("model = ", "kyoso.toml cannot be read"),
    ],
)
def test_a_wrong_setting_is_named_with_its_line(kyoso, tmp_path, text, said):
    (tmp_path / "work" / "kyoso.toml").write_text(text)
    done = kyoso("solve", "kyoso_demo_a")
    assert done.code == 2
    assert said in done.err
    assert kyoso("config").code == 0  # who repairs the file must be able to look at it


def test_a_setting_of_another_command_at_the_top_is_left_to_that_command(kyoso, tmp_path):
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
def test_formulas_are_read_on_one_line(tex, text):
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
def test_a_command_that_is_missing_brings_the_help_and_no_error(kyoso, words):
    done = kyoso(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err == kyoso(*words, "--help").out
