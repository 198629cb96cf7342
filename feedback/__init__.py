"""What learners say about a course: a short form at its end, a question after a lesson.

It counts for nothing and completes nothing. Nobody's answer is shown to anybody: the results are
of five people or more. May import learning and below.
"""
