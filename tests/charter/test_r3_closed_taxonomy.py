"""R3: the list of harms is closed and has no place for opinion."""

from itertools import product

import pytest
from django.db import IntegrityError, transaction

from clearhall.desk.cases.models import PublishedOutcome
from clearhall.desk.taxonomy.harms import OUTCOMES_BY_HARM, RULES, Harm, Outcome
from tests.factories import NOON, make_body, make_case

pytestmark = pytest.mark.django_db
FORBIDDEN_WORDS = (
    "opinion",
    "critic",
    "negative",
    "sensitive",
    "politic",
    "religio",
    "news",
    "sentiment",
    "stance",
    "rumor",
    "rumour",
)


def test_the_list_has_sixteen_harms_and_each_has_its_rule():
    assert len(Harm) == 16
    assert set(RULES) == set(Harm)


@pytest.mark.parametrize("harm", Harm)
def test_no_harm_is_named_for_what_people_think_or_say(harm):
    assert not [word for word in FORBIDDEN_WORDS if word in harm.value]


@pytest.mark.parametrize(("harm", "outcome"), [*product(Harm, Outcome)])
def test_the_database_takes_the_permitted_pairs_and_no_other(harm, outcome):
    case = make_case(body=make_body(), harm=Harm.PHISHING)
    row = PublishedOutcome(case=case, harm=harm, outcome=outcome, text_en="Said", author_label="job:test", at=NOON)
    if outcome in OUTCOMES_BY_HARM[harm]:
        row.save()
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_a_harm_that_is_not_on_the_list_cannot_be_stored():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_case(harm="public_opinion", urgency=2)
