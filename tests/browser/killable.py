"""The portal in a process of its own, which tests kill: python -m tests.browser.killable DATABASE PORT."""

import os
import sys

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    database, port = sys.argv[1:]
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import run
    from django.core.wsgi import get_wsgi_application

    settings.DEBUG = True  # static files without collecting them
    run("127.0.0.1", int(port), StaticFilesHandler(get_wsgi_application()), threading=True)
