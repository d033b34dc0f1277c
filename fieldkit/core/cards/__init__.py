"""Action cards as text: their types, their little language, and the reader that names every fault by line."""
