"""What is printed for the festival: posters and table cards of the stands, and the directory of an edition."""
