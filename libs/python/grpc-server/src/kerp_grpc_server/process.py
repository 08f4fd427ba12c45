"""The process of a service: its settings, its log, its server."""

import asyncio
import sys
from collections.abc import Sequence

from kerp_grpc_server.server import Beside, Service, serve
from kerp_grpc_server.settings import GrpcSettings
from kerp_logging.setup import configure


def run(
    name: str, services: Sequence[Service], settings: GrpcSettings, beside: Sequence[Beside] = ()
) -> int:
    """Serves until a stop signal and returns the exit code: 0, or 1 when it cannot listen."""
    configure(name, settings.log_level)
    try:
        asyncio.run(serve(services, settings, beside))
    except OSError as error:
        print(f"{name}: {error}", file=sys.stderr)  # noqa: T201 -- for whoever started it
        return 1
    return 0
