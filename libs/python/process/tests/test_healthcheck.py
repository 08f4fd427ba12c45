import pytest

from kerp_process.healthcheck import run

NEEDS_ONE = (
    "address '': expected host:port, for example 0.0.0.0:50051 or [::]:50051;"
    " give one, or set ADDR\n"
)


@pytest.mark.parametrize(
    ("arguments", "variable", "code", "said"),
    [
        pytest.param([], "0.0.0.0:80", 0, ("127.0.0.1:80 is well\n", ""), id="its own"),
        pytest.param(["127.0.0.1:1"], "0.0.0.0:80", 1, ("127.0.0.1:1 is ill\n", ""), id="another"),
        pytest.param(
            [],
            "",
            2,
            ("", NEEDS_ONE),
            id="none",
        ),
    ],
)
def test_says_how_the_server_is(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    variable: str,
    code: int,
    said: tuple[str, str],
) -> None:
    monkeypatch.setattr("sys.argv", ["healthcheck", *arguments])
    monkeypatch.setenv("ADDR", variable)

    def check(address: str) -> tuple[bool, str]:
        well = address.endswith(":80")
        return well, f"{address} is {'well' if well else 'ill'}"

    assert run("ADDR", check) == code
    assert tuple(capsys.readouterr()) == said
