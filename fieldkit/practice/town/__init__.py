"""A made-up municipality: a morning and a demo as scripts, and institutions that write by themselves."""
