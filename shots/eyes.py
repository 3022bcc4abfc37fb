"""What eyes notice first: text that doesn't fit, and what axe finds."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from playwright.async_api import Page

OVERFLOWING = (Path(__file__).parent / "overflow.js").read_text(encoding="utf-8")
AXE = "axe.run(document, {resultTypes: ['violations']})"


async def overflowing(page: Page) -> list[str]:
    """Each text that reaches out of its box, or is cut off by one: `box | how | words`."""
    return list(await page.evaluate(OVERFLOWING))


async def complaints(page: Page) -> list[str]:
    """What axe finds, each with its place and what would mend it. Raises ModuleNotFoundError without its package."""
    found = find_spec("axe_playwright_python")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("axe_playwright_python")
    if not await page.evaluate("'axe' in window"):
        await page.evaluate((Path(found.submodule_search_locations[0]) / "axe.min.js").read_text(encoding="utf-8"))
    violations = (await page.evaluate(AXE))["violations"]
    found_at = [(each["id"], node) for each in violations for node in each["nodes"]]
    return [f"{name}: {node['target']}: {node['failureSummary']}" for name, node in found_at]
