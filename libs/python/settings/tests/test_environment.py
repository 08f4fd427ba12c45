from typing import Annotated

import pytest
from pydantic import Field, SecretStr

from kerp_settings.environment import Settings, load


class Example(Settings):
    api_token: Annotated[SecretStr, Field(max_length=6)]
    workers: Annotated[int, Field(ge=1)] = 4


VARIABLES = ("API_TOKEN", "WORKERS")


def set_only(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


def test_reads_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    set_only(monkeypatch, {"API_TOKEN": "horse", "WORKERS": "7"})
    settings = load(Example, "example")
    assert (settings.api_token.get_secret_value(), settings.workers) == ("horse", 7)


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    set_only(monkeypatch, {"API_TOKEN": "horse", "WORKERS": ""})
    assert load(Example, "example").workers == 4


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        pytest.param(
            {},
            "example: 1 setting is wrong\n  API_TOKEN is not set: it is required\n",
            id="missing",
        ),
        pytest.param(
            {"API_TOKEN": "hunter2", "WORKERS": "none"},
            "example: 2 settings are wrong\n"
            "  API_TOKEN (value hidden): Value should have at most 6 items after validation,"
            " not 7\n"
            "  WORKERS='none': Input should be a valid integer, unable to parse string"
            " as an integer\n",
            id="every wrong one, and no secret",
        ),
    ],
)
def test_lists_what_is_wrong_and_exits(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    environment: dict[str, str],
    message: str,
) -> None:
    set_only(monkeypatch, environment)
    with pytest.raises(SystemExit) as exit_:
        load(Example, "example")
    assert exit_.value.code == 2
    assert capsys.readouterr().err == message
