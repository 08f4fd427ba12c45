"""The program that an image's HEALTHCHECK runs beside the service."""

import os
import sys
from collections.abc import Callable

from kerp_settings.address import reachable


def run(variable: str, check: Callable[[str], tuple[bool, str]]) -> int:
    """Asks the server at the address of the first argument, or else that of its own container.

    Args:
        variable: Holds the address at which the container's server listens.
        check: Returns whether the server is healthy, and a line that says what it answered.

    Returns:
        The exit code: 0 healthy, 1 not healthy or not reachable, 2 no or a wrong address.
    """
    address = sys.argv[1] if len(sys.argv) > 1 else os.environ.get(variable, "")
    try:
        healthy, message = check(reachable(address))
    except ValueError as error:
        print(f"address {address!r}: {error}; give one, or set {variable}", file=sys.stderr)
        return 2
    print(message)
    return 0 if healthy else 1
