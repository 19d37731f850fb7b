"""Every read of cases for pages, the API, exports and other features. The functions stand in files by subject."""

from clearhall.desk.cases.access import case_to_view, visible_cases
from clearhall.desk.cases.answers import current_answer
from clearhall.desk.cases.closing import may_reopen
from clearhall.desk.cases.learning import learnable_rows
from clearhall.desk.cases.overdue import Lateness, lateness
from clearhall.desk.cases.page import CasePage, case_page
from clearhall.desk.cases.published import Said, said_about_groups
from clearhall.desk.cases.queue import QueueFilter, QueuePage, Tab, queue_page, queue_rows_of
from clearhall.desk.cases.standing import Standing, standing_of_groups

__all__ = [
    "CasePage",
    "Lateness",
    "QueueFilter",
    "QueuePage",
    "Said",
    "Standing",
    "Tab",
    "case_page",
    "case_to_view",
    "current_answer",
    "lateness",
    "learnable_rows",
    "may_reopen",
    "queue_page",
    "queue_rows_of",
    "said_about_groups",
    "standing_of_groups",
    "visible_cases",
]
