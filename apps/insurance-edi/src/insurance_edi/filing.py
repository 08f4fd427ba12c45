"""A filing: what is reported about one employee to one insurance."""

import datetime
import enum
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from insurance_edi import business_number, resident_number

DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Scheme(enum.Enum):
    """The four social insurances (4대보험); the value is the code in the record."""

    NATIONAL_PENSION = "1"
    HEALTH = "2"
    EMPLOYMENT = "3"
    INDUSTRIAL_ACCIDENT = "4"


class FilingKind(enum.Enum):
    """What is reported; the value is the code in the record."""

    ACQUISITION = "1"
    LOSS = "2"


def _stated(accepted: str) -> BeforeValidator:
    """Refuses None, which stands for an unspecified value of an enum in the .proto."""

    def refuse_none(value: object) -> object:
        if value is None:
            raise ValueError(f"expected {accepted}")
        return value

    return BeforeValidator(refuse_none)


def _name(text: str) -> str:
    # Spaces fill the field of a record up: at the end they would be lost.
    if text != text.strip():
        raise ValueError("begins or ends with a space")
    return text


def _iso_date(value: object) -> datetime.date:
    if isinstance(value, datetime.date):
        return value
    try:
        if isinstance(value, str) and DATE.fullmatch(value):
            return datetime.date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError("expected a date that exists, as YYYY-MM-DD")


class Filing(BaseModel):
    """A checked filing. Its fields are those of kerp.insurance.v1.Filing."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    scheme: Annotated[Scheme, _stated("one of the four insurances")]
    kind: Annotated[FilingKind, _stated("acquisition or loss")]
    workplace_business_number: Annotated[str, AfterValidator(business_number.checked)]
    employee_name: Annotated[str, Field(min_length=1), AfterValidator(_name)]
    # Not in the repr, so that no log line and no traceback can show it.
    resident_number: Annotated[str, AfterValidator(resident_number.checked), Field(repr=False)]
    effective_date: Annotated[datetime.date, BeforeValidator(_iso_date)]
    monthly_wage: Annotated[int, Field(ge=0)]
    """In won."""
