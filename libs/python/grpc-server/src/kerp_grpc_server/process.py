"""The process of a gRPC service: its settings, its log, its server."""

from collections.abc import Sequence

from kerp_grpc_server.server import Service, serve
from kerp_grpc_server.settings import GrpcSettings
from kerp_process import process
from kerp_process.process import Beside


def run(
    name: str, services: Sequence[Service], settings: GrpcSettings, beside: Sequence[Beside] = ()
) -> int:
    """Serves until a stop signal and returns the exit code: 0, or 1 when it cannot listen."""
    return process.run(name, settings.log_level, serve(services, settings, beside))
