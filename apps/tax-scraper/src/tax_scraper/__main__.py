"""The command line: python -m tax_scraper [serve | selfcheck].

serve       answers gRPC calls on GRPC_ADDR until SIGTERM (the default)
selfcheck   renders a Korean page in the browser, to show that an image has all it needs
"""

import argparse
import asyncio
import sys

from kerp_grpc_server.process import run
from kerp_logging.setup import Level, configure
from kerp_settings.environment import load
from tax_scraper.errors import ScraperError
from tax_scraper.selfcheck import render
from tax_scraper.servicer import service
from tax_scraper.settings import BrowserSettings, TaxScraperSettings

NAME = "tax-scraper"
SAMPLE_TITLE = "전자세금계산서"


def main() -> int:
    """Runs the command of the command line and returns the exit code."""
    parser = argparse.ArgumentParser(
        prog=NAME, description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", nargs="?", choices=("serve", "selfcheck"), default="serve")
    if parser.parse_args().command == "selfcheck":
        return selfcheck()
    settings = load(TaxScraperSettings, NAME)
    return run(NAME, [service(settings)], settings)


def selfcheck() -> int:
    """Prints the title of a rendered page; 1 when the browser or a Korean font is missing."""
    settings = load(BrowserSettings, NAME)
    configure(NAME, Level.WARNING, sys.stderr)
    try:
        rendering = asyncio.run(render(SAMPLE_TITLE, settings.chromium_path))
    except ScraperError as error:
        print(f"{NAME}: {error}", file=sys.stderr)
        return 1
    print(rendering.title)
    if not rendering.hangul_drawn:
        print(f"{NAME}: no font has Hangul: install fonts-nanum", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
