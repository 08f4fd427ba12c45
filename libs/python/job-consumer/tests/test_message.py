import uuid

import pytest

from kerp_job_consumer.message import decode


def test_the_id_of_the_job() -> None:
    job = uuid.UUID("01a20df8-93bc-7b69-a664-af673e374ca7")
    assert decode(b'{"job_id":"01a20df8-93bc-7b69-a664-af673e374ca7"}') == job


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "message of a job: Expecting value"),
        (b"\xff", "message of a job: 'utf-8' codec"),
        (b"[]", "message of a job: expected job_id and nothing else"),
        (b'{"job_id":"x","y":1}', "message of a job: expected job_id and nothing else"),
        (b'{"job_id":"x"}', "message of a job: job_id is no UUID"),
        (b'{"job_id":7}', "message of a job: job_id is no UUID"),
    ],
)
def test_refuses_what_is_no_message(data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}"):
        decode(data)
