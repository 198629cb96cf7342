from typing import Any

from django.apps import AppConfig


def _completed(**kwargs: Any) -> None:
    from core.doorbell import wake

    wake("certificates.issue_certificates")


class CertificatesConfig(AppConfig):
    name = "certificates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from certificates import personal_data
        from certificates.names import check_printable
        from learning.signals import enrollment_completed
        from users.names import register_printable
        from users.signals import personal_data_requested, user_erased

        register_printable(check_printable)
        enrollment_completed.connect(_completed, dispatch_uid="certificates.completed")
        personal_data_requested.connect(personal_data.export, dispatch_uid="certificates.export")
        user_erased.connect(personal_data.erase, dispatch_uid="certificates.erase")
