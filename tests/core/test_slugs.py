"""Addresses made from titles."""

from __future__ import annotations

import pytest

from ecpat.core import slugs


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Đorđević", "dordevic"), ("Sørensen", "sorensen"), ("Łódź", "lodz"), ("Ægir", "aegir"), ("Œdème", "oedeme"),
        ("Straße", "strasse"), ("Ħal", "hal"), ("Þór Guðmundur", "thor-gudmundur"), ("Iğdır", "igdir"), ("ŋ", "ng"),
        ("Ɓaɗu Ŧ ƙ", "badu-t-k"), ("ǆ ǉ ĳ ﬁn", "dz-lj-ij-fin"), ("2020–2021", "2020-2021"), ("çéñ ữ", "cen-u"),
        ("co\u00adopérer", "cooperer"), ("Привет", ""),
    ],
)  # fmt: skip
def test_every_letter_with_a_latin_base_stays_in_an_address(title: str, slug: str) -> None:
    assert slugs.slugify(title) == slug
