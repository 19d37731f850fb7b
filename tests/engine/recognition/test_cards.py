from clearhall.engine.recognition import ModelCard


def test_the_card_says_what_it_was_made_from_and_what_it_is_worth(kinds_model):
    page = kinds_model.card.to_markdown()
    for said in (
        "# Model card: message_kind, version test",
        "2026-03-01",
        "seed 3",
        "| invented | CC0 |",
        "impersonating_authorities",
    ):
        assert said in page
    for heading in ("## Made from", "## Quality", "## Calibration", "## Limits"):
        assert heading in page
    assert "charter R9" in page


def test_the_card_survives_being_stored(harm_model):
    assert ModelCard.from_dict(harm_model.card.as_dict()) == harm_model.card


def test_its_figures_come_from_rows_left_out_and_count_every_row(kinds_model):
    card = kinds_model.card
    assert sum(one.rows for one in card.classes) == card.rows == sum(one.rows for one in card.reliability)
    assert 0.9 < card.macro_f1 <= 1
    assert card.harm_brier < 0.05


def test_a_name_cannot_break_the_table(kinds_model):
    from dataclasses import replace

    from clearhall.engine.recognition import Source

    page = replace(kinds_model.card, sources=(Source("a|b\nc", "none", 1),)).to_markdown()
    assert "| a\\|b c | none | 1 |" in page
