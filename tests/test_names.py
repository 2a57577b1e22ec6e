"""A name means one thing: no two types in the tree, classes or aliases, share a name."""

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("problems", "sandbox", "judge", "solver")
TYPE_NAME = re.compile(r"_?[A-Z]\w*[a-z]\w*")


def types():
    """Where each class and alias is defined, by its name; a private `_Name` counts too, because readers meet it."""
    found = defaultdict(list)
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            named = [(node.name, node.lineno) for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
            aliases = [node for node in tree.body if isinstance(node, ast.Assign)]
            named += [(ast.unparse(target), node.lineno) for node in aliases for target in node.targets]
            for name, line in named:
                if TYPE_NAME.fullmatch(name):
                    found[name.lstrip("_")].append(f"{path.relative_to(ROOT)}:{line}")
    return found


def test_the_name_of_a_type_means_one_thing():
    found = types()
    assert {"Verdict", "Relation"} <= found.keys()
    assert {name: places for name, places in found.items() if len(places) > 1} == {}
