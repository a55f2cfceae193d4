"""The wiring's own app: at start it registers the deployment checks and the session limits."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class AnnulusConfig(AppConfig):
    """Has no models; `ready` is where Django lets wiring be joined."""

    name = "annulus"
    verbose_name = "Annulus wiring"

    def ready(self) -> None:
        """Checks and sessions read Django's own models, so they are joined only now."""
        from django.db.backends.sqlite3.base import DatabaseWrapper  # noqa: PLC0415

        from annulus import checks, database_checks, sessions  # noqa: PLC0415  (Django's rule: not before the apps are ready)

        # Django asks SQLite itself, in a transaction: while another process writes the answer is "no", and it is kept.
        DatabaseWrapper.features_class.supports_json_field = True  # type: ignore[assignment,method-assign]
        register(checks.deployment_faults, Tags.security)
        register(database_checks.database_faults, Tags.database)
        sessions.connect()
