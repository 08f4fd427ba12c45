import codecs

import pytest

from tax_scraper.page_text import decode

TEXT = "세금계산서 똠"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param(TEXT.encode(), TEXT, id="UTF-8 when nothing is declared"),
        pytest.param(codecs.BOM_UTF8 + TEXT.encode(), TEXT, id="byte order mark"),
        pytest.param(
            b"<META CHARSET='euc-kr'>" + TEXT.encode("cp949"),
            f"<META CHARSET='euc-kr'>{TEXT}",
            id="the EUC-KR label means code page 949",
        ),
        pytest.param(
            b" " * 1024 + b"<meta charset=euc-kr>" + TEXT.encode(),
            f"{' ' * 1024}<meta charset=euc-kr>{TEXT}",
            id="a declaration too far down",
        ),
    ],
)
def test_decodes(html: bytes, text: str) -> None:
    assert decode(html) == text


@pytest.mark.parametrize(
    ("html", "message"),
    [
        (b"\xbc\xbc", "the page is not utf-8: byte 0 is 0xbc"),
        (b"<meta charset=euc-kr>\xff", "the page is not cp949: byte 21 is 0xff"),
        (b"<meta charset=base64>", "the page declares an unknown character set 'base64'"),
    ],
)
def test_refuses_what_is_not_as_declared(html: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        decode(html)
