"""Reads a settings model from the environment and reports every wrong variable at once."""

import sys
from typing import TypeVar

from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

USAGE_ERROR = 2
"""Exit code of a process whose settings are wrong."""


class Settings(BaseSettings):
    """Base of a service's settings: field `grpc_addr` is the variable `GRPC_ADDR`."""

    # An empty variable is what a deployment template leaves behind; it means 'not set'.
    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True)


SettingsT = TypeVar("SettingsT", bound=Settings)


def load(model: type[SettingsT], service: str) -> SettingsT:
    """Returns the settings that the environment holds.

    Raises:
        SystemExit: With code 2, after every wrong variable was written to stderr.
    """
    try:
        return model()
    except ValidationError as error:
        print(explain(error, model, service), file=sys.stderr)  # noqa: T201 -- logging needs settings
        raise SystemExit(USAGE_ERROR) from None


def explain(error: ValidationError, model: type[Settings], service: str) -> str:
    """Returns one line per wrong variable: its name, its value unless secret, what is accepted."""
    details = error.errors(include_url=False)
    noun = "setting is" if len(details) == 1 else "settings are"
    lines = [f"{service}: {len(details)} {noun} wrong"]
    lines.extend(f"  {_line(detail, model)}" for detail in details)
    return "\n".join(lines)


def _line(detail: ErrorDetails, model: type[Settings]) -> str:
    field = str(detail["loc"][0])
    reason = detail["msg"].removeprefix("Value error, ")
    if detail["type"] == "missing":
        return f"{field.upper()} is not set: it is required"
    if model.model_fields[field].annotation is SecretStr:
        return f"{field.upper()} (value hidden): {reason}"
    return f"{field.upper()}={detail['input']!r}: {reason}"
