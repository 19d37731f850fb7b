"""Invented messages for the tests of this folder."""

from hypothesis import strategies as st

ENGLISH = "Your parcel could not be delivered, pay the small customs fee at the link below before noon tomorrow"
CHINESE = "您的包裹因地址不详无法派送，请于明日中午前点击以下链接补缴关税并重新预约取件时间"
OTHERS = [
    "The swimming hall opens again on Monday after the repair of the roof, season tickets stay valid",
    "Grandmother's recipe for plum dumplings needs stale bread, patience and a very large pot",
    "本周六上午社区图书馆举办儿童故事会，欢迎家长带孩子报名参加，名额有限",
    "受台风影响，今晚七点起轮渡停航，恢复时间另行通知，请乘客改乘地铁",
]


def some_text():
    """Texts over few words, so that many share something: unrelated random text would test nothing."""
    words = ["pay", "fee", "parcel", "包裹", "关税", "link", "取件", "12", "noon", "😀", "a", "б"]
    return st.lists(st.sampled_from(words), max_size=14).map(" ".join)


def edited(text: str, every: int) -> str:
    """The text with one character in `every` replaced."""
    return "".join("x" if i % every == every - 1 else letter for i, letter in enumerate(text))
