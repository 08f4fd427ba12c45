import pytest

from kerp_settings.address import reachable, split


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("10.0.0.7:50051", ("10.0.0.7", 50051)),
        ("[::]:50051", ("[::]", 50051)),
        ("tax-scraper:0", ("tax-scraper", 0)),
        ("localhost:65535", ("localhost", 65535)),
    ],
)
def test_splits(address: str, parts: tuple[str, int]) -> None:
    assert split(address) == parts


@pytest.mark.parametrize(
    "address", ["", "50051", ":50051", "localhost:", "localhost:x", "localhost:65536", "::1:50051"]
)
def test_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(ValueError, match=r"^expected host:port, for example 0\.0\.0\.0:50051"):
        split(address)


@pytest.mark.parametrize(
    ("listening", "address"),
    [
        ("0.0.0.0:50051", "127.0.0.1:50051"),
        ("[::]:50051", "[::1]:50051"),
        ("10.0.0.7:50051", "10.0.0.7:50051"),
        ("tax-scraper:50051", "tax-scraper:50051"),
    ],
)
def test_reaches_a_wildcard_through_loopback(listening: str, address: str) -> None:
    assert reachable(listening) == address
