"""R4: a claim, true or false, is answered and never removed; a demand is answered in public."""

from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Q

from clearhall.desk.cases.models import PublishedOutcome
from clearhall.desk.taxonomy.harms import OUTCOMES_BY_HARM, Harm, Outcome
from tests.factories import NOON, make_body, make_case

pytestmark = pytest.mark.django_db
ANSWERS = {Harm.FALSE_CLAIM: {Outcome.FACT_CHECK, Outcome.ALERT}, Harm.DEMAND: {Outcome.PUBLIC_ANSWER}}


def answer(harm, outcome):
    case = make_case(body=make_body(harm.value), harm=harm)
    return PublishedOutcome.objects.create(
        case=case, harm=harm, outcome=outcome, text_en="Said", author_label="job:test", at=NOON
    )


def test_a_claim_and_a_demand_permit_answers_and_nothing_else():
    assert {harm: set(OUTCOMES_BY_HARM[harm]) for harm in ANSWERS} == ANSWERS


@pytest.mark.parametrize(
    ("harm", "outcome"), [pair for pair in product(ANSWERS, Outcome) if pair[1] not in ANSWERS[pair[0]]]
)
def test_the_database_refuses_every_other_outcome_for_a_claim(harm, outcome):
    with pytest.raises(IntegrityError), transaction.atomic():
        answer(harm, outcome)


@pytest.mark.parametrize("harm", ANSWERS)
def test_an_answer_cannot_become_something_else_later(harm):
    published = answer(harm, min(ANSWERS[harm]))
    for outcome in set(Outcome) - ANSWERS[harm]:
        with pytest.raises(IntegrityError), transaction.atomic():
            PublishedOutcome.objects.filter(Q(pk=published.pk)).update(outcome=outcome)
