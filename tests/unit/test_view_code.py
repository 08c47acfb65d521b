from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.pictures.view_code import ViewCodeError, decode_view, encode_view

PRINTABLE = st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), max_size=80)


@given(PRINTABLE.filter(lambda text: not text.startswith("?")))
def test_a_code_gives_back_the_query_string_that_it_was_made_from(query: str) -> None:
    search = f"?{query}" if query else ""
    assert decode_view(encode_view(search)) == search


@pytest.mark.parametrize(
    ("search", "longest"),
    [
        ("", 4),
        ("?measure=saving&region=E12000002", 9),
        ("?measure=bids&count=shared&level=lower&round=2015-16&theme=digital&region=E12000007", 19),
        ("?bid=TCA1516-17", 9),
    ],
)
def test_a_view_without_search_words_has_a_code_short_enough_to_type(
    search: str, longest: int
) -> None:
    assert len(encode_view(search)) <= longest


def test_a_code_that_was_printed_once_keeps_its_meaning() -> None:
    assert decode_view("g3ra-e") == "?measure=saving"


def test_case_hyphens_and_letters_that_look_like_digits_do_not_matter() -> None:
    code = encode_view("?area=E07000110")
    assert "0" in code or "1" in code
    typed = code.replace("-", "").upper().replace("0", "O").replace("1", "I")
    assert decode_view(typed) == "?area=E07000110"


@pytest.mark.parametrize(
    "code",
    ["", "0", "z", "zzz", "zzzz", "zzzgg", "u" * 8, "é", "../etc", "a" * 5000, "\x00\x00", "zz\n"],
)
def test_a_text_that_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(ViewCodeError):
        decode_view(code)


def test_one_wrong_letter_is_noticed() -> None:
    code = encode_view("?measure=saving&region=E12000002")
    for place, letter in enumerate(code):
        if letter == "-":
            continue
        wrong = code[:place] + ("7" if letter != "7" else "8") + code[place + 1 :]
        with pytest.raises(ViewCodeError):
            decode_view(wrong)
