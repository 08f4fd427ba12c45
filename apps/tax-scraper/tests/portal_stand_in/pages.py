"""The portal's pages as HTML."""

from collections.abc import Sequence

from portal_stand_in.companies import MONTHS, Invoice

TITLE = "전자세금계산서"
HEADINGS = (
    "번호",
    "작성일자",
    "승인번호",
    "공급자<br>등록번호",
    "공급받는자<br>등록번호",
    "공급가액",
    "세액",
)


def login(nonce: str, alert: str = "") -> str:
    """The form of users and passwords; its script proves that a browser sends it."""
    return _page(
        f"{TITLE} 로그인",
        f"""{_alert(alert)}<form id="login" action="/login" method="post">
<label>아이디 <input name="user" autocomplete="username"></label>
<label>비밀번호 <input name="password" type="password"></label>
<input name="nonce" type="hidden" value="{nonce}"><input name="proof" type="hidden">
<button type="submit">로그인</button>
</form>
<script>
document.querySelector('#login').addEventListener('submit', ({{ target: {{ elements }} }}) => {{
  elements.proof.value = [...elements.nonce.value].reverse().join('');
}});
</script>""",
    )


def search(alert: str = "") -> str:
    """The form that asks for a company and a month."""
    options = "".join(f"<option>{month}</option>" for month in MONTHS)
    return _page(
        f"{TITLE} 조회",
        f"""{_alert(alert)}<form id="search" action="/invoices">
<label>사업자등록번호 <input name="business_number" maxlength="10"></label>
<label>조회월 <select name="month">{options}</select></label>
<button type="submit">조회</button>
</form>""",
    )


def listing(invoices: Sequence[Invoice], next_page: str = "", charset: str = "utf-8") -> str:
    """The table of invoices, with a link to the next page where there is one."""
    rows = "".join(_row(invoice) for invoice in invoices)
    notice = f'<tr><td colspan="{len(HEADINGS)}">조회된 내역이 없습니다.</td></tr>'
    link = f'<a rel="next" href="{next_page.replace("&", "&amp;")}">다음</a>' if next_page else ""
    return _page(
        f"{TITLE} 목록조회",
        f"""<table class="list"><thead><tr>{"".join(f"<th>{name}</th>" for name in HEADINGS)}</tr>
</thead><tbody>{rows or notice}</tbody></table><p class="paging">{link}</p>""",
        charset,
    )


def error(title: str) -> str:
    """What the portal shows when it cannot answer."""
    return _page(title, f'<main class="error"><h1>{title}</h1></main>')


def _row(invoice: Invoice) -> str:
    cells = (
        invoice.number,
        invoice.issue_date,
        invoice.approval_number,
        _hyphenated(invoice.supplier),
        _hyphenated(invoice.buyer),
        f"{invoice.supply_amount:,}",
        f"{invoice.tax_amount:,}",
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


def _hyphenated(number: str) -> str:
    return f"{number[:3]}-{number[3:5]}-{number[5:]}"


def _alert(text: str) -> str:
    return f'<p role="alert">{text}</p>' if text else ""


def _page(title: str, body: str, charset: str = "utf-8") -> str:
    return f"""<!doctype html>
<html lang="ko"><head><meta charset="{charset}"><title>{title}</title></head>
<body>{body}</body></html>
"""
