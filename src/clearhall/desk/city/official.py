"""The invented organisations whose websites and numbers stand on the register, and whom some of the invented messages imitate.

Hosts end in names that nobody can register, numbers are those of `wording`: with the unassigned area code 0099.
"""

from __future__ import annotations

from datetime import datetime

from clearhall.desk.lib.actors import Actor
from clearhall.desk.official.actions import import_register
from clearhall.desk.official.entries import Entry, entry

_BODY, _DESK = "linjiang", "linjiang-channels"
_ROWS = (
    (
        "linjiang-portal",
        _BODY,
        "临江市一网通办",
        "Linjiang One-Stop Portal",
        "zwfw.example linjiang.example",
        "0099-5559000",
    ),
    ("yunjiang-bank", _DESK, "云江银行", "Yunjiang Bank", "yjbank.example", "0099-5559001"),
    ("lantern-bank", _DESK, "临江灯塔银行", "Linjiang Lantern Bank", "lantern-bank.example", "0099-5559002"),
    ("feilu", _DESK, "飞鹭速递", "Feilu Express", "feilu.example", "0099-5559003"),
    ("heji", _DESK, "禾集商城", "Heji Mall", "heji.example", "0099-5559004"),
    ("sails", _DESK, "千帆购", "Thousand Sails", "sails.example", ""),
    ("yunlan", _DESK, "云岚通信", "Yunlan Telecom", "yunlan.example", "0099-5559005"),
    ("expressway", _DESK, "临江高速", "Linjiang Expressway", "etc-linjiang.example", "0099-5559006"),
    ("gas", _DESK, "临江燃气", "Linjiang Gas", "ranqi.example", "0099-5559007"),
    ("health-cover", _DESK, "临江市医疗保障服务", "Linjiang Health Cover", "yibao.example", "0099-5559008"),
)
ENTRIES: tuple[Entry, ...] = tuple(
    entry(code, keeper=keeper, name_zh=zh, name_en=en, sites=sites, phones=phones)
    for code, keeper, zh, en, sites, phones in _ROWS
)


def found_register(*, actor: Actor, at: datetime) -> None:
    """Put the organisations on the register."""
    import_register(enumerate(ENTRIES, start=1), actor=actor, at=at)
