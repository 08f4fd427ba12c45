"""Decodes a page by the character set that it declares, as the HTML standard says."""

import codecs
import re

# The standard looks for a declaration in the first 1024 bytes only.
PRESCAN_BYTES = 1024
DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# The standard reads the Korean labels as Windows code page 949, their superset.
KOREAN_LABELS = {"euc-kr", "euckr", "ks_c_5601-1987", "ksc5601", "korean", "windows-949"}


def decode(html: bytes) -> str:
    """Returns the text of the page.

    Raises:
        ValueError: When the page declares a character set that is not known, or is not written in
            the one that it declares.
    """
    if html.startswith(codecs.BOM_UTF8):
        return _decoded(html, "utf-8-sig")
    declared = DECLARED.search(html[:PRESCAN_BYTES])
    label = declared.group(1).decode("ascii", "replace").lower() if declared else "utf-8"
    return _decoded(html, "cp949" if label in KOREAN_LABELS else label)


def _decoded(html: bytes, encoding: str) -> str:
    try:
        return html.decode(encoding)
    except LookupError:
        raise ValueError(f"the page declares an unknown character set {encoding!r}") from None
    except UnicodeDecodeError as error:
        raise ValueError(
            f"the page is not {encoding}: byte {error.start} is 0x{html[error.start]:02x}"
        ) from None
