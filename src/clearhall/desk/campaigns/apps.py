"""The Django app of campaigns; it gives the case page its card."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "clearhall.desk.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        from clearhall.desk.campaigns.card import case_card  # noqa: PLC0415 (tables are not there before)
        from clearhall.desk.cases.cards import add_card  # noqa: PLC0415

        add_card("campaigns/_case_card.html", case_card)
