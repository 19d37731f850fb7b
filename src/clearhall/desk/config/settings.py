"""Django's settings, derived from the typed table in `lib/options.py`. Nothing here is read from the environment directly."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url

from clearhall.desk.lib import logs
from clearhall.desk.lib.keys import ensure_secret
from clearhall.desk.lib.limits import limit
from clearhall.desk.lib.options import load_options, single_sign_on

CLEARHALL = load_options()
PACKAGE = Path(__file__).resolve().parents[2]

SECRET_KEY = ensure_secret(CLEARHALL.data_dir / "keys" / "session.key").hex()
DEBUG = CLEARHALL.debug
ALLOWED_HOSTS = [host.strip() for host in CLEARHALL.allowed_hosts.split(",") if host.strip()]
CSRF_TRUSTED_ORIGINS = [CLEARHALL.public_url] if CLEARHALL.is_https else []
ROOT_URLCONF = "clearhall.desk.config.urls"
WSGI_APPLICATION = "clearhall.desk.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"
APPEND_SLASH = True
SILENCED_SYSTEM_CHECKS: list[str] = []

# Order: features from the highest down, so that a higher feature's template or translation wins.
FEATURES = [
    "upkeep",
    "city",
    "home",
    "check",
    "factchecks",
    "scoreboard",
    "intake",
    "receipts",
    "campaigns",
    "pictures",
    "cases",
    "mailbox",
    "files",
    "recognition",
    "matching",
    "reports",
    "watchposts",
    "accounts",
    "official",
    "bodies",
    "ledger",
    "taxonomy",
    "look",
]
INSTALLED_APPS = [
    *(f"clearhall.desk.{feature}" for feature in FEATURES),
    "ninja",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.admin",
    "django.contrib.contenttypes",
    "django.contrib.auth",  # no sessions app: ours are in accounts.DeskSession
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "clearhall.desk.config.middleware.PrivateByDefault",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "clearhall.desk.config.middleware.ErrorAnswers",
    # Last, so that they hear first of an exception with which allauth asks for a redirect.
    "allauth.account.middleware.AccountMiddleware",
    "clearhall.desk.accounts.middleware.ActorMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clearhall.desk.look.context.look",
            ],
        },
    }
]

_database = dj_database_url.parse(CLEARHALL.database_url_text)
IS_SQLITE = _database["ENGINE"] == "django.db.backends.sqlite3"
if IS_SQLITE:
    _database["OPTIONS"] = {
        # IMMEDIATE stands in for the row locks SQLite lacks; FULL makes an acknowledged commit survive a power cut.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
            "PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY"
        ),
    }
    _database["CONN_MAX_AGE"] = None
    _database["TEST"] = {"NAME": str(CLEARHALL.data_dir / "test.sqlite3")}
else:
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": _database}

USE_TZ = True
TIME_ZONE = CLEARHALL.time_zone
USE_I18N = True
LANGUAGE_CODE = CLEARHALL.language
# The features' own catalogues are found by Django; `lib` is no app, so its catalogue is named here.
LOCALE_PATHS = [PACKAGE / "desk" / "lib" / "locale"]
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]

STATIC_URL = "static/"
STATIC_ROOT = CLEARHALL.data_dir / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # stays empty; WhiteNoise wants it to exist

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL, PROVE_AGAIN_URL, SECOND_FACTOR_URL = "/account/sign-in/", "/account/prove/", "/account/second-factor/"
ACCOUNT_ADAPTER = "clearhall.desk.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # the cookie goes with the browser window, the session by its own clock
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * limit("prove_again_minutes")
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/5m/key",
    "reauthenticate": "10/m/user",
}  # passwords: throttle.py
ACCOUNT_FORMS = {
    "login": "clearhall.desk.accounts.allauth_forms.SignInForm",
    "reauthenticate": "clearhall.desk.accounts.allauth_forms.ProveForm",
}
MFA_FORMS = {
    "authenticate": "clearhall.desk.accounts.allauth_forms.CodeForm",
    "reauthenticate": "clearhall.desk.accounts.allauth_forms.ProveCodeForm",
    "activate_totp": "clearhall.desk.accounts.allauth_forms.ActivateAppForm",
    "add_webauthn": "clearhall.desk.accounts.allauth_forms.AddPasskeyForm",
    "edit_webauthn": "clearhall.desk.accounts.allauth_forms.NamePasskeyForm",
}
MFA_ADAPTER = "clearhall.desk.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "clearhall.desk.accounts.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = (
    True  # a form that is led on to another site is stopped by form-action; state and PKCE stay
)
SOCIALACCOUNT_PROVIDERS = single_sign_on(CLEARHALL)


SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = CLEARHALL.is_https
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_ENGINE = "clearhall.desk.accounts.sessions"
SESSION_COOKIE_AGE = 3600 * limit("session_hours")
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": with it browsers send `Origin: null` with every form, and the forgery check refuses the form.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if CLEARHALL.is_https else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["clearhall-worker"],  # look/static/look/worker.js: lets /sw.js pass and nothing else
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 10

DEFAULT_FROM_EMAIL = CLEARHALL.mail_from
_mail = urlsplit(CLEARHALL.mail_url.get_secret_value()) if CLEARHALL.mail_url else None
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _mail else 'dummy'}.EmailBackend"
if _mail:
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or (465 if _mail.scheme == "smtps" else 587)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL, EMAIL_USE_TLS, EMAIL_TIMEOUT = (
        _mail.scheme == "smtps",
        _mail.scheme == "smtp" and bool(_mail.username),
        20,
    )

WHITENOISE_USE_FINDERS = True  # files are served from the package; there is no collecting step
WHITENOISE_MAX_AGE = 0 if DEBUG else 86_400
CSRF_FAILURE_VIEW = "clearhall.desk.config.handlers.forbidden"
LOGGING_CONFIG = None  # logs.configure does it
logs.configure()
