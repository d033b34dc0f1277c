"""Pure: what happened (`facts`), what follows (`state`), what people see of it (`views`, `tell`) and are asked (`ask`).

With them what that takes: time, text, the lists of places and people, cards, the shorthand, documents by name.
No clock, file, socket or random source.
"""
