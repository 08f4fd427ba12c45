import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tax_scraper.errors import UnreadablePageError
from tax_scraper.invoice_page import COLUMNS, MAX_BYTES, Column, parse

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
CELLS = {
    "승인번호": "20260116-41000012-10a3f2c1",
    "작성일자": "2026-01-16",
    "공급자등록번호": "123-45-67891",
    "공급받는자등록번호": "124-81-00998",
    "공급가액": "1,000,000",
    "세액": "100,000",
}

NO_WON = "expected whole won such as 1,100,000 or -50,000"


def page(*rows: dict[str, str]) -> bytes:
    """A page of a good first row and the given ones."""
    headings = "".join(f"<th>{heading}</th>" for heading in CELLS)
    body = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.values())}</tr>" for row in (CELLS, *rows)
    )
    return f"<table><thead><tr>{headings}</tr></thead><tbody>{body}</tbody></table>".encode()


@pytest.mark.parametrize("html", PAGES, ids=lambda path: path.stem)
def test_reads_the_page(html: Path) -> None:
    expected = json.loads(html.with_suffix(".json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(asdict(parse(html.read_bytes())), default=str)) == expected


@pytest.mark.parametrize(
    ("heading", "cell", "message"),
    [
        (
            "승인번호",
            "2026-1",
            "row 2, 승인번호: expected 24 characters that begin with a date, got '2026-1'",
        ),
        ("작성일자", "어제", "row 2, 작성일자: expected a date such as 2026-01-16, got '어제'"),
        (
            "작성일자",
            "2026-02-30",
            "row 2, 작성일자: expected a date that exists, got '2026-02-30'",
        ),
        (
            "공급자등록번호",
            "123-45-6789",
            "row 2, 공급자등록번호: expected 10 digits such as 123-45-67891, got '123-45-6789'",
        ),
        (
            "공급가액",
            "1,00,000",
            f"row 2, 공급가액: {NO_WON}, got '1,00,000'",
        ),
        ("세액", "", f"row 2, 세액: {NO_WON}, got ''"),
        (
            "공급가액",
            "1,000,000,000,000,000,000",
            f"row 2, 공급가액: {NO_WON}, got '1,000,000,000,000,000,000'",
        ),
        (
            "세액",
            "9" * 1_000_000,
            f"row 2, 세액: {NO_WON}, got '{'9' * 40}'",
        ),
    ],
)
def test_names_the_cell_that_it_cannot_read(heading: str, cell: str, message: str) -> None:
    with pytest.raises(UnreadablePageError) as error:
        parse(page({**CELLS, heading: cell}))
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("html", "message"),
    [
        pytest.param(
            page({"승인번호": "20260116-41000012-10a3f2c1"}),
            "row 2, 작성일자: there is no such cell",
            id="short row",
        ),
        pytest.param(
            page().replace("세액".encode(), "합계".encode()),
            "no table of invoices: the closest one lacks the columns 세액",
            id="missing column",
        ),
        pytest.param(
            b"",
            "no table of invoices: the closest one lacks the columns"
            " 승인번호, 작성일자, 공급자등록번호, 공급받는자등록번호, 공급가액, 세액",
            id="empty",
        ),
        pytest.param(
            b"<meta charset=klingon>",
            "the page declares an unknown character set 'klingon'",
            id="unknown character set",
        ),
        pytest.param(
            b"<meta charset=utf-8>" + "세액".encode("cp949"),
            "the page is not utf-8: byte 20 is 0xbc",
            id="wrong character set",
        ),
        pytest.param(
            b" " * (MAX_BYTES + 1), "the page has 2097153 bytes, more than 2097152", id="oversized"
        ),
    ],
)
def test_says_why_it_cannot_read_the_page(html: bytes, message: str) -> None:
    with pytest.raises(UnreadablePageError) as error:
        parse(html)
    assert str(error.value) == message


WORDS = st.sampled_from(
    [
        *(f"<th>{column.heading}" for column in COLUMNS),
        *(f"<td>{cell}" for cell in CELLS.values()),
        *("<table>", "<thead>", "<tbody>", "<tr>", "</table>", "</tr>", "</td>", "<td colspan=6>"),
        *("<!--", "-->", "<script>", "<template>", "<svg>", "<a rel=next href=", "<a rel=next>"),
        *("<meta charset=euc-kr>", "&#0;", "&#xd800;", "\0", "\ud800", "<td>\u0661", "<"),
    ]
)


@given(st.lists(WORDS | st.text(max_size=5)).map("".join))
def test_reads_any_text_or_refuses_it(html: str) -> None:
    with suppress(UnreadablePageError):
        parse(html)


@given(st.binary() | st.lists(WORDS).map(lambda words: "".join(words).encode("cp949", "replace")))
def test_reads_any_bytes_or_refuses_them(html: bytes) -> None:
    with suppress(UnreadablePageError):
        parse(html)


@given(st.sampled_from(PAGES), st.data())
def test_reads_any_damaged_page_or_refuses_it(path: Path, data: st.DataObject) -> None:
    html = path.read_bytes()
    start = data.draw(st.integers(0, len(html)))
    end = data.draw(st.integers(start, len(html)))
    with suppress(UnreadablePageError):
        parse(html[:start] + data.draw(st.binary(max_size=20)) + html[end:])


@given(
    st.sampled_from(COLUMNS),
    st.text(st.characters(codec="utf-8", exclude_characters="<&\0"), max_size=30),
)
def test_a_cell_is_read_as_its_column_or_named(column: Column, cell: str) -> None:
    try:
        invoices = parse(page({**CELLS, column.heading: cell})).invoices
    except UnreadablePageError as error:
        assert str(error).startswith(f"row 2, {column.heading}: ")  # noqa: PT017 -- either way
    else:
        assert len(invoices) == 2
