"""What a person does, once, for console and command line alike: who may, defaults, what follows."""
