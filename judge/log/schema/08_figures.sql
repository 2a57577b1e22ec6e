-- Which problems have pictures that a model does not see.

ALTER TABLE problems ADD COLUMN has_figures INTEGER;
