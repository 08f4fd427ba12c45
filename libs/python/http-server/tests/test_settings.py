import pytest

from kerp_http_server.settings import HttpSettings
from kerp_settings.environment import load


def test_lists_every_wrong_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTP_ADDR", "nowhere")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    monkeypatch.setenv("SHUTDOWN_DELAY", "61")
    monkeypatch.setenv("SHUTDOWN_GRACE", "-1")
    with pytest.raises(SystemExit):
        load(HttpSettings, "example")
    assert capsys.readouterr().err == (
        "example: 4 settings are wrong\n"
        "  HTTP_ADDR='nowhere':"
        " expected host:port, for example 0.0.0.0:50051 or [::]:50051\n"
        "  LOG_LEVEL='loud': Input should be 'debug', 'info', 'warning' or 'error'\n"
        "  SHUTDOWN_DELAY='61': Input should be less than or equal to 60\n"
        "  SHUTDOWN_GRACE='-1': Input should be greater than or equal to 0\n"
    )
