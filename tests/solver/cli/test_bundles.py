"""A night as a bundle: what it contains, and how another person's log imports it."""

import json
import zipfile
from pathlib import Path

from judge.attempt import Source
from judge.log.log import Log
from judge.log.server_records import ModelRow
from tests.solver.report.grading.nights import NOW, likely, made, night, problem

PROGRAM = (Path(__file__).parents[2] / "programs" / "kyoso_demo_a" / "ac.py").read_text()


def test_a_bundle_is_imported_under_its_machines_name_and_a_sample_is_judged_again(kyoso, site, tmp_path, monkeypatch):
    home = tmp_path / "home"
    assert kyoso("fetch", "kyoso_demo_a").code == 0
    with Log(home) as log:
        log.models.record_model(ModelRow("m", "/home/me/m.gguf", "http://secret:1", size_bytes=12), NOW)
    night(
        home,
        made(
            "kyoso_demo_a",
            "AC",
            code=PROGRAM,
            text=f"```python\n{PROGRAM}```",
            likely=likely("TLE"),
            source=Source.SOLVE,
        ),
        made("kyoso_demo_a", "AC", code="print('no')", repeat=1, source=Source.SOLVE),
        made("abc1_a", "EMPTY", text="", source=Source.SOLVE),
        problems=[problem("abc1_a", difficulty=700.0)],
    )
    bundle = tmp_path / "night.zip"
    assert kyoso("export", "--bundle", bundle, "--machine", "RTX 4090").code == 0
    with zipfile.ZipFile(bundle) as file:
        assert sorted(file.namelist()) == ["attempts.jsonl", "manifest.json"]
        kept = json.loads(file.read("manifest.json"))
    assert kept["machine"] == "RTX 4090"
    assert "secret" not in json.dumps(kept)
    assert kept["models"][0]["requested"] == "m.gguf"

    other = tmp_path / "other"
    monkeypatch.setenv("KYOSO_HOME", str(other))
    night(other, made("abc1_a", "AC", source=Source.SOLVE))
    done = kyoso("import", bundle)
    assert done.code == 0
    assert "3 answers of RTX 4090 logged as they were judged there, 0 already there" in done.err
    assert "kyoso_demo_a m (RTX 4090): AC → WA" in done.out
    assert "Judged again here: 2; 1 agree." in done.out
    assert "0 answers of RTX 4090" in kyoso("import", bundle, "--sample", "0").err
    cells = kyoso("report", "--json").rows[0]["cells"]
    assert [(cell["model"], cell["ac"], cell["right"], cell["size_bytes"]) for cell in cells] == [
        ("m", 1, 1, None),
        ("m (RTX 4090)", 0, 0, 12),  # the demo's problem does not count next to others
    ]
    with Log(other) as log:
        taken = list(log.attempts.read(problem="kyoso_demo_a"))
    assert [(one.judgement.verdict, one.likely and one.likely.verdict) for one in taken] == [
        ("AC", "TLE"),
        ("AC", None),
    ]
    assert cells[1]["rating"]["problems"] == 1


def test_a_file_that_is_not_a_bundle_is_refused(kyoso, tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(b"no zip")
    assert kyoso("import", path).code == 2
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("manifest.json", "{}")
    done = kyoso("import", path)
    assert done.code == 2
    assert "not a bundle" in done.err
