"""Business registration numbers (사업자등록번호): 10 digits, the last one a check digit."""

import re

PATTERN = re.compile(r"\d{10}", re.ASCII)
WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def checked(number: str) -> str:
    """Returns the number.

    Raises:
        ValueError: When it is not 10 digits, or the last one does not fit the others.
    """
    if not PATTERN.fullmatch(number):
        raise ValueError("expected 10 digits without hyphens")
    digits = [int(digit) for digit in number]
    total = sum(digit * weight for digit, weight in zip(digits[:9], WEIGHTS, strict=True))
    # The ninth product, weight 5, counts with both of its digits.
    total += digits[8] * WEIGHTS[8] // 10
    expected = -total % 10
    if digits[9] != expected:
        raise ValueError("the check digit does not fit: one of the 10 digits is wrong")
    return number
