"""The single list of system calls, as Docker reads it and as it is compiled into the supervisor."""

import json
import re

import pytest

from sandbox.calls import calls_header
from sandbox.recipe import ingredient


def table(header: str, name: str) -> list[str]:
    """The system calls of one table of the header."""
    return re.findall(rf"#define {name}_\d+ \{{?__NR_(\w+),", header)


def test_the_supervisor_allows_what_docker_allows() -> None:
    header = calls_header(ingredient("seccomp.json")).decode()
    rules = json.loads(ingredient("seccomp.json"))["syscalls"]
    assert table(header, "ALLOWED_CALLS") == [
        name for rule in rules if rule["action"] == "SCMP_ACT_ALLOW" and "args" not in rule for name in rule["names"]
    ]
    assert table(header, "ABSENT_CALLS") == [
        name for rule in rules if rule["action"] == "SCMP_ACT_ERRNO" for name in rule["names"]
    ]
    assert table(header, "CALLS_BY_ARGUMENT") == ["clone", "socket", "socketpair", "personality", "personality"]


def test_namespaces_are_refused_by_the_flags_of_clone() -> None:
    assert "{__NR_clone, 0, 0x7e020080u, 0x0u}," in calls_header(ingredient("seccomp.json")).decode()


@pytest.mark.parametrize(
    "change",
    [
        {"defaultErrnoRet": 38},
        {"syscalls": [{"names": ["read"], "action": "SCMP_ACT_LOG"}]},
        {"syscalls": [{"names": ["read"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "op": "SCMP_CMP_GT"}]}]},
    ],
)
def test_a_rule_that_the_supervisor_cannot_express_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        calls_header(json.dumps(json.loads(ingredient("seccomp.json")) | change).encode())
