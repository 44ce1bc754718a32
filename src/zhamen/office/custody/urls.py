"""Addresses of custody."""

from django.urls import path

from zhamen.office.custody import papers, stocktakes, views

urlpatterns = [
    path("", views.browse, name="copies"),
    path("ledgers", papers.ledgers, name="ledgers"),
    path("stocktakes", stocktakes.stocktakes, name="stocktakes"),
    path("stocktakes/<int:pk>", stocktakes.stocktake, name="stocktake"),
    path("stocktakes/<int:pk>/scan", stocktakes.scan, name="scan"),
    path("stocktakes/<int:pk>/<slug:answer>", stocktakes.settle_stocktake, name="settle_stocktake"),
    path("places", views.places, name="places"),
    path("do/<slug:name>", views.perform, name="begin_document"),
    path("document/<str:number>", views.show, name="document"),
    path("document/<str:number>/do/<slug:name>", views.perform, name="perform"),
]
