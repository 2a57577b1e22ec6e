"""The system calls that a box may make: image/seccomp.json, for Docker and for the supervisor's own filter.

The file is in Docker's format (docs.docker.com, "Seccomp security profiles"). Each supervisor is compiled with a
header generated from it, so that every sandbox allows the same calls.
"""

import errno
import json
from typing import Any

_EVERY_BIT = 0xFFFFFFFF


def calls_header(profile: bytes) -> bytes:
    """calls.h for the supervisor; its #ifdefs leave out calls that the C library's headers do not know.

    Raises ValueError for a rule that the supervisor's filter cannot express.
    """
    allowed: list[str] = []
    absent: list[str] = []
    by_argument: list[tuple[str, str]] = []
    content = json.loads(profile)
    if (content["defaultAction"], content["defaultErrnoRet"]) != ("SCMP_ACT_ERRNO", errno.EPERM):
        raise ValueError("a call that is not listed must fail with EPERM")
    for entry in content["syscalls"]:
        match entry:
            case {"action": "SCMP_ACT_ALLOW", "names": names, "args": [argument]}:
                by_argument += [(name, _condition(argument)) for name in names]
            case {"action": "SCMP_ACT_ALLOW", "names": names}:
                allowed += names
            case {"action": "SCMP_ACT_ERRNO", "names": names, "errnoRet": errno.ENOSYS}:
                absent += names
            case _:
                raise ValueError(f"the supervisor has no such rule: {entry}")
    lines = ["/* Made from seccomp.json by sandbox/calls.py. */", "#include <asm/unistd.h>"]
    tables = (
        ("ALLOWED_CALLS", [(name, "") for name in allowed]),
        ("ABSENT_CALLS", [(name, "") for name in absent]),
        ("CALLS_BY_ARGUMENT", by_argument),
    )
    for table, rows in tables:
        macros = [f"{table}_{number}" for number in range(len(rows))]
        for macro, (name, condition) in zip(macros, rows, strict=True):
            value = f"{{__NR_{name}, {condition}}}," if condition else f"__NR_{name},"
            lines += [f"#ifdef __NR_{name}", f"#define {macro} {value}", "#else", f"#define {macro}", "#endif"]
        lines.append(f"#define {table} {' '.join(macros)}")
    return ("\n".join(lines) + "\n").encode()


def _condition(argument: dict[str, Any]) -> str:
    """Argument, mask and value; every argument that is compared is 32 bits wide."""
    match argument:
        case {"op": "SCMP_CMP_EQ", "index": index, "value": value}:
            mask = _EVERY_BIT
        case {"op": "SCMP_CMP_MASKED_EQ", "index": index, "value": mask, "valueTwo": value}:
            pass
        case _:
            raise ValueError(f"the supervisor has no such comparison: {argument}")
    return f"{index}, {mask:#x}u, {value:#x}u"
