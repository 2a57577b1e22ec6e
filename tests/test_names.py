"""A name means one thing: no two classes of the tree are called the same."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

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


@pytest.mark.parametrize(("name", "places"), sorted(classes().items()))
def test_a_class_name_means_one_thing(name, places):
    assert len(places) == 1, f"{name}: {', '.join(places)}"
