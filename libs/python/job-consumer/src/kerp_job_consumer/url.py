"""URLs of NATS servers. They may hold a password, so they are secrets."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr


def _checked(urls: SecretStr) -> SecretStr:
    for url in urls.get_secret_value().split(","):
        parts = urlsplit(url)
        if parts.scheme not in {"nats", "tls"} or not parts.hostname:
            raise ValueError("expected nats:// or tls:// URLs")
    return urls


NatsUrl = Annotated[SecretStr, AfterValidator(_checked)]
"""One or more, with commas between them, checked when a settings model is made."""
