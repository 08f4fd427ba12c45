from typing import Any

import pytest

from insurance_edi.filing import Filing
from insurance_edi.record import FIELDS, WIDTH, UnfitFieldError, encode


def test_the_fields_fill_the_record_without_gap_or_overlap() -> None:
    position = 1
    for field in FIELDS:
        assert field.start == position, field.name
        position += field.width
    assert position == WIDTH + 1


@pytest.mark.parametrize(
    ("changes", "record"),
    [
        pytest.param(
            {},
            "111234567891홍길동                        900101123456820260116000002500000",
            id="Hangul counts two bytes a syllable",
        ),
        pytest.param(
            {"scheme": "4", "kind": "2", "employee_name": "Kim Minji", "monthly_wage": 0},
            "421234567891Kim Minji                     900101123456820260116000000000000",
            id="Latin letters, no wage",
        ),
        pytest.param(
            {"employee_name": "똠방각하", "monthly_wage": 999_999_999_999},
            "111234567891똠방각하                      900101123456820260116999999999999",
            id="a syllable that CP949 has and EUC-KR lacks, the highest wage",
        ),
    ],
)
def test_writes_one_record(fields: dict[str, Any], changes: dict[str, Any], record: str) -> None:
    encoded = encode(Filing.model_validate({**fields, **changes}))
    assert encoded.decode("cp949") == record
    assert len(encoded) == WIDTH


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param(
            {"employee_name": "가" * 16},
            "employee_name (bytes 13-42): takes 32 bytes in CP949, and the field has 30",
            id="long name",
        ),
        pytest.param(
            {"employee_name": "홍길🙂"},
            "employee_name (bytes 13-42): character 3 is not in CP949, the records' encoding",
            id="character without a code",
        ),
        pytest.param(
            {"employee_name": "홍\n길동"},
            "employee_name (bytes 13-42): holds a control character",
            id="line end inside the record",
        ),
        pytest.param(
            {"monthly_wage": 1_000_000_000_000},
            "monthly_wage (bytes 64-75): takes 13 bytes in CP949, and the field has 12",
            id="high wage",
        ),
    ],
)
def test_says_which_field_does_not_fit(
    fields: dict[str, Any], changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(UnfitFieldError) as error:
        encode(Filing.model_validate({**fields, **changes}))
    assert str(error.value) == message
