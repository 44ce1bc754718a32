"""Addresses of the journal."""

from django.urls import path

from zhamen.office.journal import views

urlpatterns = [
    path("", views.browse, name="journal"),
    path("entry/<int:number>", views.entry, name="entry"),
    path("anchor", views.anchor, name="anchor"),
    path("check", views.check, name="check"),
    path("export", views.download, name="export"),
]
