"""The exception tree of the interviewer room; `line` is the one sentence of each that a candidate may read.

    InterviewError
    ├── SettingsError           a setting, prompt or file of ours is missing or wrong: the start stops
    ├── StoreError              the events could not be read or written
    │   ├── StoreUnreadable     the database is damaged, or is not one of ours
    │   │   └── SessionUnreadable   one interview in it was altered
    │   └── StoreReadOnly       the data folder or the database refuses to be written
    ├── Conflict                somebody (another tab, a double click) was first
    ├── Refused                 the candidate's input cannot be taken as it is
    ├── ObtainError             the local model could not be obtained, or not be kept
    └── ModelError              the language model gave no usable reply; the interview goes on without it
        ├── ModelUnreachable    no connection, or it broke
        ├── KeyRefused          401, 403
        ├── ModelUnknown        404, or the endpoint says that it has no such model
        ├── ModelBusy           429, 5xx
        ├── QuotaUsedUp         429 or 402 with no credit left
        ├── ModelTooSlow        a deadline of ours passed
        ├── PromptTooLong       the model's context is too small for the prompt
        ├── RequestRefused      400 for another reason
        ├── EngineUnusable      the local model's engine does not start, or has stopped
        └── ReplyUnusable       truncated, empty, a refusal, filtered, too large, not what the wire promises
            └── ReplyUnfit      complete, but not in the form asked for; `why` says what is wrong with it

`str(error)` is its `line` too. What a server said stays in `__cause__`, with the key taken out of it.
"""

from __future__ import annotations

from typing import ClassVar


class InterviewError(Exception):
    """Something that stops or hinders an interview, told in one calm sentence."""

    default: ClassVar[str] = "Something went wrong here; what you said is saved."

    def __init__(self, line: str = "") -> None:
        self.line = line or self.default
        super().__init__(self.line)


class SettingsError(InterviewError):
    """A setting or a file of ours is missing or wrong."""

    default = "A setting is wrong."


class StoreError(InterviewError):
    """The events could not be read or written."""

    default = "The interview could not be saved; check the free space on the disk and send it again."


class StoreUnreadable(StoreError):
    """The database `name` is damaged, or is not one of ours; `why` says what was found."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f"The history in {name!r} cannot be read: {why}. Nothing was changed; restore a copy, or start with"
            " --fresh-history to move it aside and begin a new one."
        )


class SessionUnreadable(StoreUnreadable):
    """One interview in the database `name` was altered; `why` says what was found."""

    def __init__(self, name: str, why: str) -> None:
        StoreError.__init__(
            self,
            f"This interview cannot be read: {why}. Nothing was changed, and the other interviews can be read; to get this"
            f" one back, restore a copy of {name!r}, or else delete it.",
        )


class StoreReadOnly(StoreError):
    """The data folder or the database refuses to be written."""

    default = "The interview cannot be saved, because the data folder is read-only; make it writable."


class Conflict(InterviewError):
    """Somebody was first: another tab, another process, a double click."""

    default = "This was already answered, perhaps in another tab; here is where the interview stands."


class Refused(InterviewError):
    """The candidate's input cannot be taken as it is."""

    default = "This cannot be taken as it is; please shorten it and send it again."


class ObtainError(InterviewError):
    """The local model could not be obtained, or its folder not be written."""

    default = "The local model could not be obtained; check the network and run it again."


class ModelError(InterviewError):
    """The language model gave no usable reply: `said` is what happened, `tokens` what it cost anyway."""

    what: ClassVar[str] = "The model gave no usable reply"
    remedy: ClassVar[str] = "try again, or choose another model"

    def __init__(self, what: str = "", *, tokens: int = 0) -> None:
        self.tokens = tokens
        self.said = what or self.what
        super().__init__(f"{self.said}; the interview goes on without it.")

    @property
    def advice(self) -> str:
        """What happened and what to do about it, for the person who chose the model."""
        return f"{self.said}: {self.remedy}."


class ModelUnreachable(ModelError):
    """No connection to the endpoint, or it broke."""

    what = "The model cannot be reached right now"
    remedy = "check the address, and that the server is running"


class KeyRefused(ModelError):
    """The endpoint does not accept the key."""

    what = "The model's endpoint does not accept the key"
    remedy = "check the key, and that it may use this model"


class ModelUnknown(ModelError):
    """The endpoint has no such model, or no model stands at this address."""

    what = "The endpoint does not know this model"
    remedy = "check the model's name, and the address (most end in /v1)"


class ModelBusy(ModelError):
    """The endpoint is overloaded or failing."""

    what = "The model is too busy to reply right now"
    remedy = "wait a minute and try again"


class QuotaUsedUp(ModelError):
    """The account behind the key has no credit left."""

    what = "The credit behind the model's key is used up"
    remedy = "add credit to the account, or use another key"


class ModelTooSlow(ModelError):
    """A deadline of ours passed before the reply was complete."""

    what = "The model took too long to reply"
    remedy = "choose a faster model, or allow it more time"


class PromptTooLong(ModelError):
    """The model's context is too small for what had to be sent."""

    what = "This was too long for the model to read"
    remedy = "choose a model with a larger context"


class RequestRefused(ModelError):
    """The endpoint refuses the request as such, in the plainest form too."""

    what = "The model's endpoint does not accept the request"
    remedy = "check that the address is an OpenAI-compatible one"


class EngineUnusable(ModelError):
    """The local model's engine does not start, or has stopped."""

    what = "The local model has stopped"
    remedy = "start the app again, or set it up anew with `make local-model`"


class ReplyUnusable(ModelError):
    """The reply is truncated, empty, a refusal, filtered, too large, or not what the wire promises."""

    what = "The model's reply could not be used"


class ReplyUnfit(ReplyUnusable):
    """The reply is complete, but does not fit the form; `why` says what is wrong, so it can be repaired."""

    what = "The model's reply did not fit the form"

    def __init__(self, why: str, *, tokens: int = 0) -> None:
        super().__init__(tokens=tokens)
        self.why = why
