"""The settings, all from the environment (`.env.example` lists them).

Safe for production by default; development opts in (INOVIK_DEBUG, INOVIK_LOCAL_DB, INOVIK_INSECURE_HTTP).
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.contrib.messages import constants as messages
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from inovik import environment as env
from inovik.localdb.server import database_settings

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.flag("INOVIK_DEBUG")
SECRET_KEY = env.text("INOVIK_SECRET_KEY", "development-only" if DEBUG else None)
SECRET_KEY_FALLBACKS = env.words("INOVIK_OLD_SECRET_KEYS")
ALLOWED_HOSTS = env.words("INOVIK_ALLOWED_HOSTS", "127.0.0.1,localhost" if DEBUG else None)
CSRF_TRUSTED_ORIGINS = env.words("INOVIK_CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "accounts",
    "innovations",
    "stages",
    "festival",
    "inovik.apps.DeskConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "pgtrigger",
    "pghistory",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "festival.pagecache.PageCache",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "inovik.middleware.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.NamedChanges",
    "accounts.middleware.SignInRequired",
    "accounts.middleware.PrivatePages",
    "accounts.middleware.TemporaryPassword",
    "accounts.middleware.SecondFactor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "inovik.urls"
WSGI_APPLICATION = "inovik.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.signed_in_user",
                "innovations.context_processors.demo_data",
                "festival.context_processors.demo_data",
                "stages.context_processors.for_signed_in",
            ],
        },
    },
]

# The database: DATABASE_URL's server, or in development a private one that starts itself.
if url := env.text("DATABASE_URL", ""):
    DATABASES = {"default": dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)}
elif DEBUG or env.flag("INOVIK_LOCAL_DB"):
    DATABASES = {"default": database_settings(BASE_DIR) | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}}
else:
    raise ImproperlyConfigured(
        "Set DATABASE_URL (or DATABASE_URL_FILE), or INOVIK_LOCAL_DB=1 for the local database of development."
    )
# PostgreSQL would compile a query of many small parts, as the queue's: seconds, to save some milliseconds of it.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who is asking
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:signin"
LOGIN_REDIRECT_URL = "accounts:landing"
LOGOUT_REDIRECT_URL = "festival:home"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())  # survives a working day, not the night

OTP_TOTP_ISSUER = "Inovik"  # how an app on the phone names the account

AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a whole office shares one address: never it alone
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "accounts.models.throttled_name"
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_ENABLE_ADMIN = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
TRUSTED_PROXIES = env.number("INOVIK_TRUSTED_PROXIES", 0)  # how many stand in front (accounts/network.py)
AXES_CLIENT_IP_CALLABLE = "accounts.network.address_of"

# HTTPS, unless development says otherwise
_https = not (DEBUG or env.flag("INOVIK_INSECURE_HTTP"))
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Language and time
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Inggris"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.text("INOVIK_MEDIA_ROOT", str(BASE_DIR / "var" / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

# How much may come from one network address in an hour (festival/limits.py): a whole school may stand behind one.
ADDRESS_LIMITS = {
    "vote": env.number("INOVIK_VOTES_PER_HOUR", 600),
    "code": 300,  # wrong stand codes
    "reaction": 1_200,
    "suggestion": 30,
}

# Public pages that each worker keeps as they were sent (festival/pagecache.py).
PAGE_CACHE_BYTES = env.number("INOVIK_PAGE_CACHE_MB", 8) * 2**20

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
MESSAGE_TAGS = {messages.ERROR: "danger"}

# What else happens in the transaction of a move (stages/workflow.py); stages may not import festival.
WORKFLOW_EFFECTS = {
    "announce": "festival.publishing.publish",
    "take_down": "festival.publishing.withdraw",
}
TODO_PROVIDERS = ["festival.suggestions.todos"]  # what else waits for a unit (stages/todo.py)
PULSE_EFFECT = "festival.publishing.confirm"  # the same for a unit's answer to the question of a quarter
WORKFLOW_PUBLIC_COPY = "festival.content.copy_of"  # what announcing an innovation would show

# E-mail, and the address of the portal as links in it have it
_here = f"http://127.0.0.1:{env.text('PORT', '8000')}"
_home = f"https://{ALLOWED_HOSTS[0].lstrip('.')}" if _https else _here
BASE_URL = env.text("INOVIK_BASE_URL", None if "*" in _home else _home).rstrip("/")
MAIL_DOMAIN = urlsplit(BASE_URL).hostname  # of the letters' numbers
_mail = env.mail("INOVIK_EMAIL_URL", f"file://{BASE_DIR / 'var' / 'mail'}" if DEBUG else "")
SENDS_MAIL = bool(_mail)  # without a server letters wait in the outbox, and the steward reads so
EMAIL_BACKEND = _mail.get("backend", "django.core.mail.backends.dummy.EmailBackend")
EMAIL_FILE_PATH = _mail.get("folder")
EMAIL_HOST = _mail.get("host", "")
EMAIL_PORT = _mail.get("port", 25)
EMAIL_HOST_USER = _mail.get("user", "")
EMAIL_HOST_PASSWORD = _mail.get("password", "")
EMAIL_USE_TLS = _mail.get("starttls", False)
EMAIL_USE_SSL = _mail.get("tls", False)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.text("INOVIK_EMAIL_FROM", f"Inovik <inovik@{MAIL_DOMAIN}>")

# Field history (innovations/models/history.py): a change bears the time at which it was made, not its transaction's.
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"

# Work outside of requests: a queue in the database, worked by `manage.py work`, which also calls these once a
# minute. Functions without arguments, each harmless when called twice.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
PERIODIC_TASKS = [
    "stages.lists.imports.forget_old",
    "stages.notices.reminders.remind",
    "stages.notices.questions.ask",
    "stages.notices.mail.collect",
    "stages.notices.mail.send",
    "stages.notices.mail.forget_old",
    "stages.jobs.run.forget_old",
    "stages.jobs.run.tell_lost",
    "festival.reactions.tally",
    "festival.suggestions.forget_contacts",
    "festival.limits.forget_old",
    "festival.products.forget_old",
    "festival.products.tell_lost",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
