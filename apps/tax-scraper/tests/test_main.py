import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

CLIENT = """
import sys
import grpc
from kerp.tax.v1 import tax_invoice_service_pb2 as pb
from kerp.tax.v1.tax_invoice_service_pb2_grpc import TaxInvoiceServiceStub
request = pb.FetchInvoicesRequest(
    business_number="1234567891", period="2026-01", credential_ref="agent"
)
with grpc.insecure_channel(sys.argv[1]) as channel:
    print(*[len(page.invoices) for page in TaxInvoiceServiceStub(channel).FetchInvoices(request)])
"""


def test_serves_healthily_until_sigterm(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tax_scraper"],
        env={
            **os.environ,
            "GRPC_ADDR": "127.0.0.1:0",
            "PORTAL_URL": "http://127.0.0.1:1",
            "CREDENTIALS_DIR": str(tmp_path),
            "CHROMIUM_PATH": str(tmp_path / "chromium"),  # there is none
        },
        stdout=subprocess.PIPE,
        text=True,
    ) as service:
        try:
            assert service.stdout
            address = json.loads(service.stdout.readline())["address"]
            health = subprocess.run(
                [sys.executable, "-m", "kerp_grpc_server.healthcheck", address],
                capture_output=True,
                text=True,
                check=False,
            )
        finally:  # else a failure would wait for its end
            service.send_signal(signal.SIGTERM)
            service.communicate()  # its last lines as well: without a reader it ends with 120
    assert (health.stdout, health.returncode) == (f"{address} is SERVING\n", 0)
    assert service.returncode == 0


def test_fetches_and_ends_with_everything_that_it_started(
    portal_url: str, credentials: Path, chromium: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tax_scraper"],
        env={
            **os.environ,
            "GRPC_ADDR": "127.0.0.1:0",
            "PORTAL_URL": portal_url,
            "CREDENTIALS_DIR": str(credentials),
            "CHROMIUM_PATH": str(chromium),
        },
        stdout=subprocess.PIPE,
        text=True,
    ) as service:
        try:
            assert service.stdout
            address = json.loads(service.stdout.readline())["address"]
            fetched = subprocess.run(
                [sys.executable, "-c", CLIENT, address], capture_output=True, text=True, check=True
            )
        finally:  # else a failure would wait for its end
            service.send_signal(signal.SIGTERM)
        # Its processes have inherited standard output: it ends when the last of them has ended.
        events = [json.loads(line)["event"] for line in service.stdout]
    assert fetched.stdout == "2 2 1\n"
    assert events == [
        "browser started",
        "listing fetched",
        "call answered",
        "draining",
        "stopped",
    ]
    assert service.returncode == 0


def test_lists_wrong_settings_without_a_traceback() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tax_scraper"],
        env={
            **os.environ,
            "GRPC_ADDR": "nowhere",
            "PORTAL_URL": "portal:8400",
            "CREDENTIALS_DIR": "/nowhere",
            "FETCH_CONCURRENCY": "0",
            "PAGE_TIMEOUT": "soon",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr == (
        "tax-scraper: 5 settings are wrong\n"
        "  GRPC_ADDR='nowhere': expected host:port,"
        " for example 0.0.0.0:50051 or [::]:50051\n"
        "  PORTAL_URL='portal:8400': URL scheme should be 'http' or 'https'\n"
        "  CREDENTIALS_DIR='/nowhere': Path does not point to a directory\n"
        "  FETCH_CONCURRENCY='0': Input should be greater than or equal to 1\n"
        "  PAGE_TIMEOUT='soon': Input should be a valid number,"
        " unable to parse string as a number\n"
    )


@pytest.mark.parametrize(
    ("chromium", "returncode", "message"),
    [
        pytest.param(
            "/nowhere/chromium",
            2,
            "tax-scraper: 1 setting is wrong\n"
            "  CHROMIUM_PATH='/nowhere/chromium': Path does not point to a file\n",
            id="no such file",
        ),
        pytest.param(
            sys.executable,
            1,
            f"tax-scraper: {sys.executable} does not start: ",
            id="no browser",
        ),
    ],
)
def test_selfcheck_says_what_is_wrong_with_the_browser(
    chromium: str, returncode: int, message: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tax_scraper", "selfcheck"],
        # Nx wants colours and a user may not: of both wishes together Playwright's Node complains.
        env={**os.environ, "CHROMIUM_PATH": chromium, "FORCE_COLOR": "0", "NO_COLOR": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (returncode, "")
    assert ended.stderr.startswith(message)
