"""Some reporters choose a neighbouring harm: few, only in open cases, always the same ones, never across bodies."""

from clearhall.desk.city.bodies import body_for
from clearhall.desk.city.slips import TAKEN_FOR, with_slips
from clearhall.desk.city.stories import invent_stories
from clearhall.desk.taxonomy.harms import RULES, Harm
from tests.desk.city.conftest import NIGHT, TODAY


def test_a_few_open_reports_have_another_harm_that_the_same_body_handles(reports):
    stories = invent_stories(reports, today=TODAY, now=NIGHT)
    slipped = with_slips(reports, stories)
    changed = [
        (before, after, story)
        for before, after, story in zip(reports, slipped, stories, strict=True)
        if before != after
    ]
    assert 3 <= len(changed) <= 40
    for before, after, story in changed:
        assert story.closing is None
        assert after.harm in TAKEN_FOR[before.harm]
        assert body_for(after.harm, after.place_code) == body_for(before.harm, before.place_code)
        assert after.text == before.text
    assert with_slips(reports, stories) == slipped


def test_only_harms_that_a_model_can_suggest_are_taken_for_others():
    known = {Harm(harm) for harm, others in TAKEN_FOR.items() for harm in (harm, *others)}
    assert known <= set(RULES)
    assert not known & {Harm.FALSE_CLAIM, Harm.DEMAND}
