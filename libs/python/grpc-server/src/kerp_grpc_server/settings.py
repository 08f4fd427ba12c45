"""The settings that every gRPC service has."""

from typing import Annotated

from pydantic import Field

from kerp_logging.setup import Level
from kerp_settings.address import Address
from kerp_settings.environment import Settings


class GrpcSettings(Settings):
    """GRPC_ADDR, LOG_LEVEL and SHUTDOWN_GRACE; a service gives the default of the first."""

    grpc_addr: Address
    log_level: Level = Level.INFO
    shutdown_grace: Annotated[float, Field(ge=0, le=300)] = 10
    """Seconds that running calls get to end after a stop signal."""
