"""What the log keeps of how a run was made."""

import platform
from importlib.metadata import version
from typing import Any

from sandbox.sandbox import Sandbox
from solver import extraction, prompt


def manifest(sandbox: Sandbox | str, **more: Any) -> dict[str, Any]:
    """Versions, machine and sandbox (or a description of it), and whatever else the command passes."""
    return {
        "kyoso": version("kyoso"),
        "python": platform.python_version(),
        "machine": platform.platform(),
        "sandbox": sandbox if isinstance(sandbox, str) else sandbox.describe(),
        "prompt_version": prompt.VERSION,
        "extraction_version": extraction.VERSION,
    } | more
