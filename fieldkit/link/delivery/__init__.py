"""The delivery machine, sans-IO: what is sent when, what is asked for, who has what, and how far each event came."""
