"""The invented people who sign in, one or more for each role, and the invented watchposts.

Passwords are the loader's matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class InventedRole(StrEnum):
    """What an account may do; the values are the role names of the accounts feature."""

    ADMINISTRATOR = "administrator"
    CASEWORKER = "caseworker"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    AUDITOR = "auditor"
    WATCHPOST = "watchpost"


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """One account. `username` is plain ASCII. `bodies` lists codes of bodies, the home body first, and is empty for a
    member of a watchpost;
    `watchpost` is that post's code, or None."""

    username: str
    zh_name: str
    en_name: str
    role: InventedRole
    bodies: tuple[str, ...]
    language: str
    watchpost: str | None = None


@dataclass(frozen=True, slots=True)
class Watchpost:
    """One invented accredited flagger.

    `kind` is bank, telecom, school, charity or volunteers; `share` is its part of watchpost reports (0-1).
    """

    code: str
    kind: str
    zh_hans: str
    en: str
    share: float


WATCHPOSTS: tuple[Watchpost, ...] = (
    Watchpost("lantern-bank", "bank", "临江灯塔银行", "Linjiang Lantern Bank", 0.34),
    Watchpost("yunlan-telecom", "telecom", "云岚通信", "Yunlan Telecom", 0.30),
    Watchpost("liudu-school", "school", "柳渡第九实验学校", "Liudu Ninth Experimental School", 0.14),
    Watchpost("warm-river", "charity", "暖河互助基金会", "Warm River Mutual Aid Foundation", 0.08),
    Watchpost("evening-walk", "volunteers", "晚风志愿队", "Evening Walk Volunteers", 0.14),
)

_R = InventedRole


def _county(code: str) -> tuple[str, ...]:
    return (code, f"{code}-market", f"{code}-hall")


PEOPLE: tuple[InventedPerson, ...] = (
    InventedPerson("administrator", "江素言", "Jiang Suyan", _R.ADMINISTRATOR, ("linjiang",), "zh-hans"),
    InventedPerson("caseworker.antifraud", "祁文渡", "Qi Wendu", _R.CASEWORKER, ("linjiang-antifraud",), "zh-hans"),
    InventedPerson("caseworker.network", "罗青屿", "Luo Qingyu", _R.CASEWORKER, ("linjiang-network",), "zh-hans"),
    InventedPerson("caseworker.channels", "邱以宁", "Qiu Yining", _R.CASEWORKER, ("linjiang-channels",), "en"),
    InventedPerson("caseworker.market", "温柏川", "Wen Bochuan", _R.CASEWORKER, ("linjiang-market",), "zh-hans"),
    InventedPerson("caseworker.charity", "苏蔓珂", "Su Manke", _R.CASEWORKER, ("linjiang-charity",), "zh-hans"),
    InventedPerson("caseworker.minors", "程知夏", "Cheng Zhixia", _R.CASEWORKER, ("linjiang-minors",), "zh-hans"),
    InventedPerson("caseworker.privacy", "陶映秋", "Tao Yingqiu", _R.CASEWORKER, ("linjiang-privacy",), "zh-hans"),
    InventedPerson("caseworker.safety", "方若岚", "Fang Ruolan", _R.CASEWORKER, ("linjiang-safety",), "zh-hans"),
    InventedPerson("caseworker.business", "魏长汀", "Wei Changting", _R.CASEWORKER, ("linjiang-business",), "zh-hans"),
    InventedPerson("caseworker.rumours", "沈听澜", "Shen Tinglan", _R.CASEWORKER, ("linjiang-rumours",), "zh-hans"),
    InventedPerson("caseworker.hall", "叶禾丰", "Ye Hefeng", _R.CASEWORKER, ("linjiang-hall",), "zh-hans"),
    InventedPerson("caseworker.health", "顾明峦", "Gu Mingluan", _R.CASEWORKER, ("linjiang-health",), "zh-hans"),
    InventedPerson("caseworker.liudu", "何远舟", "He Yuanzhou", _R.CASEWORKER, _county("liudu"), "zh-hans"),
    InventedPerson("caseworker.yunpu", "戚晓棠", "Qi Xiaotang", _R.CASEWORKER, _county("yunpu"), "zh-hans"),
    InventedPerson("caseworker.heting", "鲁秋实", "Lu Qiushi", _R.CASEWORKER, _county("heting"), "zh-hans"),
    InventedPerson("caseworker.qinglan", "许木棉", "Xu Mumian", _R.CASEWORKER, _county("qinglan"), "zh-hant"),
    InventedPerson("caseworker.songyan", "邵立冬", "Shao Lidong", _R.CASEWORKER, _county("songyan"), "zh-hans"),
    InventedPerson("caseworker.weizhou", "蒲一苇", "Pu Yiwei", _R.CASEWORKER, _county("weizhou"), "zh-hans"),
    InventedPerson("reviewer", "梁观棋", "Liang Guanqi", _R.REVIEWER, ("linjiang",), "zh-hans"),
    InventedPerson("reviewer.province", "姚怀瑾", "Yao Huaijin", _R.REVIEWER, ("yunchuan",), "zh-hans"),
    InventedPerson("publisher", "白晚晴", "Bai Wanqing", _R.PUBLISHER, ("linjiang-rumours",), "zh-hans"),
    InventedPerson("auditor", "卓正衡", "Zhuo Zhengheng", _R.AUDITOR, ("yunchuan",), "en"),
    InventedPerson("watchpost.bank", "宋一帆", "Song Yifan", _R.WATCHPOST, (), "zh-hans", "lantern-bank"),
)

CASEWORKER_OF: dict[str, str] = {
    body: person.username for person in PEOPLE if person.role is _R.CASEWORKER for body in person.bodies
}
"""The username of the caseworker at each body that has one."""
SIGN_INS: tuple[str, ...] = (
    "administrator",
    "caseworker.antifraud",
    "caseworker.market",
    "caseworker.rumours",
    "caseworker.hall",
    "caseworker.liudu",
    "reviewer",
    "publisher",
    "auditor",
    "watchpost.bank",
)
"""Who has a password: each role once and a caseworker of several kinds of bodies. The others are their colleagues."""
