"""The brief as a PDF: one sheet, whatever it holds, the same bytes each time, and no mark of anybody's name obeyed."""

import re

import pytest

from experiments.plan_files.brief_pdf import brief_pdf

PAGE = """<!doctype html><html><head><title>The plan for {name}</title><style>p {{ color: red }}</style></head><body>
<p class="eyebrow">Launch, planned</p><h1>Whom?</h1><p class="answer">Plan: {posts} posts</p>
<dl class="setting"><div><dt>Budget</dt><dd>25 EUR</dd></div><div><dt>Left</dt><dd>3 EUR</dd></div></dl>
<table><thead><tr><th>Influencer</th><th>when</th></tr></thead><tbody>{rows}</tbody></table>
<h2>What it costs</h2><p class="statement">Fees.</p><ul><li>A note.</li></ul></body></html>"""
ROW = '<tr><th scope="row">{name}</th><td>day 1<small>95 %</small></td></tr>'


def brief(name="Ada", rows=3):
    return PAGE.format(name=name, posts=rows, rows=ROW.format(name=name) * rows)


def pages(pdf):
    return len(re.findall(rb"/Type /Page\b", pdf))


@pytest.mark.parametrize("rows", [0, 1, 24, 200])
def test_it_is_one_page_of_a4_however_much_there_is_to_say(rows):
    pdf = brief_pdf(brief(rows=rows))
    assert pdf.startswith(b"%PDF-")
    assert pages(pdf) == 1
    assert b"/MediaBox [ 0 0 595.2756 841.8898 ]" in pdf


def test_the_same_brief_is_the_same_file():
    assert brief_pdf(brief()) == brief_pdf(brief())
    assert brief_pdf(brief()) != brief_pdf(brief("Bo"))


@pytest.mark.parametrize(
    "name", ["<b>", "&lt;b&gt;", "&lt;font color=red&gt;", "a &amp; b", "Łukasz 日本 \u202e", "x" * 300]
)
def test_names_are_text_whatever_stands_in_them(name):
    assert pages(brief_pdf(brief(name))) == 1
