import datetime
from typing import Any

import pytest
from pydantic import ValidationError

from insurance_edi.filing import Filing, FilingKind, Scheme


def test_reads_what_callers_send(fields: dict[str, Any]) -> None:
    filing = Filing.model_validate(fields)
    assert (filing.scheme, filing.kind) == (Scheme.NATIONAL_PENSION, FilingKind.ACQUISITION)
    assert filing.effective_date == datetime.date(2026, 1, 16)


def test_never_shows_the_resident_number(fields: dict[str, Any]) -> None:
    assert fields["resident_number"] not in repr(Filing.model_validate(fields))
    fields["resident_number"] = wrong = "9001011234567"
    with pytest.raises(ValidationError) as error:
        Filing.model_validate(fields)
    assert wrong not in str(error.value)


@pytest.mark.parametrize("date", ["2026-02-30", "20260116", "2026-1-16", "", "16.01.2026"])
def test_refuses_what_is_no_date(fields: dict[str, Any], date: str) -> None:
    with pytest.raises(ValidationError, match="expected a date that exists, as YYYY-MM-DD"):
        Filing.model_validate({**fields, "effective_date": date})


@pytest.mark.parametrize("name", [" 홍길동", "홍길동 ", "홍길동\u3000", " "])
def test_refuses_a_name_with_spaces_around_it(fields: dict[str, Any], name: str) -> None:
    with pytest.raises(ValidationError, match="begins or ends with a space"):
        Filing.model_validate({**fields, "employee_name": name})
