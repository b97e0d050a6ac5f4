"""The odd numbers; what the desk sees of ISBNs is in features/catalogue/isbn.feature."""

import pytest

from library.isbn import normalise
from library.model import InvalidInput


@pytest.mark.parametrize(
    "text", ["0-8044-2957-X", "080442957x", "978-0-8044-2957-3", "978 0804429573"]
)
def test_all_spellings_are_one_number(text):
    assert normalise(text) == "9780804429573"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "is not an ISBN"),
        ("97808044295730", "is not an ISBN"),
        ("977-0-8044-2957-3", "must begin with 978 or 979"),
        ("978-0-8044-2957-4", "check digit"),
        ("0-8044-2957-1", "check digit"),
    ],
)
def test_anything_else_is_refused(text, complaint):
    with pytest.raises(InvalidInput, match=complaint):
        normalise(text)
