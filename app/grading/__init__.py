"""The year of grades: people score what the figures propose, a second one approves, all can be appealed."""
