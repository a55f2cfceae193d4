"""The web entry: refuses an unsafe production and a database that no longer guards its facts, then serves Django."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from annulus.checks import refuse_altered, refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annulus.settings")
refuse_unsafe()
application = get_wsgi_application()
if settings.PRODUCTION:  # elsewhere `manage.py serve` has looked before it started us
    refuse_altered()
