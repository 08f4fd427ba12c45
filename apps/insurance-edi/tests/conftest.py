from typing import Any

import pytest
from hypothesis import settings

from insurance_edi.sealing import Key

# The same examples everywhere and every time, however busy the machine: a failure is a bug.
settings.register_profile("workspace", derandomize=True, deadline=None, database=None)
settings.load_profile("workspace")


@pytest.fixture
def fields() -> dict[str, Any]:
    """The fields of a filing that is right; the people and companies are made up."""
    return {
        "scheme": "1",
        "kind": "1",
        "workplace_business_number": "1234567891",
        "employee_name": "홍길동",
        "resident_number": "9001011234568",
        "effective_date": "2026-01-16",
        "monthly_wage": 2_500_000,
    }


@pytest.fixture
def key() -> Key:
    return Key(bytes(range(64)))
