"""Everything that README and docs name exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "README.ja.md", *sorted((ROOT / "docs").glob("*.md"))]
ROOMS = ("problems", "sandbox", "judge", "solver", "tests")


def test_the_design_names_only_what_is_there_and_every_room():
    text = (ROOT / "docs/DESIGN.md").read_text()
    named = {name for name in re.findall(r"`([\w./]+/[\w./]*)`", text) if name.split("/")[0] in ROOMS}
    assert not [name for name in named if not (ROOT / name).exists()]
    rooms = {f"{path.parent.relative_to(ROOT)}/" for room in ROOMS[:4] for path in (ROOT / room).glob("*/__init__.py")}
    assert not rooms - named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_to_files_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
        assert target.startswith("http") or (page.parent / target).exists(), target


def test_both_readmes_show_the_same_commands():
    english, japanese = ((ROOT / name).read_text() for name in ("README.md", "README.ja.md"))
    commands = [
        re.findall(r"^    ((?:kyoso|make) .*?)(?:  +#.*)?$", text, re.MULTILINE) for text in (english, japanese)
    ]
    assert commands[0] == commands[1]


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CHANGELOG.md"], ids=lambda page: page.name)
def test_pages_name_no_folder_that_a_reader_does_not_have(page):
    assert not re.findall(r"\.\./\w+|(?<![\w.])/(?:work|root)/\S*", page.read_text())
