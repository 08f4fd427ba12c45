"""Decodes a page by the character set that it declares, as the HTML standard says."""

import codecs
import re

# The standard looks for a declaration in the first 1024 bytes only.
PRESCAN_BYTES = 1024
DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# Of the standard's labels those that Korean portals use. It reads the Korean ones as Windows code
# page 949, their superset. Python would take any codec of its own, some of which take forever.
CODECS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "euc-kr": "cp949",
    "euckr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "korean": "cp949",
    "windows-949": "cp949",
}


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
    if label not in CODECS:
        raise ValueError(f"the page declares an unknown character set {label!r}")
    return _decoded(html, CODECS[label])


def _decoded(html: bytes, encoding: str) -> str:
    try:
        return html.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(
            f"the page is not {encoding}: byte {error.start} is 0x{html[error.start]:02x}"
        ) from None
