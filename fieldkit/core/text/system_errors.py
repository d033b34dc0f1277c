"""Why the machine refuses something, in a few Danish words: its own are English."""

import errno

_REASONS = {
    errno.ENOENT: "findes ikke",
    errno.EACCES: "ingen adgang",
    errno.EPERM: "ikke tilladt",
    errno.EROFS: "skrivebeskyttet",
    errno.ENOSPC: "disken er fuld",
    errno.EDQUOT: "der er ikke mere plads til denne bruger",
    errno.EFBIG: "filen bliver for stor",
    errno.EIO: "mediet svarer med fejl",
    errno.ENODEV: "enheden er der ikke",
    errno.ENXIO: "enheden er der ikke",
    errno.EISDIR: "det er en mappe",
    errno.ENOTDIR: "en del af stien er ingen mappe",
    errno.EEXIST: "findes allerede",
    errno.ENOTEMPTY: "mappen er ikke tom",
    errno.ENAMETOOLONG: "navnet er for langt",
    errno.ELOOP: "stien går i ring",
    errno.EBUSY: "optaget af et andet program",
    errno.EAGAIN: "optaget af et andet program",
    errno.EMFILE: "for mange filer er åbne",
    errno.ENFILE: "for mange filer er åbne",
    errno.ENOMEM: "der er ikke mere hukommelse",
    errno.ETIMEDOUT: "intet svar i tide",
    errno.EPIPE: "den anden ende lukkede",
    errno.ECONNREFUSED: "ingen tager imod",
    errno.ECONNRESET: "den anden ende afbrød",
    errno.EHOSTUNREACH: "ingen vej dertil",
    errno.ENETUNREACH: "intet net",
    errno.EADDRINUSE: "optaget af et andet program",
    errno.EINVAL: "det kan ikke lade sig gøre her",
}


def because(error: Exception) -> str:
    """The reason of an OSError, and of those that only look like one; the number alone of one that no word is for."""
    number = getattr(error, "errno", None)
    if not isinstance(number, int):
        return str(error)
    return _REASONS.get(number, f"fejl {number}")
