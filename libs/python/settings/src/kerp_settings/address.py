"""Addresses to listen on, as host:port."""

import ipaddress
from typing import Annotated

from pydantic import AfterValidator

MAX_PORT = 65535


def split(address: str) -> tuple[str, int]:
    """Returns host and port; the host of an IPv6 address keeps its brackets.

    Raises:
        ValueError: When the text is not host:port with a port from 0 (any free one) to 65535.
    """
    host, _, port = address.rpartition(":")
    bare_ipv6 = ":" in host and not (host.startswith("[") and host.endswith("]"))
    number = int(port) if port.isascii() and port.isdigit() else MAX_PORT + 1
    if not host or bare_ipv6 or number > MAX_PORT:
        raise ValueError("expected host:port, for example 0.0.0.0:50051 or [::]:50051")
    return host, number


def _checked(address: str) -> str:
    split(address)
    return address


Address = Annotated[str, AfterValidator(_checked)]
"""host:port, checked when a settings model is made."""


def reachable(address: str) -> str:
    """Returns the address under which the same machine reaches what listens on this one."""
    host, port = split(address)
    try:
        wildcard = ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:  # a name
        wildcard = False
    if wildcard:
        host = "[::1]" if host.startswith("[") else "127.0.0.1"
    return f"{host}:{port}"
