"""The roster: places, people, resources, plans and levels as the municipality hands them in, with later edits."""
