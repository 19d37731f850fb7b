"""Addresses of the log. Those of the public files follow C2SP tlog-tiles and must not change."""

from django.urls import path, re_path

from clearhall.desk.ledger import http, web

app_name = "ledger"

PLACE = r"(?P<place>[x0-9/]{3,40}(?:\.p/[0-9]{1,3})?)"

urlpatterns = [
    path("log/", web.index, name="index"),
    path("log/find", web.find, name="find"),
    path("log/entry/<int:index>", web.entry, name="entry"),
    path("log/checkpoint", http.checkpoint, name="checkpoint"),
    path("log/key", http.key, name="key"),
    re_path(rf"^log/tile/entries/{PLACE}$", http.entries, name="entries"),
    re_path(rf"^log/tile/(?P<level>0|[1-9][0-9]?)/{PLACE}$", http.tile, name="tile"),
    path("log/proof/<int:index>", http.proof, name="proof"),
]
