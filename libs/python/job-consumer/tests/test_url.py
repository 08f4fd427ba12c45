import pytest
from pydantic import TypeAdapter, ValidationError

from kerp_job_consumer.url import NatsUrl

ADAPTER = TypeAdapter[NatsUrl](NatsUrl)


@pytest.mark.parametrize(
    "url", ["nats://127.0.0.1:4222", "tls://u:p@nats:4222", "nats://nats-0:4222,nats://nats-1"]
)
def test_takes_servers_and_hides_them(url: str) -> None:
    urls = ADAPTER.validate_python(url)
    assert (urls.get_secret_value(), str(urls)) == (url, "**********")


@pytest.mark.parametrize("url", ["", "127.0.0.1:4222", "http://nats:4222", "nats://", "nats://a,"])
def test_refuses_what_is_no_server(url: str) -> None:
    with pytest.raises(ValidationError, match="expected nats:// or tls:// URLs"):
        ADAPTER.validate_python(url)
