"""Invented fact-checks and messages for the tests of this folder."""

from hypothesis import strategies as st

FACT_CHECKS = {
    1: "No, boiling rice water does not cure the river flu. Doctors at three hospitals found no effect.",
    2: "The ferry company did not give away 14,000 free tickets. The page that says so is not theirs.",
    3: "A photo of a flooded station was taken in 2009, not during this week's storm.",
    4: "網傳喝鹽水可以治好河流感是錯誤的,醫院表示沒有任何研究支持這個說法。",
    5: "渡輪公司沒有贈送免費船票,該網頁是假的,請勿填寫個人資料。",
    6: "车站被淹的照片拍摄于2009年,并非本周台风期间。",
    7: "Bananas with brown spots are safe to eat and do not lose their vitamins overnight.",
    8: "捷運站十二月起不收現金是誤傳,售票機仍然接受硬幣和紙鈔。",
}
LONG_FORWARD = (
    "大家早上好，今天天气不错，记得多穿衣服。\n我姐姐昨天去市场买了很多水果，价钱比上个月便宜。\n"
    "朋友转来的：渡轮公司正在赠送免费船票，快点领取！\n晚上一起吃饭吗？我订了七点的位子，地点还是老地方。\n"
    "对了，孩子的学校下周放假，作业记得带回家。\n"
)


def some_text():
    """Texts over few words, so that many share something: unrelated random text would test nothing."""
    words = [
        "ferry",
        "tickets",
        "free",
        "渡輪",
        "船票",
        "免费",
        "14,000",
        "2009",
        "don't",
        "😀",
        "a",
        "б",
        "。",
        "x.com",
    ]
    return st.lists(st.sampled_from(words), max_size=12).map(" ".join)
