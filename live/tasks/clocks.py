"""Sessions follow a country that changes its clock."""
