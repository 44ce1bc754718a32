"""Addresses of custody."""

from django.urls import path

from zhamen.office.custody import papers, views

urlpatterns = [
    path("", views.browse, name="copies"),
    path("ledgers", papers.ledgers, name="ledgers"),
    path("places", views.places, name="places"),
    path("do/<slug:name>", views.perform, name="begin_document"),
    path("document/<str:number>", views.show, name="document"),
    path("document/<str:number>/do/<slug:name>", views.perform, name="perform"),
]
