"""The engine may not import the taxonomy; this test holds the two lists together."""

from clearhall.desk.taxonomy.harms import Harm
from clearhall.engine.recognition import HARM_OF


def test_every_harm_named_is_one_of_the_taxonomy_and_none_is_missing_but_claims_and_demands():
    named = {code for code in HARM_OF.values() if code}
    assert named == {harm.value for harm in Harm} - {"false_claim", "demand"}
