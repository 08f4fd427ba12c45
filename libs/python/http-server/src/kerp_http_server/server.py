"""An HTTP server with health, limits and a graceful end."""

import asyncio
import contextlib
import socket
from collections.abc import Generator, Sequence

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute

from kerp_http_server.boundary import Boundary
from kerp_http_server.health import Check, Health
from kerp_http_server.problem import problem_of
from kerp_http_server.settings import HttpSettings
from kerp_process.process import Beside, opened, stop_signal
from kerp_settings.address import split

log = structlog.stdlib.get_logger()

IDLE_SECONDS = 120
"""How long a connection without a request is kept: longer than balancers keep theirs."""

MAX_HEADER = 16 << 10
"""Bytes of the first line and the headers that are kept while more of them come."""

CUT_SECONDS = 1.0
"""What requests that are cut off get for saying so."""


class Server:
    """Serves the routes of a service, and tells at /health and /ready whether it does."""

    def __init__(
        self, name: str, routes: Sequence[BaseRoute], checks: Sequence[Check] = ()
    ) -> None:
        self._health = Health(name, checks)
        app = Starlette(
            routes=[*self._health.routes(), *routes],
            exception_handlers={HTTPException: problem_of, Exception: problem_of},
        )
        app.router.redirect_slashes = False
        self._boundary = Boundary(app)
        self._uvicorn = _Uvicorn(
            uvicorn.Config(
                self._boundary,
                http="h11",
                ws="none",
                lifespan="off",
                interface="asgi3",
                # Its lines go where those of the service go, and a request has one already.
                log_config=None,
                log_level="warning",
                access_log=False,
                # The address of a client is that of the connection, whoever asks.
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=IDLE_SECONDS,
                h11_max_incomplete_event_size=MAX_HEADER,
            )
        )

    async def start(self, address: str) -> str:
        """Listens, and returns the address with the port that port 0 became.

        Raises:
            OSError: When the address cannot be listened on.
        """
        host, _ = split(address)
        listener = _listen(address)
        self._serving = asyncio.create_task(self._uvicorn.serve([listener]))
        return f"{host}:{listener.getsockname()[1]}"

    async def drain(self, delay: float, grace: float) -> None:
        """Fails at /ready, goes on for `delay` seconds, then ends.

        No new request is taken from then on, and running ones get `grace` seconds.
        """
        self._health.stopping = True
        self._boundary.stopping = True
        await asyncio.sleep(delay)
        self._uvicorn.should_exit = True
        ended, _ = await asyncio.wait([self._serving], timeout=grace)
        running = [] if ended else list(self._uvicorn.server_state.tasks)
        if running:
            for each in running:
                each.cancel()
            await asyncio.wait(running, timeout=CUT_SECONDS)
        self._uvicorn.force_exit = True
        await self._serving


class _Uvicorn(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leaves the signals to the process."""
        yield


def _listen(address: str) -> socket.socket:
    host, port = split(address)
    try:
        if host.startswith("["):
            return socket.create_server(
                (host[1:-1], port),
                family=socket.AF_INET6,
                dualstack_ipv6=socket.has_dualstack_ipv6(),
            )
        return socket.create_server((host, port))
    except OSError as error:
        raise OSError(
            f"cannot listen on {address}: the port is taken or the host is not of this machine"
        ) from error


async def serve(
    name: str,
    routes: Sequence[BaseRoute],
    settings: HttpSettings,
    checks: Sequence[Check] = (),
    beside: Sequence[Beside] = (),
) -> None:
    """Serves until SIGTERM or SIGINT, then drains. A second signal ends the process at once.

    What the service does beside is open from before the first request until after the last.

    Raises:
        OSError: When the address cannot be listened on.
    """
    stopping = stop_signal()
    server = Server(name, routes, checks)
    async with opened(beside):
        log.info("listening", address=await server.start(settings.http_addr))
        log.info(
            "draining",
            signal=await stopping,
            delay_seconds=settings.shutdown_delay,
            grace_seconds=settings.shutdown_grace,
        )
        await server.drain(settings.shutdown_delay, settings.shutdown_grace)
    log.info("stopped")
