from pathlib import Path

from tax_scraper.selfcheck import render


async def test_renders_a_title_as_it_is(chromium: Path) -> None:
    assert (await render("전자<세금>계산서", chromium)).title == "전자<세금>계산서"
