"""`kyoso export-samples`: a problem's samples as files, in the layout that other tools of the field read."""

from gettext import gettext as _
from gettext import ngettext
from pathlib import Path

import click

from problems.store import inside
from solver.cli import options
from solver.cli.parts import open_library
from solver.view.output import print_json, put


@click.command(
    "export-samples",
    help=_("Write a problem's samples as sample-1.in, sample-1.out, … (online-judge-tools' layout)."),
    epilog=_("Example: kyoso export-samples abc301_c, then: kyoso judge main.py --tests test"),
)
@click.argument("name", metavar="NAME")
@options.with_default(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("test"), help=_("The folder to write to.")
)
@options.site
@options.common
def command(name: str, out: Path, site: options.SiteOptions, home: Path, as_json: bool) -> None:
    with open_library(home, site, must_keep=False) as library:
        problem = library.problem(name)
    files = {
        inside(out, f"sample-{sample.name}.{ending}"): data
        for sample in problem.samples
        for ending, data in (("in", sample.stdin), ("out", sample.expected))
    }
    out.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        path.write_bytes(data)
    if as_json:
        print_json({"problem": problem.id, "files": [str(path) for path in files]})
        return
    count = len(problem.samples)
    text = ngettext("{count} sample written to {folder}.", "{count} samples written to {folder}.", count)
    put(text.format(count=count, folder=out))
    others = sorted({path.stem for path in set(out.glob("sample-*.in")) - set(files)})
    if others:
        text = _("{folder} also holds {names}, not of {problem}: judge --tests {folder} would run them too.")
        options.note(text.format(folder=out, names=", ".join(others), problem=problem.id))
