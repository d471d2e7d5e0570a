"""What Django costs by itself: a view that says hello, and one indexed query shown as 24 rows. No middleware."""

import json
import os

import dj_database_url
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.template import engines
from django.urls import path

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=600)},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    USE_I18N=False,
)
django.setup()

from django.db import connection  # noqa: E402  (after setup)

PAGE = engines["django"].from_string(
    "<!doctype html><title>24</title><ul>{% for slug, title, summary in rows %}"
    '<li><a href="/{{ slug }}/">{{ title }}</a><p>{{ summary }}</p>{% endfor %}</ul>'
)
QUERY = """
    SELECT slug, title, summary FROM festival_exhibit
    WHERE withdrawn_at IS NULL ORDER BY published_at DESC, id DESC LIMIT 24
"""
DETAIL = engines["django"].from_string(
    "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1><p>{{ summary }}</p>"
    "{% for name, text in texts.items %}<h2>{{ name }}</h2><p>{{ text }}</p>{% endfor %}"
)
ONE = """
    SELECT title, summary, content -> 'texts' FROM festival_exhibit
    WHERE withdrawn_at IS NULL AND slug = %s
"""


def hello(request):
    return HttpResponse("hello")


def rows(request):
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        return HttpResponse(PAGE.render({"rows": cursor.fetchall()}))


def detail(request, slug):
    with connection.cursor() as cursor:
        cursor.execute(ONE, [slug])
        title, summary, texts = cursor.fetchone()
    return HttpResponse(DETAIL.render({"title": title, "summary": summary, "texts": json.loads(texts)}))


urlpatterns = [path("hello", hello), path("list", rows), path("detail/<slug:slug>", detail)]
application = get_wsgi_application()
