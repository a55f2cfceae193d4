"""What is known of a patient on a day."""
