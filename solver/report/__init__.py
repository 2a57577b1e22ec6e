"""The report: the figures of solver.report.grading as tables in a terminal, JSON, CSV and a page."""
