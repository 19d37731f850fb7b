"""Addresses of the receipt page. None of them carries a code or a key of a report."""

from django.urls import path

from clearhall.desk.receipts import web

app_name = "receipts"
urlpatterns = [
    path("receipt/", web.enter, name="enter"),
    path("receipt/open/", web.page, name="page"),
    path("receipt/following/", web.following, name="following"),
    path("receipt/write/", web.write, name="write"),
    path("receipt/contact/", web.contact, name="contact"),
    path("receipt/withdraw/", web.withdraw, name="withdraw"),
    path("receipt/reopen/", web.reopen, name="reopen"),
    path("receipt/files/<key:evidence_id>/", web.picture, name="picture"),
    path("receipt/close/", web.close, name="close"),
]
