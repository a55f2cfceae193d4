"""Work beside the request: jobs, messages, what is asked for on commit."""
