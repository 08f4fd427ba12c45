"""Where a request enters and leaves the service: its limits, one log line, and no leak."""

import asyncio
import time
from http import HTTPStatus

import structlog
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kerp_http_server.health import PATHS
from kerp_http_server.problem import problem

log = structlog.stdlib.get_logger()

MAX_REQUESTS = 100
"""Requests under way at once; more are answered with 503, so that memory has a bound."""

MAX_BODY = 1 << 20
"""Bytes that a request may bring; more are answered with 413."""

REQUEST_SECONDS = 30.0
"""After this time a request is cut off, and so is a client that sends or reads too slowly."""

RETRY = {"Retry-After": "2"}


class Boundary:
    """An ASGI application around that of the service.

    An unexpected exception is logged; its text, and any personal data in it, is not answered.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._under_way = 0
        self.stopping = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        started = time.monotonic()
        answer = _Answer(scope, receive, send, closing=self.stopping)
        # Probes come all the time: they say nothing new, and an instance at its limit is alive.
        probe = scope["path"] in PATHS
        failure: BaseException | None = None
        limit = asyncio.timeout(REQUEST_SECONDS)
        self._under_way += 1
        try:
            async with limit:
                if self._under_way > MAX_REQUESTS and not probe:
                    await answer.refuse(HTTPStatus.SERVICE_UNAVAILABLE)
                else:
                    await self._app(scope, _bounded(receive), answer.send)
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 -- logged below
            failure = error
            await answer.refuse(HTTPStatus.SERVICE_UNAVAILABLE)
        finally:
            self._under_way -= 1

        bound = log.bind(
            method=scope["method"],
            # Not the path, which can hold personal data.
            route=getattr(scope.get("route"), "path", None),
            status=answer.status,
            milliseconds=round((time.monotonic() - started) * 1000, 1),
        )
        match failure:
            case None if probe:
                bound.debug("request answered")
            case None:
                bound.info("request answered")
            case ClientDisconnect():
                bound.info("request cancelled", status=None)
            case asyncio.CancelledError():
                bound.warning("request cut off")
            case TimeoutError() if limit.expired():
                bound.warning("request timed out")
            case _:
                bound.error("request failed", exc_info=failure)


class _Answer:
    """The answer to a request as far as it was sent."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, *, closing: bool) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._closing = closing
        self.status: int | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers.setdefault("X-Content-Type-Options", "nosniff")
            # Clients of a stopping server shall connect anew, which leads them to another instance.
            # On a kept connection a request could be sent at the moment when it is closed.
            if self._closing:
                headers["Connection"] = "close"
        await self._send(message)

    async def refuse(self, status: HTTPStatus) -> None:
        """Answers with a problem, unless the service has begun its own answer."""
        if self.status is None:
            await problem(status, headers=RETRY)(self._scope, self._receive, self.send)


def _bounded(receive: Receive) -> Receive:
    size = 0

    async def bounded() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MAX_BODY:
            # Nobody reads the rest, after which the next request on the connection would come.
            raise HTTPException(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, headers={"Connection": "close"}
            )
        return message

    return bounded
