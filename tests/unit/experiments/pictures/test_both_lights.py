"""A figure is shown on light and on dark pages: ink and paper change, and no colour that means something does."""

import matplotlib as mpl
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from experiments.pictures.both_lights import ON_DARK, darken, html_of
from experiments.pictures.page import INK, PALE, RULE, STYLE
from experiments.pictures.palette import FIXED_COLOURS, STAGE_COLOURS, TRUST_COLOURS


def drawn():
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(6, 3))
        axes = figure.add_subplot()
        axes.plot([0, 1], [0, 1], color=INK)
        axes.axhline(0.5, color=PALE)
        axes.scatter([0.1, 0.2, 0.3], [0, 1, 0], c=[STAGE_COLOURS[0], STAGE_COLOURS[3], INK])
        axes.plot([0, 1], [1, 0], color=FIXED_COLOURS["macro_only"])
        axes.set_title('A "line" & <dots>')
        axes.set_xlabel("Time\n(hours)")
        axes.legend(["a", "b"])
    return figure, axes


def test_ink_and_paper_change_and_colours_that_mean_something_stay():
    figure, axes = drawn()
    darken(figure)
    assert [to_hex(line.get_color()) for line in axes.lines] == [
        ON_DARK[INK.lower()],
        ON_DARK[PALE.lower()],
        FIXED_COLOURS["macro_only"].lower(),
    ]
    (dots,) = axes.collections
    assert [to_hex(one) for one in dots.get_facecolor()] == [
        ON_DARK[STAGE_COLOURS[0].lower()],
        STAGE_COLOURS[3].lower(),
        ON_DARK[INK.lower()],
    ]
    assert to_hex(axes.title.get_color()) == ON_DARK[INK.lower()]
    assert to_hex(axes.xaxis.get_ticklabels()[0].get_color()) == ON_DARK[PALE.lower()]


def test_nothing_is_light_and_dark_ink_at_once():
    meaning = {colour.lower() for colour in (*STAGE_COLOURS[1:], *TRUST_COLOURS, *FIXED_COLOURS.values())}
    assert not meaning & set(ON_DARK)
    assert {INK.lower(), PALE.lower(), RULE.lower()} <= set(ON_DARK)


def test_a_page_gets_both_and_a_description_that_cannot_be_markup():
    html = html_of(drawn()[0])
    assert html.count("<img") == html.count("data:image/png;base64,") == 2
    assert html.count('alt="A &quot;line&quot; &amp; &lt;dots&gt;; across: Time (hours)"') == 2
    first, second = (part.split('"')[0] for part in html.split("base64,")[1:])
    assert first != second


@pytest.mark.parametrize("alpha", [0.4, 1.0])
def test_how_much_shines_through_stays(alpha):
    figure, axes = drawn()
    axes.fill_between([0, 1], [0, 0], [1, 1], color=PALE, alpha=alpha)
    darken(figure)
    (band,) = [part for part in axes.collections if len(part.get_facecolor()) == 1]
    assert band.get_facecolor()[0][3] == pytest.approx(alpha, abs=0.01)
    assert to_hex(band.get_facecolor()[0]) == ON_DARK[PALE.lower()]
