"""The example plan, with every setting explained in the reader's language."""

from gettext import gettext as _

from solver.view.wrapping import wrapped

_COLUMNS = 78


def plan_example() -> str:
    """A plan that runs as it is; optional settings are commented out."""
    explained = (
        (_("`kyoso batch plan.toml` runs this plan. Run it again to do what is missing."), ""),
        (_("Tasks, contests and ranges of contests."), 'problems = ["abc301_a", "abc302", "abc303..abc310"]'),
        (
            _('Only problems of this difficulty, as AtCoder Problems shows it; "brown..green" works too.'),
            '#difficulty = "400..1200"',
        ),
        (_("Only problems with these letters."), '#letters = "A..F"'),
        (_("Only contests held on these days (Japan's time)."), '#dates = "2023-01-01..2023-12-31"'),
        (_("The seed of the problems' order and of the answers."), "#seed = 0"),
        (
            _("Ask only what still helps to decide which model and effort to keep, and stop when that is clear."),
            "#decide = true",
        ),
        (
            _(
                "The same for these pairs alone, with that chance of a false decision; "
                "rates that differ by fewer points count as equal."
            ),
            '#decide.between = [["20b-mxfp4@low", "20b-mxfp4@high"]]\n#decide.error = 0.05\n#decide.smallest = 5',
        ),
        (_("Ask no more questions after this time of day."), '#until = "07:00"'),
        (_("The settings from here to the first [[models]] hold for every model that has none of its own."), ""),
        (_("Independent answers to each problem."), "repeats = 1"),
        (_('The language that the models write; several: languages = ["python", "cpp"].'), 'language = "python"'),
        (_("How often a failed program goes back to the model."), "#repair = 1"),
        (_("The statement that the models read (default: English where there is one)."), '#statement_lang = "ja"'),
        ("", "[[models]]"),
        (_("Your own name for this build, in the log and in reports."), 'name = "20b-mxfp4"'),
        (_("The model, as its server names it (default: the name above)."), 'model = "openai/gpt-oss-20b"'),
        (_('Reasoning efforts; ["default"] sends none.'), 'efforts = ["low", "high"]'),
        (
            _("Another build that answers to the same name is not asked."),
            'expect = { quantization = "MXFP4", size_gb = 12.1 }',
        ),
        (_("The model server's address (default: KYOSO_SERVER)."), '#server = "http://127.0.0.1:1234"'),
        (
            _("Token limit for reasoning and answer together (the default depends on the effort)."),
            "#max_tokens = 32768",
        ),
        (_("How many tokens the model may think for."), "#thinking_budget = 16384"),
        (_("Tokens kept for the answer when kyoso ends the thinking; force = false never ends it."), "#reserve = 4096"),
        (
            _("Sampling (default: as the model's owner publishes it); also top_p, top_k and min_p."),
            "#temperature = 1.0",
        ),
        (
            _("The server's API: chat, responses, lmstudio or ollama (default: the one that honours the effort)."),
            '#dialect = "responses"',
        ),
        (
            _("Where kyoso loads the model itself: its context in tokens, and LM Studio's settings for loading."),
            "#context = 40960\n#load = { flash_attention = true, eval_batch_size = 512 }",
        ),
        (_("Answers at a time, if the server does not say."), "#slots = 4"),
        ("", '[[models]]\nname = "qwen3-30b"\nmodel = "qwen/qwen3-30b-a3b"\nefforts = ["default"]'),
        (
            _("Your own commands that load this model and make room again."),
            '#start = "llama-server -m qwen3.gguf --port 8080"\n#stop = "pkill llama-server"',
        ),
    )
    return "\n".join(_block(words, settings) for words, settings in explained)


def _block(words: str, settings: str) -> str:
    comment = "".join(f"# {line}\n" for line in wrapped(words, _COLUMNS - 2)) if words else "\n"
    return comment + (f"{settings}\n" if settings else "")
