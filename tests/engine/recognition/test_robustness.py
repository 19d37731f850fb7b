"""What a sender does to a text so that it is not recognised, and what breaks programs."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine.recognition import Task, recognise
from tests.engine.recognition.invented import message_rows

ZH = "尊敬的客户，您的账户存在异常将被冻结，请登录核实身份"
EN = "Dear customer, your account was locked. Verify your identity now"


def margins(model, *texts):
    return model.margins(list(texts))


@pytest.mark.parametrize(
    ("plain", "hidden"),
    [
        (ZH, "\u200b".join(ZH)),
        (ZH, " ".join(ZH)),
        (ZH, "*".join(ZH)),
        (ZH, "尊敬的客戶，您的賬戶存在異常將被凍結，請登錄核實身份"),
        (EN, "\u200d".join(EN)),
        (EN, EN.replace("a", "а").replace("o", "ο").replace("e", "е")),
        (EN, EN.replace("V", "Ｖ").replace("c", "ｃ")),
        (EN, EN.replace("Verify", "V.e.r.i.f.y").replace("account", "a c c o u n t")),
        (EN, "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in EN)),
        (EN, EN.replace("account", "𝐚𝐜𝐜𝐨𝐮𝐧𝐭").replace("identity", "ідentity")),
    ],
)
def test_writing_it_otherwise_hardly_moves_the_answer(kinds_model, plain, hidden):
    one, other = margins(kinds_model, plain, hidden)
    assert np.abs(one - other).max() < 0.15


def test_russian_stays_russian_and_is_not_read_as_latin(kinds_model):
    one, other = margins(kinds_model, "сор", "cop")
    assert not np.array_equal(one, other)


@given(st.text(max_size=200))
def test_any_text_is_answered_in_reasons_that_lie_inside_it(kinds_model, text):
    answer = recognise(kinds_model, text)
    assert 0 <= answer.harm_probability <= 1
    for part in answer.parts:
        assert part.text == text[part.start : part.stop]
        assert part.start < part.stop


@given(st.text(alphabet="ab0./:-?@#%wht日\u200bА", max_size=120))
def test_any_address_is_answered_in_reasons_that_lie_inside_it(url_model, text):
    for part in recognise(url_model, text).parts:
        assert part.text == text[part.start : part.stop]


@given(st.lists(st.text(alphabet="付款请a1 .\u200bxХ", max_size=40), max_size=8))
def test_each_text_is_answered_the_same_alone_and_in_company(kinds_model, texts):
    together = kinds_model.margins(texts)
    for i, text in enumerate(texts):
        assert np.array_equal(kinds_model.margins([text])[0], together[i])


@pytest.mark.parametrize(
    "text",
    ["付" * 10_000_000, "a" * 1_000_000, "\ufdfa" * 100_000, "1 " * 500_000, "x.y" * 400_000, "http://" * 100_000],
)
def test_enormous_texts_are_answered_at_once(kinds_model, url_model, text):
    start = time.process_time()
    kinds_model.recognise_many([text])
    url_model.recognise_many([text])
    recognise(kinds_model, text)
    assert time.process_time() - start < 5


def test_pieces_share_features_otherwise_in_a_model_of_another_seed():
    from clearhall.engine.recognition.reading import features_of, salt_of
    from clearhall.engine.recognition.types import Config

    texts = [row.text for row in message_rows(each=2)]
    one, other = (
        set(features_of(texts, task=Task.MESSAGE_KIND, config=Config(bits=20), salt=salt_of(seed)).ids.tolist())
        for seed in (1, 2)
    )
    assert len({i for i in one & other if i >= 1_024}) < 0.05 * len(one)
