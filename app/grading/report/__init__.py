"""The grade of one person as a document."""
