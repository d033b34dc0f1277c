"""Why a packet did not arrive, as people are told it: the firmware's words are English and for those who know it."""

_DA = {
    "NO_ROUTE": "ingen vej dertil",
    "GOT_NAK": "afvist undervejs",
    "TIMEOUT": "intet svar",
    "NO_INTERFACE": "radioen kan ikke sende",
    "MAX_RETRANSMIT": "intet svar",
    "NO_CHANNEL": "radioen har ikke den kanal",
    "TOO_LARGE": "for lang til luften",
    "NO_RESPONSE": "intet svar",
    "DUTY_CYCLE_LIMIT": "sendetiden er brugt op",
    "NOT_AUTHORIZED": "den anden radio siger nej",
    "PKI_FAILED": "de to radioer kender ikke hinanden",
    "PKI_UNKNOWN_PUBKEY": "de to radioer kender ikke hinanden",
    "PKI_SEND_FAIL_PUBLIC_KEY": "de to radioer kender ikke hinanden",
    "RATE_LIMIT_EXCEEDED": "radioen kan ikke følge med",
    "QUEUE_FULL": "radioen kan ikke følge med",
    "NOT_CONNECTED": "ingen forbindelse til radioen",
    "CONNECTION_LOST": "forbindelsen til radioen blev afbrudt",
    "NO_ANSWER": "radioen svarede ikke",
    "WAITING_FULL": "radioen kan ikke følge med",
}


def fate_da(word: str) -> str:
    """A routing error's or a refusal's word in Danish; the word itself where the firmware is newer than this."""
    return _DA.get(word, word) or "intet svar"
