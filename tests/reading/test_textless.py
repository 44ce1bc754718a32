"""A part without text is read in one look, and says what a walk over its elements would say."""

import pytest
from samples import MARK, part

from zhamen.reading.documents.markup import _SPOKEN, Markup, _walked
from zhamen.reading.documents.textless import said_in

STYLES = part(f"<w:style w:val='{MARK}' w:x='plain'/> <w:a w:title='a' w:descr='b'/>\n", "styles")


@pytest.mark.parametrize(
    "content",
    [
        STYLES,
        STYLES.replace("plain", "&#x793A;"),
        part("<w:a title = 'a'/><w:b c='a'/>"),
        part("<w:a b='%E7%A4%BA'/><w:b c='1'/>"),
        part(""),
    ],
)
def test_it_says_the_same(content: str) -> None:
    """Attributes in their order, and nothing besides."""
    markup = Markup()

    assert not _walked(content.encode(), markup)
    assert said_in(content.encode(), _SPOKEN) == list(markup.spoken)
    assert not list(markup.pieces("body"))[1:]


@pytest.mark.parametrize(
    "content",
    [
        part("<w:a>示</w:a>"),
        part("<w:a>b</w:a>"),
        part("<w:a/>b"),
        part("<w:sym w:font='Wingdings' w:char='F0AB'/>"),
        "<a><s v='b'/></a>",
        "<x.1-é:a xmlns:x.1-é='y'><x.1-é:s v='b'/></x.1-é:a>",
        "<a><b TargetMode='External' Target='c'/></a>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
        "<a><!-- b --></a>",
        "<a><![CDATA[b]]></a>",
        "<a><b></a>",
        "<a/><b/>",
        "",
    ],
)
def test_what_has_to_be_walked_over(content: str) -> None:
    """Text, symbols, links, document types, comments, and what is damaged."""
    assert said_in(content.encode(), _SPOKEN) is None


@pytest.mark.parametrize(
    "content",
    [
        "<a b='示例'/>".encode("utf-16"),
        # In UTF-7 the end of the tag, and the text behind it, are letters of Base64.
        b"<?xml version='1.0' encoding='UTF-7'?><a b='c+ACcAPnk6T4sAPA-/a>",
    ],
)
def test_bytes_that_are_other_letters_are_walked_over(content: bytes) -> None:
    """The look is at bytes."""
    assert said_in(content, _SPOKEN) is None
