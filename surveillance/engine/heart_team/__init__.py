"""The Heart Team's flow, the review's Figure 6."""
