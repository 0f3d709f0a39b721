"""Every failure a person may see, in one tree.

AppError(message, hint, retryable)
├── InvalidInput          what was asked cannot be understood; nothing was started
├── NotAllowed            understood, but not for this person
├── NotFound              no such video, scene, take or file
├── QuotaExceeded         the provider's window is used up; comes back by itself
├── TooManyRequests       more than one person's share; comes back by itself
├── BudgetExceeded        our own cap; comes back tomorrow or by a person's decision
├── MachineShort          memory, disk or processors are short here; comes back when others end
├── ContentRefused        we or the provider's safety filter said no; not charged
├── ProviderUnavailable   the provider cannot answer now
├── ProviderRejected      the provider answered that the request is wrong
├── OutcomeUnknown        a paid call may or may not have happened; counted as spent
├── Cancelled             a person stopped the job
├── MediaError            ffmpeg, a decoder or a quality check failed
└── StorageError          disk full, read-only folder, damaged database

A message is one plain sentence, the hint says what to do next. Foreign errors become
one of these at the edge where they appear, with `from`. Known secrets are masked in both.
"""

from __future__ import annotations

from typing import ClassVar

from core.secret_values import masked


class AppError(Exception):
    """Base of all errors that may be shown to a person."""

    retryable: ClassVar[bool] = False

    def __init__(self, message: str, hint: str = "", *, retry_after_s: float | None = None) -> None:
        self.message, self.hint = masked(message), masked(hint)
        super().__init__(self.message)
        self.retry_after_s = retry_after_s
        """Seconds after which the provider said to ask again; None when it did not say."""

    @property
    def kind(self) -> str:
        """The stable name of this error in JSON answers, such as `InvalidInput`."""
        return type(self).__name__


class InvalidInput(AppError):
    """What was asked cannot be understood; nothing was started."""


class NotAllowed(AppError):
    """Understood, but not for this person."""


class NotFound(AppError):
    """No such video, scene, take or file."""


class QuotaExceeded(AppError):
    """The provider's window is used up; it comes back by itself."""

    retryable = True

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        retry_after_s: float | None = None,
        quota_ids: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message, hint, retry_after_s=retry_after_s)
        self.quota_ids = quota_ids
        """The provider's names of the windows that are used up, where it gave them."""


class TooManyRequests(AppError):
    """Somebody asked for more than one person's share; it comes back by itself."""

    retryable = True


class BudgetExceeded(AppError):
    """Our own cap on money is reached."""


class MachineShort(AppError):
    """This machine has no room for the work now; it waits and goes on when there is."""

    retryable = True


class ContentRefused(AppError):
    """Our own policy or the provider's safety filter refused; nothing was charged."""

    def __init__(
        self, message: str, hint: str = "", *, retry_after_s: float | None = None, may_reword: bool = False
    ) -> None:
        super().__init__(message, hint, retry_after_s=retry_after_s)
        self.may_reword = may_reword
        """Whether asking once more in other words is worth it and proper."""


class ProviderUnavailable(AppError):
    """The provider cannot answer now."""

    retryable = True


class ProviderRejected(AppError):
    """The provider answered that the request itself is wrong."""


class OutcomeUnknown(AppError):
    """A paid call may or may not have happened; it is counted as spent."""


class Cancelled(AppError):
    """A person stopped the job; what was finished is kept."""


class MediaError(AppError):
    """ffmpeg, a decoder or a quality check failed."""


class StorageError(AppError):
    """Disk full, a read-only folder, or a damaged database."""

    retryable = True


def error_of_kind(kind: str, message: str, hint: str = "", retry_after_s: float | None = None) -> AppError:
    """Rebuild an error from its JSON form; an unknown kind becomes a plain AppError."""
    for cls in AppError.__subclasses__():
        if cls.__name__ == kind:
            return cls(message, hint, retry_after_s=retry_after_s)
    return AppError(message, hint, retry_after_s=retry_after_s)
