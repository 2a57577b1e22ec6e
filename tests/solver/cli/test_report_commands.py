"""kyoso report, rejudge, export and import, as a person runs them after a night."""

import asyncio
import csv
import io
import json
import os
import re
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from judge.attempt import Source
from judge.log.log import Log
from judge.log.server_records import ModelRow
from solver import export
from solver.seeds import question_seed
from tests.solver.report.grading.nights import likely, made, night, problem


@pytest.fixture
def home(tmp_path, monkeypatch):
    return tmp_path / "home"


def answers(home, *words, model="m", **more):
    return night(home, *[made(f"abc{100 + n}_a", word, model=model, **more) for n, word in enumerate(words)])


def test_report_shows_intervals_and_decisions_and_names_the_log(kyoso, home):
    answers(home, "AC", "AC", "WA", "TRUNCATED")
    done = kyoso("report", "--pass-line", "0.75")
    assert done.code == 0
    assert re.search(r"m low +2/4 +50\.0 +15\.0–85\.0 +\d+\.\d \(\S+\) +2 +0 +1", done.out.replace("\n", " "))
    assert re.search(r"m low +1 +not decided", done.out)
    assert str(home) in done.err
    assert max(map(len, done.out.splitlines())) <= 80


def test_report_json_has_the_specified_keys_and_csv_a_line_for_each_cell(kyoso, home):
    answers(home, "AC", "WA", "EMPTY")
    answers(home, "AC", "AC", "AC", effort="high")
    report = kyoso("report", "--json").rows[0]
    cell = report["cells"][0]
    pinned = (
        "model effort language attempts ac ac_rate ac_low ac_high censored verdicts outcomes tokens_per_s first_token_s"
    )
    assert set(pinned.split()) <= set(cell)
    assert (cell["attempts"], cell["ac"], cell["censored"]) == (3, 1, 1)
    assert cell["outcomes"] == {"ANSWERED": 2, "EMPTY": 1}
    assert report["pairs"][0]["only_second"] == ["abc101_a", "abc102_a"]
    rows = list(csv.DictReader(io.StringIO(kyoso("report", "--csv").out)))
    assert [(row["model"], row["effort"], row["ac"], row["outcome_EMPTY"]) for row in rows] == [
        ("m", "low", "1", "1"),
        ("m", "high", "3", "0"),
    ]


def test_compare_names_who_solved_what_and_how_many_more_problems_would_decide(kyoso, home):
    answers(home, *["AC"] * 12, *["WA"] * 8)
    answers(home, *["AC"] * 9, *["WA"] * 10, "AC", model="n")
    done = kyoso("report", "--compare", "m", "n")
    assert "These 20 problems show no clear difference between m low and n low" in done.out.replace("\n", " ")
    assert re.search(r"\d+ more problems would decide, with a chance of 80 %", done.out.replace("\n", " "))
    assert "only m low: abc109_a, abc110_a, abc111_a" in done.out
    assert "only n low: abc119_a" in done.out
    assert kyoso("report", "--compare", "m", "nobody").code == 2
    assert "two names" in kyoso("report", "--compare", "m", "--json").err


def test_tables_say_whether_they_go_beyond_the_samples(kyoso, home):
    row = problem("abc100_a", held="2024-05-04", difficulty=300.0)
    attempts = [made("abc100_a", "AC", likely=likely("TLE")), made("abc100_a", "AC", model="untested")]
    night(home, *attempts, problems=[row])
    out = " ".join(kyoso("report", "--full", "--cutoff", "m=2024-06").out.split())
    assert "By letter model A m low 0/1 0 untested low 1/1 100" in out
    assert "On the samples alone, which are easier: untested low." in out
    assert "Right here is not AC on AtCoder" in out
    assert "Compared on the samples" in kyoso("report", "--compare", "m", "untested").out
    tested, other = kyoso("report", "--json").rows[0]["cells"]
    assert (tested["letters"][0]["ac"], tested["likely"]["letters"][0]["ac"], other["likely"]) == (1, 0, None)
    page = home / "page.html"
    kyoso("report", "--html", page)
    assert "AC (TLE)" in page.read_text()


def test_full_does_not_send_to_itself_and_one_is_no_plural(kyoso, home):
    answers(home, "AC", "AC", "WA", "UNCHECKED")
    assert "--full" in kyoso("report").out
    full = kyoso("report", "--full").out
    assert "--full" not in full
    assert "m low: 1 UNCHECKED counts as not AC; at most 3 of 4 could be AC." in full


def test_what_was_not_asked_for_is_not_compared(kyoso, home):
    answers(home, "AC", "WA", effort="low")
    answers(home, "AC", "WA", effort="high")
    answers(home, "WA", "WA", model="n", effort="none")
    pairs = kyoso("report", "--compare", "m", "n", "--json").rows[0]["pairs"]
    named = [(pair["first"]["model"], pair["first"]["effort"], pair["second"]["model"]) for pair in pairs]
    assert named == [("m", "low", "n"), ("m", "high", "n")]
    named = kyoso("report", "--compare", "m@low", "m@high", "--json").rows[0]["pairs"]
    assert [(pair["first"]["effort"], pair["second"]["effort"]) for pair in named] == [("low", "high")]


def test_pass_at_k_says_when_not_every_problem_has_k_answers(kyoso, home):
    answers(home, "AC", "WA")
    answers(home, "AC", "WA", repeat=1)
    assert "with as many answers" not in kyoso("report", "--full").out
    answers(home, "IE", "WA", repeat=2)
    assert "pass@k is over the problems with as many answers" in kyoso("report", "--full").out
    assert kyoso("report", "--json").rows[0]["cells"][0]["pass_at_problems"] == 1


def test_the_log_s_problems_and_contests_are_understood_however_they_are_written(kyoso, home):
    night(home, made("abc301_a", "AC"), made("abc302_a", "AC"), problems=[problem("abc301_a"), problem("abc302_a")])
    for option in (("--problem", "ABC301-A"), ("--contest", "ABC 301")):
        assert [row["problem"] for row in kyoso("log", "--json", *option).rows] == ["abc301_a"]


def test_an_unhonoured_effort_is_shown_as_such(kyoso, home):
    answers(home, "AC", effort="high", honoured=False)
    assert "(high ignored)" in kyoso("report", "--full").out
    assert "ignored the effort" in kyoso("report").out
    cell = kyoso("report", "--json").rows[0]["cells"][0]
    assert (cell["effort"], cell["asked_effort"], cell["effort_honoured"]) == (None, "high", False)


def test_the_cut_off_is_the_models_known_one_or_as_set_and_nonsense_is_refused(kyoso, home):
    attempts = [made("abc1_a", "AC", model="gpt-oss-20b"), made("abc2_a", "WA", model="gpt-oss-20b")]
    night(home, *attempts, problems=[problem("abc1_a", held="2024-06-01"), problem("abc2_a", held="2024-07-06")])
    cut = kyoso("report", "--json").rows[0]["cells"][0]["cut_off"]
    assert (cut["date"], cut["before"]["ac"], cut["after"]["ac"], cut["difference_rate"]) == ("2024-06", 1, 0, 1.0)
    cut = kyoso("report", "--json", "--cutoff", "gpt-oss-20b=2025-01").rows[0]["cells"][0]["cut_off"]
    assert (cut["before"]["problems"], cut["after"]["problems"]) == (2, 0)
    assert kyoso("report", "--json", "--cutoff", "gpt-oss-20b=").rows[0]["cells"][0]["cut_off"] is None
    for nonsense in ("gpt-oss-20b=soon", "gpt-oss-20b=2024-13", "gpt-oss-20b=2024-06-31", "gpt-oss-20b", "2024-06"):
        assert kyoso("report", "--cutoff", nonsense).code == 2


def test_a_model_that_a_batch_stopped_is_shown_as_such(kyoso, home):
    answers(home, "EMPTY", "EMPTY")
    with sqlite3.connect(home / "kyoso.db") as db:
        db.execute(
            "INSERT INTO cell_states VALUES ('m', 'low', 'python', 'BROKEN', '2 of 2 empty', '2026-01-02T03:04')"
        )
    assert "m at low is BROKEN: 2 of 2 empty" in kyoso("report").out
    out = kyoso("report", "--full").out
    assert re.search(r"m low .* BROKEN", out)
    assert "BROKEN since 2026-01-02 03:04: 2 of 2 empty" in out
    assert kyoso("report", "--json").rows[0]["cells"][0]["state"]["state"] == "BROKEN"


def test_settings_come_from_kyoso_toml_and_rows_can_be_chosen(kyoso, home):
    attempts = [made("abc1_a", "AC"), made("abc1_a", "AC", model="n", effort="high")]
    night(home, *attempts, problems=[problem("abc1_a", held="2024-06-01")])
    Path("kyoso.toml").write_text('[report]\ncutoff = ["m=2024-03"]\npass-line = 0.8\n')
    cells = kyoso("report", "--json").rows[0]["cells"]
    assert [cell["cut_off"] and cell["cut_off"]["date"] for cell in cells] == ["2024-03", None]
    assert cells[0]["pass_line"]["line"] == 0.8
    assert [cell["model"] for cell in kyoso("report", "--json", "--model", "n@high").rows[0]["cells"]] == ["n"]


def test_the_model_that_kyoso_toml_names_for_asking_filters_no_rows(kyoso, home):
    night(home, made("abc1_a", "AC"), made("abc1_a", "AC", model="n"), problems=[problem("abc1_a")])
    Path("kyoso.toml").write_text('model = "n"\nlabel = "n"\n')
    assert {cell["model"] for cell in kyoso("report", "--json").rows[0]["cells"]} == {"m", "n"}
    assert len(kyoso("log", "--json").rows) == 2
    Path("kyoso.toml").write_text('[report]\nmodel = "n"\n')  # an older name, but set for the report itself
    assert {cell["model"] for cell in kyoso("report", "--json").rows[0]["cells"]} == {"n"}


def test_a_report_page_in_a_missing_folder_is_refused_and_the_folder_named(kyoso, home, tmp_path):
    answers(home, "AC")
    for option in ("--html", "--out"):
        done = kyoso("report", option, tmp_path / "no" / "night.html")
        assert done.code == 2
        assert f"there is no folder {tmp_path / 'no'}" in " ".join(done.err.split())
    assert "--out" not in kyoso("report", "--help").out


def test_an_empty_log_points_to_the_demo(kyoso):
    done = kyoso("report")
    assert (done.code, done.out) == (0, "")
    assert "kyoso demo" in done.err
    assert kyoso("report", "--json").rows[0]["cells"] == []


def test_hostile_names_do_not_move_the_cursor(kyoso, home):
    answers(home, "AC", model="m\x1b[2J[bold]x")
    out = kyoso("report").out
    assert "\x1b" not in out
    assert "m␛[2J[bold]x" in out


def test_rejudge_adds_judgements_and_lists_what_changed(kyoso, site, home):
    fetched = kyoso("fetch", "kyoso_demo_a").code
    assert fetched == 0
    right = "```python\nn = int(input())\n```"
    wrong, changed, empty = night(
        home,
        made("kyoso_demo_a", "WA", code="print('x')", text="```python\nprint(input())\n```"),
        made("kyoso_demo_a", "AC", code="print('y')", repeat=1, text="no program at all"),
        made("kyoso_demo_a", "NO_CODE", repeat=2, text=right),
    )
    done = kyoso("rejudge")
    assert done.code == 0
    assert f"{changed.id} kyoso_demo_a m low: AC → WA" in done.out
    assert f"{wrong.id} " not in done.out
    assert "2 answers judged again, 1 changed" in done.err
    rows = {row["id"]: row for row in kyoso("rejudge", "--extract", "--json").rows}
    assert (rows[changed.id]["before"], rows[changed.id]["after"]) == ("WA", "NO_CODE")
    assert rows[empty.id]["before"] == "NO_CODE"
    assert rows[empty.id]["other_code"] is True
    db = sqlite3.connect(home / "kyoso.db")
    written = db.execute(
        "SELECT verdict, extraction_version IS NOT NULL, checker IS NOT NULL, code IS NOT NULL FROM judgements"
        " WHERE attempt = ? ORDER BY id",
        (wrong.id,),
    ).fetchall()
    assert written == [("WA", 0, 0, 0), ("WA", 0, 1, 0), ("WA", 1, 1, 1)]
    with Log(home) as log:
        assert log.attempts.get(empty.id).submission.source == "n = int(input())\n"


def test_a_problem_that_cannot_be_fetched_does_not_stop_the_others_from_being_rejudged(kyoso, site, home):
    night(home, made("kyoso_demo_zz", "AC"), made("kyoso_demo_a", "AC", code="print('x')"))
    done = kyoso("rejudge")
    assert done.code == 4
    assert "kyoso_demo_zz" in done.err
    assert "AC → WA" in done.out


def test_an_export_can_be_imported_and_a_second_import_adds_nothing(kyoso, site, home, tmp_path, monkeypatch):
    kyoso("fetch", "kyoso_demo_a")
    program = (Path(__file__).parents[2] / "programs" / "kyoso_demo_a" / "ac.py").read_text()
    night(
        home,
        made("kyoso_demo_a", "AC", code=program, text=f"```python\n{program}```", source=Source.SOLVE),
        made("kyoso_demo_a", "EMPTY", repeat=1, text=""),
    )
    assert kyoso("export", "--out", tmp_path / "out.jsonl").code == 0
    monkeypatch.setenv("KYOSO_HOME", str(tmp_path / "other"))
    first = kyoso("import", tmp_path / "out.jsonl")
    assert first.code == 0
    assert "2 answers judged and logged, 0 already there" in first.err
    assert "0 answers judged and logged, 2 already there" in kyoso("import", tmp_path / "out.jsonl").err
    old, new = (
        [json.loads(line) for line in text.splitlines()]
        for text in ((tmp_path / "out.jsonl").read_text(), kyoso("export").out)
    )
    for before, after in zip(old, new, strict=True):
        assert after["key"] == before["key"]
        assert after["reply"] == before["reply"]
        assert (after["judgement"] or {}).get("verdict") == (before["judgement"] or {}).get("verdict")


def test_answers_from_elsewhere_are_judged_and_counted_as_repeats(kyoso, site, tmp_path):
    rows = [
        {"problem": "kyoso_demo_a", "model": "other", "text": "```python\nprint(input())\n```"},
        {"problem": "kyoso_demo_a", "model": "other", "text": "I cannot."},
        {"problem": "kyoso_demo_a", "model": "other", "text": "```python\nfor", "finish": "length"},
    ]
    file = tmp_path / "replies.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    attempts = kyoso("import", file, "--json").rows
    assert [(a["key"]["repeat"], a["reply"]["outcome"]) for a in attempts] == [
        (0, "ANSWERED"),
        (1, "NO_CODE"),
        (2, "TRUNCATED"),
    ]
    assert attempts[0]["judgement"]["verdict"] == "WA"
    file.write_text('{"problem": "kyoso_demo_a"}')
    done = kyoso("import", file)
    assert done.code == 2
    assert "line 1" in done.err
    assert "model" in done.err


def test_csv_and_inspect_exports_can_be_read_by_other_programs(kyoso, home, tmp_path):
    from inspect_ai.log import read_eval_log

    answers(home, "AC", "WA", "TRUNCATED", "IE", reasoning="lone \udcff")
    answers(home, "AC", repeat=1)
    rows = list(csv.DictReader(io.StringIO(kyoso("export", "--format", "csv").out)))
    assert [row["verdict"] or row["outcome"] for row in rows] == ["AC", "WA", "TRUNCATED", "IE", "AC"]
    assert "print" not in str(rows)
    done = kyoso("export", "--format", "inspect", "--out", tmp_path / "logs")
    assert done.code == 0
    (path,) = (tmp_path / "logs").glob("*.eval")
    found = read_eval_log(str(path))
    assert (found.status, found.eval.model, found.eval.task_args["effort"]) == ("success", "kyoso/m", "low")
    assert sorted((s.id, s.epoch, s.scores["kyoso"].value) for s in found.samples) == [
        ("abc100_a", 1, "C"),
        ("abc100_a", 2, "C"),
        ("abc101_a", 1, "I"),
        ("abc102_a", 1, "I"),
        ("abc103_a", 1, "N"),
    ]
    assert found.results.scores[0].metrics["accuracy"].value == 0.5
    assert found.samples[0].input == "abc100_a"
    assert kyoso("export", "--format", "inspect").code == 2
    assert "0 attempts in" in kyoso("export", "--format", "inspect", "--label", "x", "--out", tmp_path / "none").err


def test_a_long_cell_is_split_into_logs_that_keep_each_problem_together(home, tmp_path, monkeypatch):
    from inspect_ai.log import read_eval_log

    monkeypatch.setattr(export, "_PART_ATTEMPTS", 3)
    tasks = [f"abc{100 + n}_a" for n in range(4)]
    night(home, *[made(task, "AC", repeat=repeat) for repeat in (0, 1) for task in tasks])
    night(home, made("abc100_a", "WA", effort="high"), made("abc100_a", "AC", effort="high", round=1))
    with Log(home) as log:
        files = list(export.write_inspect(log.attempts.read(by_cell=True), None, tmp_path / "logs"))
    assert [path.name for path in files] == ["m-high.eval", "m-low.eval", "m-low-part2.eval"]
    logs = [read_eval_log(str(path)) for path in files]
    assert [[(one.id, one.epoch) for one in found.samples] for found in logs] == [
        [("abc100_a", 1)],
        [("abc100_a", 1), ("abc101_a", 1), ("abc100_a", 2), ("abc101_a", 2)],
        [("abc102_a", 1), ("abc103_a", 1), ("abc102_a", 2), ("abc103_a", 2)],
    ]
    assert logs[1].eval.metadata["part"] == 1


def test_names_of_inspect_logs_are_distinct_on_every_file_system(home, tmp_path):
    names = ["openai/gpt-oss-20b", "OpenAI/GPT-OSS-20B", "../../up", "モデル", ":"]
    night(home, *[made("abc100_a", "AC", model=name, language=lang) for name in names for lang in ("python", "cpp")])
    with Log(home) as log:
        files = list(export.write_inspect(log.attempts.read(by_cell=True), None, tmp_path / "logs"))
    assert {path.parent for path in files} == {tmp_path / "logs"}
    assert sorted(path.name for path in files) == sorted(
        [
            *("OpenAI-GPT-OSS-20B-low.eval", "OpenAI-GPT-OSS-20B-low-2.eval"),
            *("openai-gpt-oss-20b-low-3.eval", "openai-gpt-oss-20b-low-4.eval"),
            *(
                "up-low.eval",
                "up-low-2.eval",
                "model-low.eval",
                "model-low-2.eval",
                "モデル-low.eval",
                "モデル-low-2.eval",
            ),
        ]
    )


def test_statements_are_exported_only_on_request(kyoso, home):
    prompt = json.dumps([{"role": "user", "content": "the whole statement"}])
    with Log(home) as log:
        log.attempts.write(made("abc1_a", "AC"), prompt=prompt)
    assert "the whole statement" not in kyoso("export").out
    (row,) = kyoso("export", "--with-statements").rows
    assert row["prompt"] == json.loads(prompt)


def test_the_manifest_lists_everything_that_a_run_was_made_with(kyoso, home):
    prompt = json.dumps([{"role": "user", "content": "solve it"}])
    with Log(home) as log:
        log.runs.record_problem(*problem("abc1_a", difficulty=5.0), made("abc1_a", "AC").started_at)
        run = log.runs.begin("batch", {"plan": {"problems": ["abc1_a"]}}, made("abc1_a", "AC").started_at)
        log.attempts.write(made("abc1_a", "AC"), run=run, prompt=prompt, statement_sha256="a" * 64)
        later = replace(made("abc1_a", "WA", repeat=1).reply, seed=77)
        log.attempts.write(replace(made("abc1_a", "WA", repeat=1), reply=later), run=run, prompt=prompt)
        told = ModelRow("m", "m", "http://s", model_file="/home/me/models/m-Q4.gguf", digest="d1")
        log.models.record_model(told, made("abc1_a", "AC").started_at, run)
        log.models.record_model(replace(told, digest="d2"), made("abc1_a", "AC").started_at)  # another run's
    (found,) = kyoso("report", "--manifest", "--run", run, "--json").rows
    assert found["plan"] == {"problems": ["abc1_a"]}
    # The statement as it was asked, not as its page is now; null if it was not kept.
    assert [(row["id"], row["statement_sha256"]) for row in found["problems"]] == [
        ("abc1_a", None),
        ("abc1_a", "a" * 64),
    ]
    assert [(row["repeat"], row["seed"]) for row in found["attempts"]] == [(0, None), (1, 77)]
    (told,) = found["models"]
    assert (told["model_file"], told["digest"], told["told_in_this_run"]) == ("m-Q4.gguf", "d1", True)
    assert found["prompts"][0]["messages"][0]["content"] == "solve it"
    assert found["prompts"][0]["attempts"] == [1, 2]
    assert found["cells"][0]["settings"] == {"max_tokens": 5}
    readable = kyoso("report", "--manifest").out
    assert "Run 1: batch, 2026-01-02 03:04 – not ended UTC" in readable
    assert "m: m-Q4.gguf, d1" in readable
    assert "solve it" not in readable
    assert found["servers"] == [{"server": "http://s", "server_build": "b1", "reported_model": "x"}]
    assert "Made in run 1; `kyoso report --manifest` shows its settings." in kyoso("report", "--full").err


def test_the_manifest_lists_the_seeds_as_sent_and_the_statements(kyoso, site, model):
    ask = ("solve", "kyoso_demo_a", "--model", "demo-20b", "--effort", "low", "--attempts", "2", "--no-attest")
    assert kyoso(*ask, "--seed", "5", "--json").code == 0
    kyoso(*ask, "--json")
    first, second = kyoso("report", "--manifest", "--json").rows
    assert first["seed"] == 5
    assert second["seed"] not in (None, 5)
    sent = [request.json()["seed"] for request in model.seen if request.purpose == "solve"]
    assert [row["seed"] for found in (first, second) for row in found["attempts"]] == sent
    assert sent[:2] == [question_seed(5, "kyoso_demo_a", repeat, 0) for repeat in (0, 1)]
    assert len(set(sent)) == 4
    with Log(Path(os.environ["KYOSO_HOME"])) as log:
        kept = log.path
    newest = sqlite3.connect(kept).execute("SELECT statement_sha256 FROM problems").fetchone()[0]
    assert [row["statement_sha256"] for found in (first, second) for row in found["problems"]] == [newest] * 2


def test_an_exported_model_name_has_no_folders_of_the_persons_machine(kyoso, home):
    named = made("abc1_a", "AC")
    night(home, replace(named, reply=replace(named.reply, model="/home/me/models/m-Q4.gguf")))
    out = kyoso("export").out + kyoso("report", "--manifest", "--json").out
    assert "m-Q4.gguf" in out
    assert "/home/me" not in out


def test_datasette_opens_the_log_with_named_columns(kyoso, home, monkeypatch, tmp_path):
    from datasette.app import Datasette

    answers(home, "AC", "WA")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert kyoso("report", "--datasette").out.startswith("uvx datasette ")
    (tmp_path / "datasette").symlink_to(sys.executable)
    line = kyoso("report", "--datasette").out
    assert line.startswith("datasette ")
    monkeypatch.undo()
    log, metadata = re.search(r"datasette (\S+) --metadata (\S+)", line).groups()
    tables = json.loads(Path(metadata).read_text())["databases"]["kyoso"]["tables"]
    db = sqlite3.connect(log)
    for table, about in tables.items():
        columns = {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
        assert set(about["columns"]) | set(about["units"]) <= columns, table
    served = Datasette([log], metadata=json.loads(Path(metadata).read_text()))
    for path in ("/kyoso/leaderboard.json?_shape=array", "/kyoso/problem_results", "/kyoso/verdicts"):
        assert asyncio.run(served.client.get(path)).status_code == 200, path
    assert "AC of all first answers" in tables["leaderboard"]["columns"]["ac_percent"]
