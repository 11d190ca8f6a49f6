"""Entry point for ASGI servers: uvicorn aidtracker.asgi:application."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aidtracker.settings")

application = get_asgi_application()
