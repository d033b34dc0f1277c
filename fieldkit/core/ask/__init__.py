"""What a person should be asked now, and the facts that a yes records. Nothing happens by itself."""
