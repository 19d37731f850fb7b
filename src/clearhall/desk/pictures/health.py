"""How the reading of pictures stands, for the doctor."""

from dataclasses import dataclass

from clearhall.desk.files.queries import count_unerased_pictures
from clearhall.desk.pictures.models import Picture
from clearhall.desk.pictures.states import Reading, TextState
from clearhall.engine.pictures import can_read_text


@dataclass(frozen=True, slots=True)
class Health:
    """Counts of pictures in evidence. `reads_text`: the optional part for text in pictures is installed."""

    pictures: int
    read: int
    unreadable: int
    text_failed: int
    reads_text: bool

    @property
    def waiting(self) -> int:
        return max(0, self.pictures - self.read - self.unreadable)


def health() -> Health:
    """Counted now: four queries."""
    rows = Picture.objects.all()
    return Health(
        count_unerased_pictures(),
        rows.filter(state=Reading.DONE).count(),
        rows.filter(state=Reading.UNREADABLE).count(),
        rows.filter(text_state=TextState.FAILED).count(),
        can_read_text(),
    )
