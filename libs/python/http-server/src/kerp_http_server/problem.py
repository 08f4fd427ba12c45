"""Answers to requests that fail: RFC 9457 problem details, as the API server gives them."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response


def problem(
    status: int, detail: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Returns an answer whose status says it all, or a detail the rest."""
    title = HTTPStatus(status).phrase
    content: dict[str, object] = {"type": "about:blank", "title": title, "status": status}
    if detail and detail != title:
        content["detail"] = detail
    return JSONResponse(content, status, headers, media_type="application/problem+json")


async def problem_of(_request: Request, error: Exception) -> Response:
    """Returns what an HTTPException says; of any other one nothing but a 500."""
    if isinstance(error, HTTPException):
        return problem(error.status_code, error.detail, error.headers)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR)
