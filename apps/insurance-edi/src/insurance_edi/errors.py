"""What callers can do wrong.

EdiError
├── InvalidFilingError       a field of the filing is wrong, or does not fit the record
├── UnreadableRecordError    the bytes are no record, or its fields hold no filing
├── BrokenSealError          the sealed bytes are not what this key sealed
└── UnknownKeyError          the bytes are sealed with another key

No message repeats a value: records hold resident registration numbers.
"""


class EdiError(Exception):
    """Base of the tree; the message is for the caller."""


class InvalidFilingError(EdiError):
    """The message names each wrong field, its position in the record and what is accepted."""


class UnreadableRecordError(EdiError):
    """The message names each unreadable field and its position, or the record's length."""


class BrokenSealError(EdiError):
    """The sealed bytes were altered, cut or never sealed by this service."""


class UnknownKeyError(EdiError):
    """The message names the key that the service holds by its fingerprint."""
