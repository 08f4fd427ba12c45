"""Where a call enters and leaves the service: one log line each, and no leak of what went wrong."""

# grpc's classes take type arguments in their stubs only: annotations must not be evaluated.
from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar, cast

import grpc
import structlog

log = structlog.stdlib.get_logger()

Request = TypeVar("Request")
Response = TypeVar("Response")

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Behaviour = Callable[
        [Request, grpc.aio.ServicerContext[Request, Response]], Awaitable[Response]
    ]

HEALTH_METHODS = "/grpc.health.v1.Health/"


class Boundary(grpc.aio.ServerInterceptor):
    """Logs each unary call and answers an unexpected exception with a bare INTERNAL.

    Without it grpc would send the exception's text, and any personal data in it, to the caller.
    """

    async def intercept_service(
        self,
        continuation: Callable[
            [grpc.HandlerCallDetails], Awaitable[grpc.RpcMethodHandler[Request, Response] | None]
        ],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler[Request, Response] | None:
        """Wraps the handler of a unary call; health watches and reflection pass as they are."""
        handler = await continuation(handler_call_details)
        if handler is None or handler.unary_unary is None:
            return handler
        # The type stubs know a handler's behaviour only as that of a server with threads.
        behaviour = cast("Behaviour[Request, Response]", handler.unary_unary)
        return grpc.unary_unary_rpc_method_handler(
            _guarded(behaviour, handler_call_details.method),
            request_deserializer=handler.request_deserializer,
            response_serializer=handler.response_serializer,
        )


def _guarded(behaviour: Behaviour[Request, Response], method: str) -> Behaviour[Request, Response]:
    async def call(
        request: Request, context: grpc.aio.ServicerContext[Request, Response]
    ) -> Response:
        started = time.monotonic()
        try:
            response = await behaviour(request, context)
        except grpc.aio.AbortError:
            log.info("call refused", method=method, milliseconds=_since(started))
            raise
        except Exception:
            log.exception("call failed", method=method, milliseconds=_since(started))
            await context.abort(grpc.StatusCode.INTERNAL, "internal error; see the service's log")
        # Probes come every few seconds and say nothing new.
        answered = log.debug if method.startswith(HEALTH_METHODS) else log.info
        answered("call answered", method=method, milliseconds=_since(started))
        return response

    return call


def _since(started: float) -> float:
    return round((time.monotonic() - started) * 1000, 1)
