from pathlib import Path

import pytest

from tax_scraper.browser import render

CHROMIUM = Path("/usr/bin/chromium")


@pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed")
def test_renders_a_korean_title() -> None:
    assert render("계산서 <1> & 2", str(CHROMIUM)).title == "계산서 <1> & 2"
