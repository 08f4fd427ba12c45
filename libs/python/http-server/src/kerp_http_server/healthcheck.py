"""Asks a server for its health, for an image's HEALTHCHECK.

python -m kerp_http_server.healthcheck [host:port]

Without an argument it asks the server of its own container, whose address HTTP_ADDR holds.
Exit codes: 0 healthy, 1 not healthy or not reachable, 2 no or a wrong address.
"""

import contextlib
import http.client
import sys

from kerp_process.healthcheck import run

TIMEOUT_SECONDS = 3


def check(address: str) -> tuple[bool, str]:
    """Returns whether the server is healthy, and a line that says what it answered."""
    # It knows no proxies: they have nothing to say between a container and itself.
    with contextlib.closing(http.client.HTTPConnection(address, timeout=TIMEOUT_SECONDS)) as server:
        try:
            server.request("GET", "/health")
            answer = server.getresponse()
        except (OSError, http.client.HTTPException) as error:
            return False, f"{address} does not answer: {error!r}"
    return answer.status == http.HTTPStatus.OK, f"{address} answers {answer.status} {answer.reason}"


def main() -> int:
    """Runs the check and returns the exit code."""
    return run("HTTP_ADDR", check)


if __name__ == "__main__":
    sys.exit(main())
