"""What is looked at on every page: faults of the console and the policy, axe, and whether the page fits its window."""

from __future__ import annotations

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe

AXE = Axe().axe_script
LESS = {"resultTypes": ["violations"], "preload": False}
IN_LIGHT = LESS | {"rules": {"target-size": {"enabled": True}}}
COLOURS = LESS | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
REFUSALS = re.compile(r"Failed to load resource: the server responded with a status of (403|404|422)")
LISTEN = """document.addEventListener('securitypolicyviolation', event =>
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))"""
TOO_WIDE = """() => {
  const all = document.documentElement.scrollWidth, wide = innerWidth < all ? [`the page: ${all}`] : [];
  for (const box of document.querySelectorAll('.scroll')) {
    const place = box.parentElement.id || box.querySelector('th')?.textContent;
    if (box.scrollWidth > box.clientWidth) wide.push(`${place}: ${box.scrollWidth} in ${box.clientWidth}`);
  }
  return wide;
}"""
OPEN_ALL = "() => { for (const found of document.querySelectorAll('details')) found.open = true; }"


def watch(page: Any) -> Any:
    """Collects in `page.faults` what the console calls an error: broken policy and scripts among it."""
    page.faults = []
    page.add_init_script(LISTEN)
    page.on("console", lambda said: note(page, said) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    return page


def note(page: Any, said: Any) -> None:
    """A refusal that a test asked for is no fault of the page."""
    if not REFUSALS.match(said.text):
        page.faults.append(said.text)


def violations(page: Any, options: dict[str, Any], *, within: str = "html") -> list[str]:
    """What axe, which the page's own context holds ready, finds in a part of the page: one line a rule."""
    found = page.evaluate("([part, options]) => axe.run(part, options)", [within, options])["violations"]
    return [f"{v['id']}: {[n['html'][:160] for n in v['nodes'][:3]]}" for v in found]


def too_wide(page: Any, width: int) -> list[str]:
    """What does not fit a window of this width: the page itself, or a table in its container."""
    page.set_viewport_size({"width": width, "height": 860})
    return [f"at {width} px {what}" for what in page.evaluate(TOO_WIDE)]


def inspect(page: Any, *, dark_within: str = "html") -> list[str]:
    """Every fault of the page that is open now: light, dark, wide and narrow, with everything unfolded."""
    page.evaluate(OPEN_ALL)
    found = [f"axe, light: {fault}" for fault in violations(page, IN_LIGHT)]
    page.emulate_media(color_scheme="dark")
    found += [f"axe, dark: {fault}" for fault in violations(page, COLOURS, within=dark_within)]
    page.emulate_media(color_scheme="light")
    found += too_wide(page, 1280) + too_wide(page, 320)
    page.set_viewport_size({"width": 1280, "height": 860})
    return found + page.faults
