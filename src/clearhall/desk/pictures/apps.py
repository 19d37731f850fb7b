"""The Django app of pictures; it gives the case page its card."""

from django.apps import AppConfig


class PicturesConfig(AppConfig):
    name = "clearhall.desk.pictures"
    label = "pictures"

    def ready(self) -> None:
        from clearhall.desk.cases.cards import add_card  # noqa: PLC0415 (tables are not there before)
        from clearhall.desk.pictures.card import case_card  # noqa: PLC0415

        add_card("pictures/_case_card.html", case_card)
