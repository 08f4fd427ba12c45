"""The process of an HTTP service: its settings, its log, its server."""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from kerp_http_server.health import Check
from kerp_http_server.server import serve
from kerp_http_server.settings import HttpSettings
from kerp_process import process
from kerp_process.process import Beside


def run(
    name: str,
    routes: Sequence[BaseRoute],
    settings: HttpSettings,
    checks: Sequence[Check] = (),
    beside: Sequence[Beside] = (),
) -> int:
    """Serves until a stop signal and returns the exit code: 0, or 1 when it cannot listen."""
    return process.run(name, settings.log_level, serve(name, routes, settings, checks, beside))
