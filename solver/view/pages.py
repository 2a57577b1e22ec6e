"""What every page needs: templates and assets, the hash that lets its script run, and writing the file whole."""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def templates(package: str, folder: str = "assets", **options: Any) -> "Environment":
    """The package's templates; values are escaped, and a missing name is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(loader=PackageLoader(package, folder), autoescape=True, undefined=StrictUndefined, **options)


def asset(package: str, name: str) -> str:
    return (files(package) / "assets" / name).read_text("utf-8")


def script_hash(script: str) -> str:
    """The script's SHA-256 in base64, for a Content-Security-Policy."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def write_whole(path: Path, page: str) -> None:
    """Write the file, whole or not at all. Raises OSError, which names the path."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(page, "utf-8")
        part.replace(path)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
