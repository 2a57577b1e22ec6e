"""Where kyoso keeps its data, and where its settings file may be."""

from pathlib import Path

from platformdirs import user_config_path, user_data_path

FILE_NAME = "kyoso.toml"


def default_home() -> Path:
    return user_data_path("kyoso")


def places() -> tuple[Path, Path]:
    """Where the settings file is looked for, the working folder first."""
    return Path(FILE_NAME), user_config_path("kyoso") / FILE_NAME


def settings_file() -> Path | None:
    """The settings file to use, the first that exists; None if there is none."""
    return next((path for path in places() if path.is_file()), None)
