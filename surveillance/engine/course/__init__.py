"""What the sizes and findings say together: course, risk, heading."""
