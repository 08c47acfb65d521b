"""Names in addresses: each body has one of its own, and none is empty."""

from __future__ import annotations

import pytest

from geodata.model.slugs import make_slug, partner_slug


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A & B Trust", "A / B Trust"),
        ("A & B Trust", "A B Trust"),
        ("Αλφα Trust", "Βητα Trust"),
        ("慈善", "基金"),
        ("Søhus", "Shus"),
        ("A (B)", "A B"),
        ("!", "?"),
    ],
)
def test_two_bodies_never_share_an_address(one: str, other: str) -> None:
    slugs = {partner_slug(name, "other", None) for name in (one, other)}
    assert len(slugs) == 2
    assert "" not in slugs


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Age UK", "age-uk"),
        ("AGE  UK", "age-uk"),
        ("Café Bank", "cafe-bank"),
        ("Stoke-on-Trent Trust", "stoke-on-trent-trust"),
    ],
)
def test_a_plain_name_keeps_a_plain_address(name: str, slug: str) -> None:
    assert partner_slug(name, "other", None) == slug


def test_a_name_in_another_script_has_an_address() -> None:
    assert make_slug("慈善") == make_slug("慈善")
    assert make_slug("慈善") != ""
