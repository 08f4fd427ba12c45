"""The settings of the service and of its browser."""

from pathlib import Path

from pydantic import FilePath

from kerp_grpc_server.address import Address
from kerp_grpc_server.settings import GrpcSettings
from kerp_settings.environment import Settings


class TaxScraperSettings(GrpcSettings):
    """Those of every gRPC service."""

    grpc_addr: Address = "0.0.0.0:50051"


class BrowserSettings(Settings):
    """CHROMIUM_PATH, the Chromium executable."""

    chromium_path: FilePath = Path("/usr/bin/chromium")
