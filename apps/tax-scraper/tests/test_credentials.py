import json
from pathlib import Path

import pytest

from tax_scraper.credentials import MAX_BYTES, CredentialStore
from tax_scraper.errors import CredentialError

GOOD = json.dumps({"user": "kim", "password": "hunter2"})
FORM = 'credential \'agent\' is not written as {"user": "...", "password": "..."}'


def test_reads_a_credential_anew_each_time(tmp_path: Path) -> None:
    store = CredentialStore(tmp_path)
    for password in ("hunter2", "hunter3"):
        text = GOOD.replace("hunter2", password)
        (tmp_path / "agent.json").write_text(text, encoding="utf-8")
        credential = store.get("agent")
        assert (credential.user, credential.password.get_secret_value()) == ("kim", password)


def test_never_shows_the_password(tmp_path: Path) -> None:
    (tmp_path / "agent.json").write_text(GOOD, encoding="utf-8")
    assert "hunter2" not in repr(CredentialStore(tmp_path).get("agent"))


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "../agent",
        "/etc/passwd",
        "agent/../agent",
        "..",
        ".",
        "agent.json",
        "Agent",
        "agent\0",
        "agent\n",
        "-agent",
        "a" * 64,
        "에이전트",
    ],
)
def test_a_reference_leads_to_no_other_file(tmp_path: Path, reference: str) -> None:
    (tmp_path / "agent.json").write_text(GOOD, encoding="utf-8")
    (tmp_path / "inside").mkdir()
    with pytest.raises(CredentialError) as error:
        CredentialStore(tmp_path / "inside").get(reference)
    assert str(error.value) == f"{reference!r} is no name of a credential"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("hunter2", id="no JSON"),
        pytest.param('["kim", "hunter2"]', id="a list"),
        pytest.param('{"user": "kim"}', id="no password"),
        pytest.param('{"user": "", "password": "hunter2"}', id="empty user"),
        pytest.param('{"user": "kim", "password": ""}', id="empty password"),
        pytest.param('{"user": "kim", "password": 2}', id="a number"),
        pytest.param('{"user": "kim", "password": "hunter2", "pin": "1"}', id="unknown field"),
        pytest.param(GOOD + " " * MAX_BYTES + "x", id="followed by something else"),
        pytest.param(" " * MAX_BYTES + GOOD, id="oversized"),
    ],
)
def test_refuses_what_is_no_credential_without_showing_it(tmp_path: Path, content: str) -> None:
    (tmp_path / "agent.json").write_text(content, encoding="utf-8")
    with pytest.raises(CredentialError) as error:
        CredentialStore(tmp_path).get("agent")
    assert str(error.value) == FORM


def test_says_why_it_has_none(tmp_path: Path) -> None:
    store = CredentialStore(tmp_path)
    with pytest.raises(CredentialError, match="^there is no credential 'agent'$"):
        store.get("agent")
    (tmp_path / "agent.json").mkdir()
    with pytest.raises(
        CredentialError, match="^credential 'agent' cannot be read: Is a directory$"
    ):
        store.get("agent")
