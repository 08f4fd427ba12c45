"""The portal's HTTP server: who may see which page, and what goes wrong with it."""

import secrets
import threading
from collections.abc import Callable
from http import HTTPStatus, cookies
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from portal_stand_in import pages
from portal_stand_in.companies import (
    LISTED,
    MONTHS,
    NUMBERS,
    OTHER_COMPANY,
    PAGE_SIZE,
    Behaviour,
    invoices,
)

PASSWORD = "stand-in"  # noqa: S105 -- nothing is behind it
REFUSED = "아이디 또는 비밀번호가 일치하지 않습니다."
LAST_PAGE = -(-LISTED // PAGE_SIZE)
MIB = 1024 * 1024
BROKEN_PAGE = 2


class Portal(ThreadingHTTPServer):
    """Serves each request in a thread of its own; a page that never ends holds up no other."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int]) -> None:
        super().__init__(address, Handler)
        self.sessions: set[str] = set()
        self._refused_once: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def is_first_listing(self, company: str, month: str) -> bool:
        """Tells whether nobody has asked this before."""
        with self._lock:
            first = (company, month) not in self._refused_once
            self._refused_once.add((company, month))
        return first


class Handler(BaseHTTPRequestHandler):
    """Answers GET and POST; without a session everything leads to the login."""

    server: Portal

    def do_GET(self) -> None:
        """Shows a form or a listing."""
        url = urlsplit(self.path)
        if url.path == "/login":
            self.show(pages.login(secrets.token_hex(8)))
        elif self._session() not in self.server.sessions:
            self._lead_to("/login")
        elif url.path == "/search":
            self.show(pages.search())
        elif url.path == "/invoices":
            values = {name: value[0] for name, value in parse_qs(url.query).items()}
            self._list(
                values.get("business_number", ""),
                values.get("month", ""),
                int(values.get("page", "1")),
            )
        else:
            self.show(pages.error("페이지를 찾을 수 없습니다"), HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Takes the login form."""
        length = int(self.headers.get("Content-Length", "0"))
        values = parse_qs(self.rfile.read(length).decode())
        nonce = values.get("nonce", [""])[0]
        # A client that runs no scripts leaves it empty.
        proven = values.get("proof") == [nonce[::-1]]
        if values.get("password") != [PASSWORD] or not proven:
            self.show(pages.login(secrets.token_hex(8), REFUSED))
            return
        session = secrets.token_hex(16)
        self.server.sessions.add(session)
        self._lead_to("/search", f"session={session}; HttpOnly; SameSite=Lax")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base's name
        """Says nothing: standard error is for what goes wrong."""

    def _list(self, company: str, month: str, page: int) -> None:
        behaviour = NUMBERS.get(company, Behaviour.ORDINARY)
        if month not in MONTHS:
            self.show(pages.search("조회월을 선택하십시오."))
        elif at_once := ALWAYS.get(behaviour):
            at_once(self)
        elif behaviour is Behaviour.ERROR_PAGE_ONCE and self.server.is_first_listing(
            company, month
        ):
            self.fail()
        elif page == BROKEN_PAGE and behaviour in ON_SECOND_PAGE:
            ON_SECOND_PAGE[behaviour](self, company, month)
        else:
            self._show_listing(behaviour, company, month, page)

    def _show_listing(self, behaviour: Behaviour, company: str, month: str, page: int) -> None:
        endless = behaviour is Behaviour.ENDLESS
        listed = 0 if behaviour is Behaviour.NOTHING else page * PAGE_SIZE if endless else LISTED
        following = urlencode({"business_number": company, "month": month, "page": page + 1})
        more = endless or (page < LAST_PAGE and listed > 0)
        charset = "euc-kr" if behaviour is Behaviour.EUC_KR else "utf-8"
        html = pages.listing(
            invoices(company, month, page, listed), f"?{following}" if more else "", charset
        )
        if behaviour is Behaviour.WRONG_ENCODING:
            self._send(html.encode("cp949"), "utf-8")
        else:
            self._send(html.encode(charset), charset)

    def fail(self) -> None:
        self.show(pages.error("시스템 점검 중입니다"), HTTPStatus.SERVICE_UNAVAILABLE)

    def drop(self) -> None:
        self.close_connection = True

    def send_rows(self, size: int) -> None:
        self._begin(HTTPStatus.OK, "utf-8")
        start, end = pages.listing(invoices(OTHER_COMPANY, MONTHS[0], 1)).split("</tbody>")
        filling = b"<tr><td>filling</td></tr>\n" * 1000
        try:
            self.wfile.write(start.encode())
            for _ in range(size // len(filling)):
                self.wfile.write(filling)
            self.wfile.write(f"</tbody>{end}".encode())
        except OSError:
            self.close_connection = True  # the reader has had enough

    def never_end(self, company: str, month: str) -> None:
        self._begin(HTTPStatus.OK, "utf-8")
        html = pages.listing(invoices(company, month, BROKEN_PAGE))
        self.wfile.write(html[: len(html) // 2].encode())
        self.connection.recv(1)  # returns when the reader goes away

    def break_a_cell(self, company: str, month: str) -> None:
        html = pages.listing(invoices(company, month, BROKEN_PAGE))
        self.show(html.replace("<td>4,000,000</td>", "<td>n/a</td>"))

    def show_foreign_invoice(self, _company: str, month: str) -> None:
        self.show(pages.listing(invoices("1248100998", month, BROKEN_PAGE)))

    def log_out(self, _company: str, _month: str) -> None:
        self.server.sessions.discard(self._session())
        self._lead_to("/login")

    def _session(self) -> str:
        cookie = cookies.SimpleCookie(self.headers.get("Cookie")).get("session")
        return cookie.value if cookie else ""

    def _lead_to(self, path: str, cookie: str = "") -> None:
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", path)
        if cookie:
            self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def show(self, html: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._send(html.encode(), "utf-8", status)

    def _send(self, body: bytes, charset: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._begin(status, charset, len(body))
        self.wfile.write(body)

    def _begin(self, status: HTTPStatus, charset: str, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"text/html; charset={charset}")
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()


ALWAYS: dict[Behaviour, Callable[[Handler], None]] = {
    Behaviour.ERROR_PAGE: Handler.fail,
    Behaviour.MAINTENANCE: lambda handler: handler.show(pages.error("시스템 점검 중입니다")),
    Behaviour.DROPPED: Handler.drop,
    Behaviour.FORBIDDEN: lambda handler: handler.show(pages.search("조회 권한이 없습니다.")),
    Behaviour.NO_TABLE: lambda handler: handler.show("<!doctype html><p>안내</p>"),
    Behaviour.LARGE: lambda handler: handler.send_rows(3 * MIB),
    Behaviour.OVERSIZED: lambda handler: handler.send_rows(64 * MIB),
}
ON_SECOND_PAGE: dict[Behaviour, Callable[[Handler, str, str], None]] = {
    Behaviour.SLOW: Handler.never_end,
    Behaviour.LOGGED_OUT: Handler.log_out,
    Behaviour.BROKEN_CELL: Handler.break_a_cell,
    Behaviour.FOREIGN: Handler.show_foreign_invoice,
}
