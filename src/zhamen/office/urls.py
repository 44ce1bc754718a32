"""Addresses of the office."""

from django.urls import include, path

from zhamen.office import assets, pages
from zhamen.office.people.views import account, entering, opening

urlpatterns = [
    path("", pages.home, name="home"),
    path("choose", pages.choose, name="choose"),
    path("assets/<str:digest>/<str:name>", assets.serve, name="asset"),
    path("login", entering.enter, name="login"),
    path("login/code", entering.code, name="code"),
    path("logout", entering.leave, name="logout"),
    path("welcome", entering.welcome, name="welcome"),
    path("welcome/account", entering.take_up, name="take_up"),
    path("open/<str:token>", opening.begin, name="opening"),
    path("account", account.account, name="account"),
    path("people/", include("zhamen.office.people.urls")),
    path("groups/", include("zhamen.office.groups.urls")),
    path("desk/", include("zhamen.office.desk.urls")),
    path("custody/", include("zhamen.office.custody.urls")),
    path("selfcheck/", include("zhamen.office.selfcheck.urls")),
    path("study/", include("zhamen.office.study.urls")),
    path("journal/", include("zhamen.office.journal.urls")),
]
handler403 = "zhamen.office.refusals.stale"
handler404 = "zhamen.office.refusals.missing"
handler500 = "zhamen.office.refusals.broken"
