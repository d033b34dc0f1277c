"""Pure: events, state, clock, vector, cards, roster and phrases. No clock, file, socket or random source."""
