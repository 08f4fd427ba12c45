"""A grpc.aio server with health, reflection and a graceful end."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import grpc
import structlog
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from kerp_grpc_server.boundary import Boundary
from kerp_grpc_server.settings import GrpcSettings
from kerp_process.process import Beside, opened, stop_signal
from kerp_settings.address import split

log = structlog.stdlib.get_logger()

MAX_CALLS = 100
"""Calls under way at once; more are RESOURCE_EXHAUSTED, so that memory has a bound."""

CONNECTION_AGE = 60.0
"""Seconds after which a client is asked to connect anew, and so finds the present instances."""

CONNECTION_GRACE = 300.0
"""Seconds that calls on a connection of that age get to end: as many as any drain may take."""


def _options(connection_age: float) -> list[tuple[str, int]]:
    return [
        # Otherwise a second server on the port starts without an error and takes half the calls.
        ("grpc.so_reuseport", 0),
        ("grpc.max_connection_age_ms", round(connection_age * 1000)),
        ("grpc.max_connection_age_grace_ms", round(CONNECTION_GRACE * 1000)),
    ]


async def _hold_nothing() -> None:
    pass


@dataclass(frozen=True)
class Service:
    """A gRPC service by its full name, and how it is added to a server."""

    name: str
    add: Callable[[grpc.aio.Server], None]
    close: Callable[[], Awaitable[None]] = _hold_nothing
    """Gives back what the service holds; called when its last call has ended."""


class Server:
    """Serves the services, and tells through grpc.health.v1 whether it does."""

    def __init__(self, services: Sequence[Service], connection_age: float = CONNECTION_AGE) -> None:
        self._services = services
        self._names = [service.name for service in services]
        self._health = health.aio.HealthServicer()
        self._grpc = grpc.aio.server(
            interceptors=[Boundary()],
            options=_options(connection_age),
            maximum_concurrent_rpcs=MAX_CALLS,
        )
        for service in services:
            service.add(self._grpc)
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._grpc)
        reflection.enable_server_reflection(
            [*self._names, health.SERVICE_NAME, reflection.SERVICE_NAME], self._grpc
        )

    async def start(self, address: str) -> str:
        """Listens, and returns the address with the port that port 0 became.

        Raises:
            OSError: When the address cannot be listened on.
        """
        host, _ = split(address)
        try:
            port = self._grpc.add_insecure_port(address)
        except RuntimeError as error:
            raise OSError(
                f"cannot listen on {address}: the port is taken or the host is not of this machine"
            ) from error
        await self._grpc.start()
        for name in ["", *self._names]:
            await self._health.set(name, health_pb2.HealthCheckResponse.SERVING)
        return f"{host}:{port}"

    async def drain(self, grace: float) -> None:
        """Reports NOT_SERVING, takes no new call, gives running ones `grace` seconds, closes."""
        await self._health.enter_graceful_shutdown()
        await self._grpc.stop(grace)
        for service in self._services:
            await service.close()


async def serve(
    services: Sequence[Service], settings: GrpcSettings, beside: Sequence[Beside] = ()
) -> None:
    """Serves until SIGTERM or SIGINT, then drains. A second signal ends the process at once.

    What the service does beside is open from before the first call until after the last.

    Raises:
        OSError: When the address cannot be listened on.
    """
    stopping = stop_signal()
    server = Server(services)
    async with opened(beside):
        log.info("listening", address=await server.start(settings.grpc_addr))
        log.info("draining", signal=await stopping, grace_seconds=settings.shutdown_grace)
        await server.drain(settings.shutdown_grace)
    log.info("stopped")
