"""What a rule is: immutable records without I/O, and nothing that names an offence, a province or an amount."""
