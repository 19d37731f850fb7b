"""The invented places: one province, one city in it, six districts and counties.

Names, codes and numbers of inhabitants only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PlaceLevel(StrEnum):
    """How far up a place stands."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


@dataclass(frozen=True, slots=True)
class Place:
    """One invented place.

    `code` has 2, 4 or 6 digits and begins with the code of its parent. `98` is assigned to no province, so no code is
    that of a real place. `inhabitants` is a head count. `parent` is None for the province only.
    """

    code: str
    level: PlaceLevel
    zh_hans: str
    zh_hant: str
    en: str
    inhabitants: int
    parent: str | None = None


PROVINCE = Place("98", PlaceLevel.PROVINCE, "云川省", "雲川省", "Yunchuan Province", 50_120_000)
CITY = Place("9801", PlaceLevel.CITY, "临江市", "臨江市", "Linjiang City", 4_860_000, "98")
COUNTIES: tuple[Place, ...] = (
    Place("980101", PlaceLevel.COUNTY, "柳渡区", "柳渡區", "Liudu District", 1_240_000, "9801"),
    Place("980102", PlaceLevel.COUNTY, "云浦区", "雲浦區", "Yunpu District", 1_010_000, "9801"),
    Place("980103", PlaceLevel.COUNTY, "鹤汀区", "鶴汀區", "Heting District", 860_000, "9801"),
    Place("980121", PlaceLevel.COUNTY, "青岚县", "青嵐縣", "Qinglan County", 690_000, "9801"),
    Place("980122", PlaceLevel.COUNTY, "松岩县", "松岩縣", "Songyan County", 570_000, "9801"),
    Place("980123", PlaceLevel.COUNTY, "苇洲县", "葦洲縣", "Weizhou County", 490_000, "9801"),
)
PLACES: tuple[Place, ...] = (PROVINCE, CITY, *COUNTIES)
PLACE_BY_CODE: dict[str, Place] = {place.code: place for place in PLACES}
