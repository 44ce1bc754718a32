"""Name and purpose are texts in a table, and what was changed there is told."""

import pytest

from zhamen.office.places import Places


def test_a_text_is_sound_under_its_digest(desk: Places) -> None:
    """Kept, found, and the same digest again where the text is the same."""
    from zhamen.office.groups import wording

    digest = wording.keep("一群（示例）", "值班（示例）")
    again = wording.keep("一群（示例）", "值班（示例）", like=digest)
    other = wording.keep("二群（示例）", "值班（示例）", like=digest)

    assert again == digest != other
    assert wording.texts_of([digest])[digest] == wording.Texts("一群（示例）", "值班（示例）", True)


def test_a_digest_cannot_be_guessed_from_a_short_name(desk: Places) -> None:
    """The same text twice has two digests: each has a salt of its own."""
    from zhamen.office.groups import wording

    assert wording.keep("一群", "值班") != wording.keep("一群", "值班")


@pytest.mark.parametrize("change", [{"name": "改过"}, {"purpose": "改过"}, {"salt": "0" * 32}])
def test_a_changed_table_is_told(desk: Places, change: dict[str, str]) -> None:
    """A row that was put in another's place is not sound, and a missing one neither."""
    from zhamen.office.groups import wording
    from zhamen.office.groups.models import Wording

    digest = wording.keep("一群（示例）", "值班（示例）")
    (row,) = Wording.objects.values()
    Wording.objects.all().delete()
    lost = wording.texts_of([digest])[digest]
    Wording.objects.create(**{**row, **change})

    assert lost == wording.LOST
    assert not wording.texts_of([digest])[digest].sound


def test_nothing_runs_into_its_neighbour(desk: Places) -> None:
    """A letter that moves from the purpose to the name is another text."""
    from zhamen.office.groups.wording import digest_of

    assert digest_of("s", "ab", "c") != digest_of("s", "a", "bc")
