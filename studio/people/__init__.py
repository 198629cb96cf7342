"""Helping learners: the people of a run, one learner's path, and what can be done for them."""
