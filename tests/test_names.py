"""A name means one thing: no two classes of the tree are called the same."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("problems", "sandbox", "judge", "solver")


def classes():
    """Where each class is defined, by its name; `_Name` is private, and yet a reader meets it."""
    found = defaultdict(list)
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef):
                    found[node.name.lstrip("_")].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def test_a_class_name_means_one_thing():
    found = classes()
    assert "Verdict" in found
    assert {name: places for name, places in found.items() if len(places) > 1} == {}
