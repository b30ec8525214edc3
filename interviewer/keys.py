"""Keys that the candidate wishes to keep: in the system's keyring, by address, and nowhere else. Home of keyring."""

from __future__ import annotations

import logging

from interviewer.errors import Refused

log = logging.getLogger(__name__)

SERVICE = "mock-interviewer"
PUBLIC = "api.openai.com"
MISSING = "This system has no keyring that can be used, so the key is kept only until the program ends."


def keep(address: str, key: str) -> None:
    """Put a key into the keyring. Raises Refused, in a sentence, where there is none or it is locked."""
    import keyring

    try:
        keyring.set_password(SERVICE, address or PUBLIC, key)
    except Exception as error:  # a backend raises whatever its system raises; none of it may hold the key
        log.info("the keyring refused: %s", type(error).__name__)
        raise Refused(MISSING) from None


def kept(address: str) -> str:
    """The key kept for an address, "" where there is none."""
    import keyring

    try:
        return keyring.get_password(SERVICE, address or PUBLIC) or ""
    except Exception as error:
        log.info("the keyring refused: %s", type(error).__name__)
        return ""


def forget(address: str) -> None:
    """Take the key of an address out of the keyring."""
    import keyring

    try:
        keyring.delete_password(SERVICE, address or PUBLIC)
    except Exception as error:  # nothing was kept, or there is no keyring: the same to whoever wants it gone
        log.info("the keyring held nothing to forget: %s", type(error).__name__)
