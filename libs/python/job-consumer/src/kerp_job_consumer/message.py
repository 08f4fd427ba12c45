"""The message that announces a job: its id, and nothing else of it."""

import json
import uuid


def decode(data: bytes) -> uuid.UUID:
    """Returns the id of the job that a message announces.

    Raises:
        ValueError: When it is no such message.
    """
    try:
        message = json.loads(data)
    except ValueError as error:
        raise ValueError(f"message of a job: {error}") from error
    if not isinstance(message, dict) or list(message) != ["job_id"]:
        raise ValueError("message of a job: expected job_id and nothing else")
    try:
        return uuid.UUID(str(message["job_id"]))
    except ValueError as error:
        raise ValueError("message of a job: job_id is no UUID") from error
