import pytest

from insurance_edi.resident_number import checked


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("9001011234568", id="1900s"),
        pytest.param("0002293123454", id="a leap day of 2000"),
        pytest.param("9001011234030", id="check digit 0"),
        pytest.param("9001011234051", id="check digit 1"),
        pytest.param("9001015234560", id="foreigner, without a check digit"),
    ],
)
def test_accepts(number: str) -> None:
    assert checked(number) == number


@pytest.mark.parametrize(
    ("number", "message"),
    [
        pytest.param("", "expected 13 digits without a hyphen", id="empty"),
        pytest.param("900101-1234568", "expected 13 digits without a hyphen", id="hyphen"),
        pytest.param("90010112345680", "expected 13 digits without a hyphen", id="14 digits"),
        pytest.param("9013011234568", "digits 1 to 6 are no birth date", id="13th month"),
        pytest.param("0002291234568", "digits 1 to 6 are no birth date", id="no leap day in 1900"),
        pytest.param(
            "9001011234567",
            "the check digit does not fit: one of the 13 digits is wrong",
            id="check digit",
        ),
    ],
)
def test_refuses_and_does_not_repeat_the_number(number: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        checked(number)
