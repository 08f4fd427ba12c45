import pytest

from insurance_edi.business_number import checked


@pytest.mark.parametrize("number", ["1234567891", "1248100998", "2208115881"])
def test_accepts(number: str) -> None:
    assert checked(number) == number


@pytest.mark.parametrize(
    "number", ["", "123456789", "12345678911", "123-45-67891", "\uff11234567891"]
)
def test_refuses_what_is_not_ten_digits(number: str) -> None:
    with pytest.raises(ValueError, match="^expected 10 digits without hyphens$"):
        checked(number)


@pytest.mark.parametrize("position", range(10))
def test_notices_any_single_wrong_digit(position: int) -> None:
    digits = list("1248100998")
    digits[position] = str((int(digits[position]) + 1) % 10)
    with pytest.raises(
        ValueError, match="^the check digit does not fit: one of the 10 digits is wrong$"
    ):
        checked("".join(digits))
