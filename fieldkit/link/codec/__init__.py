"""Events as bits: small writers and readers, Danish text in five bits a letter, and the layout of every kind."""
