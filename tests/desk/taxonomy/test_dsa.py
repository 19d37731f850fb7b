"""The DSA codes of the taxonomy are codes of the EU database's own lists."""

import csv
import os
from pathlib import Path

import pytest

from clearhall.desk.taxonomy.harms import RULES, Harm

LISTS = (
    Path(os.environ.get("CLEARHALL_SHARED", Path(__file__).resolve().parents[4] / "shared")) / "standards" / "dsa-sor"
)
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not LISTS.is_dir(), reason="no standards beside the project (../shared)"),
]


def codes(name: str) -> set[str]:
    with (LISTS / name).open(encoding="utf-8") as file:
        return {row["code"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("harm", Harm)
def test_the_codes_of_a_harm_are_in_the_official_lists(harm):
    rule = RULES[harm]
    assert (rule.dsa_category is None) == (rule.dsa_keyword is None) == (harm is Harm.DEMAND)
    if rule.dsa_category:
        assert rule.dsa_category in codes("categories_v2.csv")
        assert rule.dsa_keyword in codes("keywords_v2.csv")
