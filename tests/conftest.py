"""What all tests share: properties are about what holds, never about how fast it was shown."""

from hypothesis import settings

settings.register_profile("everywhere", deadline=None)
settings.load_profile("everywhere")
