"""Resident registration numbers (주민등록번호): birth date, a digit of sex and century, six more.

Messages never repeat the number: they reach callers and logs.
"""

import datetime
import re

PATTERN = re.compile(r"\d{13}", re.ASCII)
WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
CENTURY = {9: 1800, 0: 1800, 1: 1900, 2: 1900, 5: 1900, 6: 1900, 3: 2000, 4: 2000, 7: 2000, 8: 2000}
FOREIGNER = {5, 6, 7, 8}


def checked(number: str) -> str:
    """Returns the number.

    The check digit of foreigners (외국인등록번호) is not looked at: numbers given to them since
    October 2020 have none.

    Raises:
        ValueError: When it is not 13 digits, its birth date does not exist, or the last digit does
            not fit the others.
    """
    if not PATTERN.fullmatch(number):
        raise ValueError("expected 13 digits without a hyphen")
    digits = [int(digit) for digit in number]
    _check_birth_date(number, digits[6])
    total = sum(digit * weight for digit, weight in zip(digits[:12], WEIGHTS, strict=True))
    expected = (11 - total % 11) % 10
    if digits[6] not in FOREIGNER and digits[12] != expected:
        raise ValueError("the check digit does not fit: one of the 13 digits is wrong")
    return number


def _check_birth_date(number: str, sex_and_century: int) -> None:
    year = CENTURY[sex_and_century] + int(number[:2])
    try:
        datetime.date(year, int(number[2:4]), int(number[4:6]))
    except ValueError:
        raise ValueError("digits 1 to 6 are no birth date") from None
