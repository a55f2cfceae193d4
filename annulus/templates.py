"""Reads templates without their layout: indentation is for whoever reads the source, not for the wire."""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import filesystem

# Beside these no browser shows a space, in HTML and in SVG.
BLOCK = re.compile(
    r"<[/!]?(?:article|aside|blockquote|body|caption|circle|dd|details|div|dl|doctype|dt|fieldset|figcaption|figure|"
    r"footer|form|g|h[1-6]|head|header|hr|html|legend|li|line|link|main|meta|nav|ol|option|p|path|polyline|rect|"
    r"script|section|summary|table|tbody|td|text|tfoot|th|thead|title|tr|ul|use)\b",
    re.IGNORECASE,
)
# A line of these alone says nothing: the break before it is enough.
SILENT = re.compile(
    r"(?:\{#.*?#\}|\{%\s*(?:load|extends|if|elif|else|endif|for|empty|endfor|with|endwith|block|endblock|localize|"
    r"endlocalize|translate\b[^%]*\bas|url\b[^%]*\bas|firstof\b[^%]*\bas)\b(?:(?!%\}).)*%\}\s*)+"
)


def without_layout(source: str) -> str:
    """The template on one line: where a line broke stands one space, and none where no browser would show it."""
    flat, space = "", ""
    for line in filter(None, map(str.strip, source.splitlines())):
        after_a_block = flat.endswith(">") and BLOCK.match(flat, flat.rfind("<"))
        flat += line if after_a_block or BLOCK.match(line) else space + line
        space = "" if SILENT.fullmatch(line) else " "
    return flat


class Flat(filesystem.Loader):
    """The templates of the house."""

    def get_contents(self, origin: Origin) -> str:
        """Read and laid flat, once: the cached loader keeps what is compiled."""
        return without_layout(super().get_contents(origin))
