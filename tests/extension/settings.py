"""The settings of the house with the temporary app; tables are made from the models."""

from annulus.settings import *  # noqa: F403
from annulus.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.extension.ward"]
MIGRATION_MODULES = dict.fromkeys(("registry", "surveillance", "api"))
ALLOWED_HOSTS = ["testserver"]
