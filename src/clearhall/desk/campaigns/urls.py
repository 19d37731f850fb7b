"""Addresses of the staff pages of campaigns."""

from django.urls import path

from clearhall.desk.campaigns import web

app_name = "campaigns"
urlpatterns = [
    path("staff/campaigns/", web.index, name="index"),
    path("staff/campaigns/<key:campaign_id>/", web.campaign, name="campaign"),
    path("staff/campaigns/<key:campaign_id>/merge/", web.merge, name="merge"),
    path("staff/campaigns/<key:campaign_id>/split/", web.split, name="split"),
    path("staff/campaigns/<key:campaign_id>/lock/", web.lock, name="lock"),
]
