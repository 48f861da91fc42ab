"""What people may do: papers, suspensions, training and examinations."""
