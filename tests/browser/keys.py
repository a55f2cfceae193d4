"""A person who has no mouse: walks by Tab, types, and counts the presses."""

from __future__ import annotations

from typing import Any

# a page that asks for the focus has it a moment after it has loaded; a person is slower than that
FOCUS_IS_SET = "() => !document.querySelector('[autofocus]') || document.activeElement !== document.body"
FOCUSED = (
    """() => { const at = document.activeElement; return at.getAttribute('aria-label') || at.textContent.trim() }"""
)


class Keys:
    """The keyboard of one tab."""

    def __init__(self, page: Any) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        """Each key once."""
        for key in keys:
            self.page.keyboard.press(key)
        self.pressed += len(keys)

    def type(self, text: str) -> None:
        """Typing is not counted."""
        self.page.keyboard.type(text)

    def tab_to(self, wanted: str, *, at_most: int = 40, back: bool = False) -> None:
        """Tab until the one element that `wanted` selects has the focus."""
        for _press in range(at_most):
            if self.is_at(wanted):
                return
            self.press("Shift+Tab" if back else "Tab")
        assert self.is_at(wanted), f"{wanted} is not reached in {at_most} presses; the focus is on {self.focused!r}"

    def follow(self, *keys: str) -> None:
        """Keys the last of which opens another page."""
        with self.page.expect_navigation():
            self.press(*keys)
        self.page.wait_for_function(FOCUS_IS_SET)

    def is_at(self, wanted: str) -> bool:
        """Whether the focus is on what `wanted` selects."""
        return bool(self.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted))

    @property
    def focused(self) -> str:
        """What a screen reader would say of the element in focus."""
        return str(self.page.evaluate(FOCUSED))
