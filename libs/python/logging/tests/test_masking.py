from dataclasses import dataclass

import pytest

from kerp_logging.masking import mask_resident_numbers


@dataclass
class Employee:
    resident_number: str


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        pytest.param("9001011234568", "******-*******", id="bare"),
        pytest.param("no 900101-1234568!", "no ******-*******!", id="in a sentence"),
        pytest.param(
            "900101 1234568 and 851231-2234567",
            "******-******* and ******-*******",
            id="several",
        ),
        pytest.param(9001011234568, "******-*******", id="integer"),
        pytest.param(b"9001011234568", "b'******-*******'", id="bytes"),
        pytest.param({"who": {"9001011234568": 1}}, {"who": {"******-*******": 1}}, id="nested"),
        pytest.param(("900101-1234568", None), ["******-*******", None], id="sequence"),
        pytest.param(
            Employee("900101-1234568"), "Employee(resident_number='******-*******')", id="object"
        ),
        pytest.param("202601164100001212345678", "202601164100001212345678", id="approval number"),
        pytest.param("123-45-67891", "123-45-67891", id="business number"),
        pytest.param(True, True, id="boolean"),
        pytest.param(9001011234568.5, 9001011234568.5, id="float"),
        pytest.param(1230000, 1230000, id="amount"),
    ],
)
def test_masks_every_resident_number_and_nothing_else(value: object, masked: object) -> None:
    assert mask_resident_numbers(None, "info", {"key": value}) == {"key": masked}
