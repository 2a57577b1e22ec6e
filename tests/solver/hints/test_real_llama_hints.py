"""A real llama-server whose tiny model answers everything with one program: nothing of it is shown as a hint."""

from tests.solver.models.test_real_llama_server import model_file, running

__all__ = ["model_file"]


def test_garbage_in_place_of_a_hint_ends_in_a_plain_refusal(kyoso, site, monkeypatch, model_file):
    with running(model_file, "-c", "16384", "-np", "1") as (url, _process):
        monkeypatch.setenv("KYOSO_SERVER", url)
        done = kyoso("hint", "kyoso_demo_a", "--effort", "low", "--attempts", "1")
        for level in ("1", "4"):
            refused = kyoso("hint", "kyoso_demo_a", "--effort", "low", "--attempts", "1", "--level", level, "--json")
            assert refused.code == 1, refused.err
            (found,) = refused.rows
            assert (found["text"], found["withheld"], found["verified"]) == (None, True, False)
    assert done.code == 1, done.err
    assert "Withheld" in done.out
    assert not any(word in done.out for word in ("```", "#include", "std::", "print("))
