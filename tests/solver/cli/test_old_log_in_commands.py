"""Every command that reads or writes the log works on a log that an older version made."""

import json

from tests.judge.log.test_older_logs import put_old_log


def test_the_commands_of_the_readme_work_on_an_older_log(kyoso, site, model, tmp_path):
    put_old_log(tmp_path / "home")
    assert "20b" in kyoso("log").out
    assert [row["key"] and row["key"]["model"] for row in kyoso("log", "--all", "--json").rows] == ["20b"] * 5 + [None]
    done = kyoso("solve", "kyoso_demo_a", "--model", "demo-20b", "--effort", "low", "--json")
    assert done.code in (0, 1), done.err
    assert done.rows[0]["key"]["model"] == "demo-20b"
    cells = kyoso("report", "--json", "--html", "out.html").rows[0]["cells"]
    assert {"model", "effort", "language"} <= set(cells[0])
    assert "20b" in {cell["model"] for cell in cells}
    assert kyoso("report", "--manifest").code == 0
    assert [race["contest"] for race in kyoso("race", "--history", "--json").rows] == ["kyoso_demo"]
    exported = kyoso("export").rows
    assert exported[0]["key"]["model"] == "20b"
    (tmp_path / "work" / "rows.jsonl").write_text(json.dumps(exported[0] | {"id": None}) + "\n")
    assert "already there" in kyoso("import", "rows.jsonl").err
    assert kyoso("rejudge", "--json").code in (0, 1)
    assert kyoso("models", "--json").code == 0
