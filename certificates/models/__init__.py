"""Tables of `certificates`."""

from .certificate import Certificate, CertificateState
from .share import CertificateShare
from .template import CertificateTemplate

__all__ = ["Certificate", "CertificateShare", "CertificateState", "CertificateTemplate"]
