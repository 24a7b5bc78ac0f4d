"""Settings: typed, read from the environment, refused when they are unsafe.

Without DATABASE_URL the product runs embedded: its own PostgreSQL and Valkey under
`var/`. With it, everything that protects customers' data must be given.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from redis.backoff import NoBackoff
from redis.retry import Retry

import embedded
from tracker import addresses, logs

BASE_DIR = Path(__file__).resolve().parent.parent
HOUR = 3600

env = environ.FileAwareEnv()
env.read_env(BASE_DIR / ".env")

EMBEDDED = not env.str("DATABASE_URL", "")
if EMBEDDED:
    embedded.forget_all()
else:
    embedded.forget_redirections()
_defaults = embedded.urls() if EMBEDDED else {}
VAR_DIR = Path(env.str("TRACKER_VAR", str(BASE_DIR / "var")))


def required(name: str) -> str:
    value = env.str(name, _defaults.get(name, ""))
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. DATABASE_URL requires it (see .env.example)."
        )
    return value


# Core -----------------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = required("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"] if EMBEDDED else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", not EMBEDDED)

ROOMS = [
    "customers",
    "jobs",
    "projects",
    "uploads",
    "restore",
    "phases",
    "gather",
    "notes",
    "reports",
    "overview",
    "samples",
]
INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "django_prometheus",
    "django_structlog",
    "django_tables2",
    "template_partials",
    "pgtrigger",
    "pghistory",
    "tracker",  # last: after a migrate it hands out everybody's permissions
]

MIDDLEWARE = [
    "tracker.caching.NoStoreMiddleware",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "tracker.probes.ProbeMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "tracker.unseen.VisibleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.accounts.ended.LoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tracker.accounts.middleware.SeenMiddleware",
    "tracker.accounts.middleware.SecondFactorMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "tracker.history.HistoryMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tracker.htmx.ConfirmingMiddleware",
    "customers.users.no_role.NoRoleMiddleware",
    "tracker.preferences.PreferencesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tracker.preferences.theme_context",
            ],
            "builtins": ["tracker.templatetags.small"],
        },
    },
]
FORM_RENDERER = "tracker.choices.Renderer"
DJANGO_TABLES2_TEMPLATE = "components/table.html"

# Databases and broker -------------------------------------------------------
# The application logs in as a role that owns nothing; `migrate` alone uses the owner.
DATABASES = {
    "default": {
        **addresses.database(required("DATABASE_URL")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"]["OPTIONS"] = {
    "options": "-c statement_timeout=120s",  # no page and no job waits for ever
    **DATABASES["default"].get("OPTIONS", {}),
    "connect_timeout": 5,
    "application_name": "migration-tracker",
}
APPLICATION_ROLE = DATABASES["default"]["USER"]
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", _defaults.get("DATABASE_OWNER_URL"))
LANDING_DATABASE_URL = required("LANDING_DATABASE_URL")
REDIS_URL = required("REDIS_URL")

CACHES = {
    "default": {
        "BACKEND": "tracker.cache.PatientCache",
        "LOCATION": embedded.redis_client_url(REDIS_URL),
        "KEY_PREFIX": "tracker-cache",
        "OPTIONS": {
            "serializer": "tracker.cache.Json",
            "socket_timeout": 0.5,
            "socket_connect_timeout": 0.5,
            "retry": Retry(NoBackoff(), 1),  # it was restarted, perhaps
        },
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_DEFAULT_QUEUE = "quick"
CELERY_TASK_TIME_LIMIT = 13 * HOUR
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CONSUMER = "jobs.consumer:Consumer"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # it may be away for as long as it likes
# Above the time limit, or a message is delivered again while its job still runs.
CELERY_VISIBILITY_TIMEOUT = 14 * HOUR
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    # A worker that hears nothing for twice as long looks for a new connection.
    "health_check_interval": 10,
    "visibility_timeout": CELERY_VISIBILITY_TIMEOUT,
}
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {
    "visibility_timeout": CELERY_VISIBILITY_TIMEOUT
}

# Jobs -----------------------------------------------------------------------
JOB_LEASE_SECONDS = 60.0
JOB_HEARTBEAT_SECONDS = 10.0
JOB_PULSE_SECONDS = 1.0  # how often progress is written and a cancellation noticed
JOB_ATTEMPTS = 3
JOB_ANSWER_DAYS = 7  # for which a job waits for a person's answer
JOB_SHUTDOWN_SECONDS = 5.0  # for a job to end when its worker is stopped
JOB_OVERDUE_SECONDS = 60.0  # after which a message counts as lost
JOB_LOG_DAYS = env.int("JOB_LOG_DAYS", 180)  # for which a log outlives its job
RECONCILE_SECONDS = 15.0
FAILPOINTS_ALLOWED = False  # see jobs/failpoints.py
# What jobs unpack and write for a while: as large as the largest backup's content.
# PostgreSQL opens data directories there, as an account of its own when we are root.
_work = embedded.work_directory() if EMBEDDED else VAR_DIR / "work"
WORK_DIR = Path(env.str("WORK_DIR", str(_work)))

# Restores -------------------------------------------------------------------
RESTORE_JOBS = env.int("RESTORE_JOBS", 2)  # how many tables are loaded at once
RESTORE_RESERVE_BYTES = env.int("RESTORE_RESERVE_BYTES", 1_000_000_000)
RESTORE_STALL_MINUTES = env.int("RESTORE_STALL_MINUTES", 30)
RESTORE_KEEP_OLD_HOURS = env.int("RESTORE_KEEP_OLD_HOURS", 24)
RESTORE_KEEP_OLD_COUNT = env.int("RESTORE_KEEP_OLD_COUNT", 1)  # of each database
RESTORE_KEEP_OLD_BYTES = env.int("RESTORE_KEEP_OLD_BYTES", 100_000_000_000)
STOCK_MEMORY_MB = env.int("STOCK_MEMORY_MB", 128)  # beyond which counting spills
# Data directories may hold code: in production they are opened in a sandbox only.
RESTORE_REQUIRE_SANDBOX = not EMBEDDED or env.bool("RESTORE_REQUIRE_SANDBOX", False)

# Uploads --------------------------------------------------------------------
# Shared by all web and worker processes. One file system: files move within it.
BACKUP_DIR = Path(env.str("BACKUP_DIR", str(VAR_DIR / "backups")))
BACKUP_KEEP_DAYS = env.int("BACKUP_KEEP_DAYS", 90)  # 0: for good
BACKUP_INBOX = env.str("BACKUP_INBOX", "")
BACKUP_INBOX_QUIET_SECONDS = 15.0  # what changed since is still being written
UPLOAD_EXPIRY_DAYS = env.int("UPLOAD_EXPIRY_DAYS", 7)
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", 1_000_000_000_000)
UPLOAD_FORM_BYTES = env.int("UPLOAD_FORM_BYTES", 100_000_000)
UPLOAD_QUOTA_USER = env.int("UPLOAD_QUOTA_USER", 2_000_000_000_000)  # 0: none
UPLOAD_QUOTA_CUSTOMER = env.int("UPLOAD_QUOTA_CUSTOMER", 2_000_000_000_000)
UPLOAD_QUOTA_TOTAL = env.int("UPLOAD_QUOTA_TOTAL", 0)
UPLOADS_OPEN_USER = env.int("UPLOADS_OPEN_USER", 20)  # unfinished ones; 0: any number
# Of notes. A form carries no larger file than UPLOAD_FORM_BYTES.
ATTACHMENT_DIR = Path(env.str("ATTACHMENT_DIR", str(VAR_DIR / "attachments")))
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_BYTES", 25_000_000)
ATTACHMENTS_PER_NOTE = env.int("ATTACHMENTS_PER_NOTE", 10)
ATTACHMENT_QUOTA_CUSTOMER = env.int("ATTACHMENT_QUOTA_CUSTOMER", 5_000_000_000)
# In each web process. The other threads are for pages, however many files come in.
WEB_THREADS = env.int("WEB_THREADS", 16)  # as in tracker/gunicorn.py
UPLOADS_AT_ONCE = max(WEB_THREADS - 4, 1)
UPLOAD_SYNC_BYTES = 16 * 2**20  # what is lost at most when a web process is killed
UPLOAD_SYNC_SECONDS = 2.0
UPLOAD_IDLE_SECONDS = 30.0  # without a byte the client counts as gone
UPLOAD_LOCK_SECONDS = 2.0
FILE_UPLOAD_HANDLERS = ["uploads.form.FormFileHandler"]

# People ---------------------------------------------------------------------
AUTH_USER_MODEL = "tracker.User"
AUTHENTICATION_BACKENDS = ["tracker.permissions.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "tracker.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody makes us write to a stranger
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "tracker.accounts.forms.PasswordLoginForm",
    "change_password": "tracker.accounts.forms.PasswordChangeForm",
    "set_password": "tracker.accounts.forms.FirstPasswordForm",
    "reset_password": "tracker.accounts.forms.PasswordLinkForm",
    "reset_password_from_key": "tracker.accounts.forms.ForgottenPasswordForm",
    "add_email": "tracker.accounts.forms.AddressForm",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_ADAPTER = "tracker.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Migration Tracker"
MFA_TOTP_TOLERANCE = 1  # clocks of phones are half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are made by administrators
MFA_FORMS = {
    "authenticate": "tracker.accounts.forms.CodeForm",
    "reauthenticate": "tracker.accounts.forms.CodeAgainForm",
    "add_webauthn": "tracker.accounts.forms.PasskeyForm",
    "login_webauthn": "tracker.accounts.forms.PasskeyLoginForm",
    "authenticate_webauthn": "tracker.accounts.forms.PasskeyFactorForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
# Guesses are counted by tracker/accounts/limits.py instead.
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": ""}
USERSESSIONS_ADAPTER = "tracker.accounts.adapters.SessionsAdapter"
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", not EMBEDDED)
EMAIL_BACKEND = env.str(
    "EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "migration-tracker@localhost")

# Browser --------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "tracker.accounts.ended.form_expired"
SESSION_COOKIE_NAME = "tracker_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# As many entries from the right of X-Forwarded-For were written by proxies of ours.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 1 if BEHIND_PROXY else 0)

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Language, time, units ------------------------------------------------------
LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "UTC")
FORMAT_MODULE_PATH = ["tracker.formats"]
SIZE_UNITS = env.str("SIZE_UNITS", "decimal")

# Attention ------------------------------------------------------------------
STALE_DAYS = env.int("STALE_DAYS", 30)
SOURCE_MOVED_PERCENT = env.int("SOURCE_MOVED_PERCENT", 5)

# Operation ------------------------------------------------------------------
REPORT_SECONDS = env.int("REPORT_SECONDS", 15)  # how often a service says it is alive
METRICS_TOKEN = env.str("METRICS_TOKEN", "")  # without it, administrators only
PGHISTORY_ADMIN_ALL_EVENTS = False
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # it believes any X-Forwarded-For
PROMETHEUS_EXPORT_MIGRATIONS = False

logs.write_as_lines()
LOGGING = logs.settings_for(
    env.str("LOG_LEVEL", "WARNING"),
    dict.fromkeys(("tracker", *ROOMS), env.str("LOG_LEVEL", "INFO")),
)
