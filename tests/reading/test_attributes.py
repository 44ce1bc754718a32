"""Attributes of an element: few are read in one way and many in another, with the same result."""

import pytest
from lxml import etree, html

from zhamen.reading.documents.attributes import attributes, by_local_name
from zhamen.reading.mail.attaching import in_base64


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 3000])
def test_however_many_there_are(count: int) -> None:
    """Names keep their namespaces and values their letters, in the order of the file."""
    said = "".join(f' a{at}="示例{at}&lt;"' for at in range(count))
    node = etree.fromstring(f'<r xmlns:w="u" w:val="示"{said}/>')

    assert attributes(node) == node.items()
    assert by_local_name(node)["val"] == "示"
    assert {type(value) for _, value in attributes(node)} == {str}


@pytest.mark.parametrize("count", [1, 100])
def test_attributes_without_a_value(count: int) -> None:
    """HTML has them; they are empty."""
    node = html.document_fromstring(f"<p {' '.join(f'a{at}' for at in range(count))}>示例</p>")[0][
        0
    ]

    assert attributes(node) == node.items()
    assert len(attributes(node)) == count


def test_what_is_no_element_has_none() -> None:
    """Comments and missing parents are asked as well."""
    assert attributes(etree.Comment("示例")) == []
    assert by_local_name(None) == {}


def test_what_is_almost_base64() -> None:
    """A value of letters and spaces that ends in something else is seen through in one go."""
    almost = "A1" * 64 + " " * 500_000 + "!"

    assert not list(in_base64([almost]))
