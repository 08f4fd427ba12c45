"""What can keep the scraper from answering.

ScraperError
├── InvalidRequestError       a field of the request
├── CredentialError           the scraper holds no such credential, or its file holds none
├── NoBrowserError            there is no Chromium where CHROMIUM_PATH says
├── BrowserDiedError          Chromium does not start, or died under the call
├── BusyError                 as many calls as are allowed are under way
├── PortalError
│   ├── PortalUnavailableError    cannot be reached, shows an error page, ended the session
│   ├── SlowPortalError           a page or the whole listing took too long
│   ├── LoginRefusedError         the portal does not accept the credential
│   └── SearchRefusedError        the portal does not show the company or month to this user
└── UnreadablePageError       a page, one of its rows or one of its cells is not as expected

Errors of the layers below (Playwright, selectolax, anyio, the file system) are turned into these
where they arise; servicer.py gives each a code of gRPC.
"""


class ScraperError(Exception):
    """Base of the tree; the message is for the caller and holds no credential."""


class InvalidRequestError(ScraperError):
    """The message names each wrong field and what is accepted."""


class CredentialError(ScraperError):
    """The message names the credential by its reference."""


class NoBrowserError(ScraperError):
    """The message has the path and what to do."""


class BrowserDiedError(ScraperError):
    """Another call gets another browser."""


class BusyError(ScraperError):
    """Another call, later, may find a free place."""


class PortalError(ScraperError):
    """What the portal does; the message names the page."""


class PortalUnavailableError(PortalError):
    """The message has the status and the title of the error page, or the error of the network."""


class SlowPortalError(PortalError):
    """The message has the limit."""


class LoginRefusedError(PortalError):
    """The message names the credential by its reference."""


class SearchRefusedError(PortalError):
    """The portal shows its form again instead of a listing."""


class UnreadablePageError(ScraperError):
    """The message names row and column where there is one, the encoding or the limit."""
