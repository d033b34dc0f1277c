"""F4: action cards: those in use, those that fit what is going on, all of them; and one card with its steps."""

from fieldkit.console.cards.cards_view import Cards

__all__ = ["Cards"]
