from typing import Any

import pytest


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
