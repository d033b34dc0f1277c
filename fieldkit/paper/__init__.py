"""Pure: documents and their layout on narrow paper; knows no printer."""
