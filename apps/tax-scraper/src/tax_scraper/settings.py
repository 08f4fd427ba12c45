"""The settings of the service and of its browser."""

from pathlib import Path
from typing import Annotated

from pydantic import DirectoryPath, Field, FilePath, HttpUrl

from kerp_grpc_server.settings import GrpcSettings
from kerp_settings.address import Address
from kerp_settings.environment import Settings

CHROMIUM = Path("/usr/bin/chromium")
"""Where Debian's package puts it."""


class TaxScraperSettings(GrpcSettings):
    """Those of every gRPC service, of the portal and of the browser."""

    grpc_addr: Address = "0.0.0.0:50051"
    portal_url: HttpUrl
    credentials_dir: DirectoryPath
    # Not checked at the start: without a browser, pages can still be parsed.
    chromium_path: Path = CHROMIUM
    fetch_concurrency: Annotated[int, Field(ge=1, le=32)] = 2
    """Listings that are fetched at once; each has a renderer of Chromium to itself."""
    fetch_timeout: Annotated[float, Field(gt=0, le=3600)] = 120
    """Seconds for a listing, whatever deadline the call has."""
    page_timeout: Annotated[float, Field(gt=0, le=600)] = 30
    """Seconds for a page of the portal."""


class BrowserSettings(Settings):
    """CHROMIUM_PATH, the Chromium executable."""

    chromium_path: FilePath = CHROMIUM
