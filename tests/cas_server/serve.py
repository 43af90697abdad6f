"""A CAS server on loopback for tests/it/real_cas.rs: django-cas-server on an SQLite database, all in one directory.

    python serve.py DIRECTORY

prints `LISTENING port` once it is ready, and serves until its input is closed. `portal.py` has what it knows.
"""

import os
import sys
import threading
from pathlib import Path

import django
from django.conf import settings


def configure(directory: Path) -> None:
    settings.configure(
        DEBUG=False,
        SECRET_KEY="for tests on loopback only",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="portal",
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "cas_server",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        DATABASES={
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": directory / "cas.sqlite3"},
        },
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        # Hashing well would take longer than the tests.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STATIC_URL="/static/",
        USE_TZ=True,
        # The default asks PyPI for news.
        CAS_NEW_VERSION_HTML_WARNING=False,
        CAS_AUTH_CLASS="portal.DirectoryUser",
    )
    django.setup()


def fill() -> None:
    """Creates the tables, the accounts and the services."""
    from cas_server.models import ReplaceAttributName, ServicePattern
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from portal import ACCOUNTS, PASSWORD, SERVICES

    call_command("migrate", verbosity=0, interactive=False)
    for username in ACCOUNTS:
        get_user_model().objects.create_user(username, password=PASSWORD)
    for name, pattern in SERVICES.items():
        service = ServicePattern.objects.create(name=name, pattern=pattern, single_log_out=name == "local")
        ReplaceAttributName.objects.create(name="*", service_pattern=service)


def serve() -> None:
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class QuietHandler(WSGIRequestHandler):
        def log_message(self, format, *args):
            pass

    def stop_with_parent():
        """Whoever started us holds our input open, and lets go of it however it ends."""
        sys.stdin.read()
        os._exit(0)

    threading.Thread(target=stop_with_parent, daemon=True).start()
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    server.set_app(get_wsgi_application())
    print(f"LISTENING {server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    configure(Path(sys.argv[1]))
    fill()
    serve()
