"""The web entry: refuses an unsafe production, then hands requests to Django."""

import os

from django.core.wsgi import get_wsgi_application

from annulus.checks import refuse_unsafe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annulus.settings")
refuse_unsafe()
application = get_wsgi_application()
