"""What the platform of a service watches it by.

GET /health    200 while the process runs
GET /ready     200 while every check passes, 503 with the names of those that fail otherwise and
               during shutdown
GET /version   what runs, and which instance answers
"""

import asyncio
import platform
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

log = structlog.stdlib.get_logger()

PATHS = frozenset({"/health", "/ready", "/version"})

CHECK_SECONDS = 2.0
"""What a check may take: less than a usual readiness probe waits."""


@dataclass(frozen=True)
class Check:
    """Asks whether something that the service cannot work without is there."""

    name: str
    """Shown to whoever may ask for /ready."""
    run: Callable[[], Awaitable[object]]
    """Raises why it fails: that is logged and not shown."""


class Health:
    """Answers for the service until it is told that the service stops."""

    def __init__(self, service: str, checks: Sequence[Check]) -> None:
        self._service = service
        self._checks = checks
        self.stopping = False

    def routes(self) -> list[Route]:
        """Returns the paths of its answers."""
        return [
            Route("/health", self._health),
            Route("/ready", self._ready),
            Route("/version", self._version),
        ]

    async def _health(self, _request: Request) -> Response:
        return _answer({"status": "ok"})

    async def _ready(self, _request: Request) -> Response:
        if self.stopping:
            return _answer({"status": "stopping"}, HTTPStatus.SERVICE_UNAVAILABLE)
        passed = await asyncio.gather(*(_passes(check) for check in self._checks))
        words = ["ok" if each else "failing" for each in passed]
        checks = dict(zip((check.name for check in self._checks), words, strict=True))
        shown = {"checks": checks} if checks else {}
        if all(passed):
            return _answer({"status": "ready", **shown})
        return _answer({"status": "not ready", **shown}, HTTPStatus.SERVICE_UNAVAILABLE)

    async def _version(self, _request: Request) -> Response:
        # In Kubernetes the host has the pod's name: a deploy sees by it which instances answer.
        return _answer(
            {
                "service": self._service,
                "python": platform.python_version(),
                "instance": socket.gethostname(),
            }
        )


async def _passes(check: Check) -> bool:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check.run()
    except Exception as error:  # noqa: BLE001 -- whatever it is, the check fails
        log.warning("readiness check failed", check=check.name, error=repr(error))
        return False
    return True


def _answer(content: dict[str, object], status: int = HTTPStatus.OK) -> Response:
    return JSONResponse(content, status, {"Cache-Control": "no-store"})
