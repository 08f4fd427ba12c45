"""Credentials by reference: a call names one, its file stays with the scraper."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from tax_scraper.errors import CredentialError

# Neither a separator nor a dot: a reference leads to no other folder.
REFERENCE = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
MAX_BYTES = 4096


class Credential(BaseModel):
    """Who logs in to the portal."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    user: Annotated[str, Field(min_length=1)]
    password: Annotated[SecretStr, Field(min_length=1)]


class CredentialStore:
    """A folder of files REFERENCE.json: {"user": "...", "password": "..."}.

    Files are read at each call, so that a rotated secret counts at once.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, reference: str) -> Credential:
        """Returns the credential of that name.

        Raises:
            CredentialError: When there is none; the message has nothing of the file's content.
        """
        if not REFERENCE.fullmatch(reference):
            raise CredentialError(f"{reference!r} is no name of a credential")
        try:
            with (self._folder / f"{reference}.json").open("rb") as file:
                content = file.read(MAX_BYTES + 1)
            return Credential.model_validate_json(content if len(content) <= MAX_BYTES else b"")
        except FileNotFoundError:
            raise CredentialError(f"there is no credential {reference!r}") from None
        except OSError as error:
            raise CredentialError(
                f"credential {reference!r} cannot be read: {error.strerror}"
            ) from None
        except ValidationError:
            raise CredentialError(
                f'credential {reference!r} is not written as {{"user": "...", "password": "..."}}'
            ) from None
