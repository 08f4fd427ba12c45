"""The settings that every HTTP service has."""

from typing import Annotated

from pydantic import Field

from kerp_logging.setup import Level
from kerp_settings.address import Address
from kerp_settings.environment import Settings


class HttpSettings(Settings):
    """HTTP_ADDR, LOG_LEVEL, SHUTDOWN_DELAY and SHUTDOWN_GRACE; a service gives the first."""

    http_addr: Address
    log_level: Level = Level.INFO
    shutdown_delay: Annotated[float, Field(ge=0, le=60)] = 0
    """Seconds that it goes on serving after a stop signal while /ready fails already."""
    shutdown_grace: Annotated[float, Field(ge=0, le=300)] = 10
    """Seconds that running requests get to end after that."""
