"""How a template becomes a sentence: `{slot}` is drawn, `[a|b]` is chosen. The word lists and the invented
identifiers live here.

Every identifier is one that nobody has: names under reserved domains (RFC 2606), mobile numbers 1700000xxxx,
landlines with the unassigned area code 0099, +1 555 01xx, cards that begin 6200 0000, order numbers that begin with
zeros, and the wallet addresses printed as examples in BIP-173 and ERC-55.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from clearhall.desk.city.places import COUNTIES

_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_SLOT = re.compile(r"\{([a-z_0-9]+)(?::([a-z0-9-]+))?\}")
_ENDINGS = ("example", "example", "test", "invalid", "example")
_PATHS = ("", "/", "/q", "/pay", "/m", "/login", "/a1", "/verify", "/s/{0}", "/?id={0}", "/h5", "/apply")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

WORDS_ZH: dict[str, tuple[str, ...]] = {
    "person": (
        "李云舟",
        "王鹤鸣",
        "张砚秋",
        "刘一诺",
        "陈浮白",
        "杨溪桥",
        "赵半夏",
        "黄小满",
        "周未央",
        "吴青禾",
        "郑听雨",
        "孙慕云",
        "马知行",
        "朱星野",
        "胡晚舟",
        "林清浅",
    ),
    "surname": tuple("李王张刘陈杨赵黄周吴徐孙胡朱高林何郭罗梁"),
    "place": tuple(place.zh_hans for place in COUNTIES),
    "street": (
        "望江路",
        "槐荫街",
        "北码头路",
        "长堤路",
        "石榴巷",
        "青年广场",
        "南苑小区",
        "云杉里",
        "桂花园",
        "三号桥头",
        "老粮站",
        "湖心路",
        "渡口新村",
        "彩虹桥",
        "东风渠",
    ),
    "bank": ("临江灯塔银行", "云江银行", "汇川农商行", "苇洲村镇银行", "青岚信用社"),
    "shop": ("禾集商城", "云淘乐", "橘猫优选", "小满生活馆", "百川好物", "逛逛集市", "千帆购", "乐檐团购"),
    "courier": ("飞鹭速递", "云驿快递", "川行物流", "顺禾速运"),
    "school": (
        "柳渡第九实验学校",
        "云浦外国语小学",
        "鹤汀三中",
        "青岚实验中学",
        "松岩中心小学",
        "苇洲一中",
        "临江师范附小",
    ),
    "university": ("临江理工学院", "云川师范大学", "鹤汀职业技术学院"),
    "chat": ("绿信", "聊聊", "蓝鸟号", "企聊", "云喵"),
    "video": ("快瞧", "光影圈", "小葵视频", "叮咚短视频"),
    "game": ("星河骑士", "方块岛物语", "云端竞速", "萌龙牧场", "王城守卫"),
    "firm": (
        "临江青梧科技",
        "云川百灵贸易",
        "鹤汀恒川机械",
        "柳渡禾风食品",
        "云浦鹿鸣文化",
        "松岩竹里家居",
        "苇洲湖鲜合作社",
    ),
    "product": (
        "电热毯",
        "儿童滑板车",
        "充电宝",
        "电动自行车电池",
        "保温杯",
        "扫地机",
        "羽绒被",
        "空气炸锅",
        "婴儿推车",
        "燃气报警器",
    ),
    "food": ("散装坚果", "现榨菜籽油", "自热米饭", "网红辣条", "减脂代餐粉", "野生蜂蜜", "腊肠", "儿童奶酪棒"),
    "medicine": ("通络活血膏", "清肺一号", "益视宝", "护膝贴", "三高茶", "睡得香胶囊", "长高钙"),
    "relative": ("我妈", "我爸", "我奶奶", "我外公", "我婆婆", "邻居阿姨", "我同事", "我室友", "我表弟", "我姑姑"),
    "weekday": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "part_of_day": ("早上", "上午", "中午", "下午", "傍晚", "晚上", "半夜"),
    "month": tuple(f"{n}月" for n in range(1, 13)),
}
WORDS_EN: dict[str, tuple[str, ...]] = {
    "person": (
        "Nora Quill",
        "Li Yunzhou",
        "Tom Ashgrove",
        "Maya Pell",
        "Chen Fubai",
        "Anna Brook",
        "Wu Qinghe",
        "Ivo Hart",
    ),
    "surname": ("Quill", "Ashgrove", "Pell", "Brook", "Hart", "Lin", "Zhao", "Marlow", "Finch"),
    "place": tuple(place.en for place in COUNTIES),
    "street": (
        "Wangjiang Road",
        "Huaiyin Street",
        "North Wharf",
        "Long Dyke Road",
        "Pomegranate Lane",
        "Rainbow Bridge",
    ),
    "bank": ("Linjiang Lantern Bank", "Yunjiang Bank", "Huichuan Rural Bank", "Weizhou Village Bank"),
    "shop": ("Heji Mall", "Yuntao", "Orange Cat Select", "Baichuan Goods", "Thousand Sails", "Guangguang Market"),
    "courier": ("Feilu Express", "Yunyi Parcel", "Chuanxing Logistics", "Shunhe Courier"),
    "school": ("Liudu Ninth School", "Yunpu Foreign Languages School", "Heting No. 3 School", "Qinglan Middle School"),
    "university": ("Linjiang Institute of Technology", "Yunchuan Normal University", "Heting Polytechnic"),
    "chat": ("GreenChat", "LiaoLiao", "BlueBird", "Qiliao"),
    "video": ("Quickpeek", "Lightring", "Sunflower Video"),
    "game": ("Galaxy Knights", "Block Island", "Cloud Racer", "Dragon Ranch"),
    "firm": ("Linjiang Qingwu Tech", "Yunchuan Bailing Trading", "Heting Hengchuan Machinery", "Luming Culture"),
    "product": (
        "power bank",
        "electric blanket",
        "child scooter",
        "e-bike battery",
        "air fryer",
        "gas alarm",
        "pushchair",
    ),
    "food": ("loose nuts", "wild honey", "meal-replacement powder", "home-pressed oil", "self-heating rice"),
    "medicine": ("Tongluo plaster", "Clear Lung One", "Yishi eye drops", "Sleepwell capsules", "GrowTall calcium"),
    "relative": ("My mother", "My father", "My grandmother", "My neighbour", "My flatmate", "A colleague", "My uncle"),
    "weekday": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "part_of_day": ("this morning", "around noon", "this afternoon", "last night", "late at night", "at breakfast"),
    "month": ("January", "March", "May", "June", "August", "September", "October", "November"),
}
WALLETS = (
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
)
"""Example addresses: BIP-173 "Examples"; ERC-55 "Test Cases"."""


def card_number(rng: Random) -> str:
    """Return an invented card number: 16 digits, begins 62000000, right check digit (Luhn, ISO/IEC 7812-1 annex B)."""
    body = f"62000000{rng.randrange(10**7):07d}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def _domain(rng: Random, stem: str | None) -> str:
    tail = "".join(rng.choice(_LETTERS) for _ in range(rng.choice((2, 3, 4, 5))))
    host = f"{stem or 'info'}{rng.choice(('-', '', '-', '.'))}{tail}.{rng.choice(_ENDINGS)}"
    return rng.choice(("www.", "m.", "", "", "", "")) + host


def _link(rng: Random, stem: str | None) -> str:
    path = rng.choice(_PATHS).format("".join(rng.choice(_LETTERS) for _ in range(5)))
    return rng.choice(("https://", "https://", "http://", "http://", "")) + _domain(rng, stem) + path


def _grouped(rng: Random, low: int, high: int, step: int) -> str:
    value = rng.randrange(low, high, step)
    return f"{value:,}" if rng.random() < 0.5 else str(value)


_MADE: dict[str, Callable[[Random, str | None], str]] = {
    "link": _link,
    "domain": _domain,
    "phone": lambda rng, _: f"1700000{rng.randrange(10_000):04d}",
    "landline": lambda rng, _: f"0099-5550{rng.randrange(1000):03d}",
    "phone_en": lambda rng, _: f"+1 555 01{rng.randrange(100):02d}",
    "card": lambda rng, _: card_number(rng),
    "wallet": lambda rng, _: rng.choice(WALLETS),
    "mail": lambda rng, stem: f"{stem or 'service'}{rng.randrange(100)}@{_domain(rng, 'mail').removeprefix('www.')}",
    "handle": lambda rng, stem: f"example_{stem or 'vip'}{rng.randrange(1000):03d}",
    "tail4": lambda rng, _: f"{rng.randrange(10_000):04d}",
    "code6": lambda rng, _: f"{rng.randrange(1_000_000):06d}",
    "order": lambda rng, stem: f"{(stem or 'yd').upper()}0000{rng.randrange(10**6):06d}",
    "plate": lambda rng, _: f"示A·{rng.choice('ABCDEFGH')}{rng.randrange(10_000):04d}",
    "small": lambda rng, _: _grouped(rng, 19, 400, 1),
    "amount": lambda rng, _: _grouped(rng, 500, 9900, 10),
    "big": lambda rng, _: _grouped(rng, 10_000, 480_000, 500),
    "percent": lambda rng, _: str(rng.randrange(5, 96)),
    "n": lambda rng, _: str(rng.randrange(2, 13)),
    "nn": lambda rng, _: str(rng.randrange(15, 99)),
    "hundreds": lambda rng, _: str(rng.randrange(100, 990, 10)),
    "hour": lambda rng, _: str(rng.randrange(6, 23)),
    "age": lambda rng, _: str(rng.randrange(8, 17)),
    "old": lambda rng, _: str(rng.randrange(61, 87)),
    "day": lambda rng, _: str(rng.randrange(1, 29)),
    "version": lambda rng, _: f"{rng.randrange(1, 9)}.{rng.randrange(10)}.{rng.randrange(20)}",
}


def fill(template: str, *, rng: Random, language: str, fixed: dict[str, str] | None = None) -> str:
    """Return `template` with its choices made and its slots drawn.

    Args:
        template: text with `[a|b]` choices and `{slot}` or `{slot:stem}` slots. Choices do not nest; a choice may
        hold slots. language: `en` draws English words, anything else Chinese ones. fixed: slots whose value is given,
        for instance the loss.

    Raises:
        KeyError: a slot is in no list.
    """
    words = WORDS_EN if language == "en" else WORDS_ZH
    given = fixed or {}

    def draw(match: re.Match[str]) -> str:
        name, stem = match.group(1), match.group(2)
        if name in given:
            return given[name]
        if name in _MADE:
            return _MADE[name](rng, stem)
        return rng.choice(words[name])

    chosen = _CHOICE.sub(lambda match: rng.choice(match.group(1).split("|")), template)
    return _SLOT.sub(draw, chosen)
