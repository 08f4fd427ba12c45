"""Where a call enters and leaves the service: one log line each, and no leak of what went wrong."""

# grpc's classes take type arguments in their stubs only: annotations must not be evaluated.
from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, TypeVar, cast

import grpc
import structlog

log = structlog.stdlib.get_logger()

Request = TypeVar("Request")
Response = TypeVar("Response")

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import TracebackType

    Result = TypeVar("Result")
    Context = grpc.aio.ServicerContext[Any, Any]
    Behaviour = Callable[[Request, Context], Awaitable[Result]]

HEALTH_METHODS = "/grpc.health.v1.Health/"


class Boundary(grpc.aio.ServerInterceptor):
    """Logs each call and answers an unexpected exception with a bare INTERNAL.

    Without it grpc would send the exception's text, and any personal data in it, to the caller.
    A method that streams its responses is a coroutine that writes them to the context.
    """

    async def intercept_service(
        self,
        continuation: Callable[
            [grpc.HandlerCallDetails], Awaitable[grpc.RpcMethodHandler[Request, Response] | None]
        ],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler[Request, Response] | None:
        """Wraps the handler of a call with one request; reflection passes as it is."""
        handler = await continuation(handler_call_details)
        if handler is None or handler.request_streaming:
            return handler
        method = handler_call_details.method
        # The type stubs know a handler's behaviour only as that of a server with threads.
        if handler.response_streaming:
            return grpc.unary_stream_rpc_method_handler(
                _guarded(cast("Any", handler.unary_stream), method),
                request_deserializer=handler.request_deserializer,
                response_serializer=handler.response_serializer,
            )
        return grpc.unary_unary_rpc_method_handler(
            _guarded(cast("Any", handler.unary_unary), method),
            request_deserializer=handler.request_deserializer,
            response_serializer=handler.response_serializer,
        )


def _guarded(behaviour: Behaviour[Request, Result], method: str) -> Any:  # noqa: ANN401 -- as above
    async def call(request: Request, context: Context) -> Result:
        async with _Call(method, context):
            return await behaviour(request, context)

    return call


class _Call:
    """One call: how it ended, and after what time."""

    def __init__(self, method: str, context: Context) -> None:
        self._method = method
        self._context = context
        self._started = time.monotonic()

    async def __aenter__(self) -> None: ...

    async def __aexit__(
        self,
        _type: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        milliseconds = round((time.monotonic() - self._started) * 1000, 1)
        bound = log.bind(method=self._method, milliseconds=milliseconds)
        # Probes come every few seconds and say nothing new.
        tell = bound.debug if self._method.startswith(HEALTH_METHODS) else bound.info
        match error:
            case None:
                tell("call answered")
            case grpc.aio.AbortError():
                tell("call refused", code=grpc.StatusCode(self._context.code()).name)
            case asyncio.CancelledError():
                tell("call cancelled")
            case Exception():
                bound.exception("call failed")
                await self._context.abort(
                    grpc.StatusCode.INTERNAL, "internal error; see the service's log"
                )
