"""What the loader leaves out of templates: layout, and nothing that anybody sees."""

from __future__ import annotations

from django.template.loader import get_template

from annulus.templates import without_layout


def test_beside_a_block_nothing_is_left_of_a_line_break() -> None:
    assert (
        without_layout("<td\n    class='num'>\n  {{ mm }}\n</td>\n<td></td>\n")
        == "<td class='num'>{{ mm }}</td><td></td>"
    )


def test_between_words_and_inline_elements_one_space_stays() -> None:
    assert without_layout("<p>\n  Suggested:\n  <b>CMR</b>\n</p>") == "<p>Suggested: <b>CMR</b></p>"


def test_what_stands_on_one_line_is_not_touched() -> None:
    line = "{{ name }}{% if who %}, {{ who }}{% endif %} <b>x</b>"
    assert without_layout(line) == line


def test_lines_of_conditions_alone_give_no_second_space() -> None:
    source = "by\n{% if first %}\n  drafted\n{% else %}\n  changed\n{% endif %}\n{{ who }}"
    assert without_layout(source) == "by {% if first %}drafted {% else %}changed {% endif %}{{ who }}"


def test_a_cell_whose_only_words_are_conditional_is_empty_when_they_are_not_said() -> None:
    assert without_layout("<td>\n  {% if size %}\n    {{ size }}\n  {% endif %}\n</td>").startswith(
        "<td>{% if size %}{{"
    )


def test_pages_come_without_indentation() -> None:
    assert "\n " not in get_template("404.html").render({})
