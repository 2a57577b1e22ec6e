"""The report: the figures of solver.report.grading as terminal tables, JSON, CSV and a page."""
