import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from insurance_edi.sealing import Key


def test_serves_healthily_until_sigterm(tmp_path: Path, key: Key) -> None:
    key_file = tmp_path / "key"
    key_file.write_text(key.secret.hex(), encoding="ascii")
    with subprocess.Popen(
        [sys.executable, "-m", "insurance_edi"],
        env={**os.environ, "GRPC_ADDR": "127.0.0.1:0", "EDI_KEY_FILE": str(key_file)},
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


def test_lists_wrong_settings_without_a_traceback(tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    key_file.write_text("hunter2", encoding="ascii")
    ended = subprocess.run(
        [sys.executable, "-m", "insurance_edi"],
        env={
            **os.environ,
            "GRPC_ADDR": "nowhere",
            "SHUTDOWN_GRACE": "soon",
            "EDI_KEY_FILE": str(key_file),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr == (
        "insurance-edi: 3 settings are wrong\n"
        "  GRPC_ADDR='nowhere': expected host:port,"
        " for example 0.0.0.0:50051 or [::]:50051\n"
        "  SHUTDOWN_GRACE='soon': Input should be a valid number,"
        " unable to parse string as a number\n"
        f"  EDI_KEY_FILE='{key_file}':"
        " expected a file of 128 hexadecimal digits: openssl rand -hex 64\n"
    )
