import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearhall.engine.text import Language, detect_language


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("您的包裹已被扣留，请点击链接办理", Language.ZH_HANS),
        ("您的包裹已被扣留，請點擊連結辦理", Language.ZH_HANT),
        ("你好", Language.ZH_HANS),
        ("点击 https://login.bank-verify.example/account?id=77 领取", Language.ZH_HANS),
        ("下载 WhatsApp 或 Telegram 联系客服", Language.ZH_HANS),
        ("Your parcel is held, pay the fee now", Language.EN),
        ("Your parcel from 顺丰 is held, pay the fee at once", Language.EN),
        ("Ваша посылка задержана", Language.OTHER),
        ("お荷物のお届けにあがりましたが不在の為", Language.OTHER),
        ("택배가 반송되었습니다", Language.OTHER),
        ("", Language.NOT_KNOWN),
        ("13800000000 !!!", Language.NOT_KNOWN),
        ("🧧🧧", Language.NOT_KNOWN),
    ],
)
def test_the_language_is_told_by_its_script(message, language):
    assert detect_language(message) is language


@given(st.text(st.characters(codec=None)))
def test_every_text_has_an_answer(s):
    assert isinstance(detect_language(s), Language)
