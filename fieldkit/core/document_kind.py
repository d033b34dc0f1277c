"""What documents are called, in commands, print jobs and JSON. What there is to know of each: `core.documents`."""

from fieldkit.core.facts.terms import OpenTerm


class DocumentKind(OpenTerm):
    """Every document that a person can ask for, by its English name. Jobs of another version may have other names."""

    RECEIPT = "receipt"
    DOCKET = "docket"
    CARD = "card"
    ROSTER = "roster"
    SIGN_IN = "signin"
    PLACES = "places"
    CONTACTS = "contacts"
    BOARD = "board"
    MESSAGES = "messages"
    LOG = "log"
    HANDOVER = "handover"
    EVALUATION = "evaluation"
    NOTICE = "notice"
    ANSWERS = "answers"
    CHITS = "chits"
    BADGE = "badge"
    LIST = "list"
    KEY_CARD = "keycard"
    CHANNEL_CARD = "channelcard"
    TEST = "test"


SLIP = DocumentKind("slip")
"""What the job of a slip is called. It is made of events that somebody chose, so nobody asks for it by name."""
EXERCISE_PAPER = DocumentKind("exercise")
"""What the job of a paper for an exercise is called. It is made of a scenario, so nobody asks for it by name."""
