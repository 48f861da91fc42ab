"""What happens on site: messages of phones, checklists, photos, bills, signatures, reviews."""
