-- Our own word for a build is its label; `model` is what a server calls it (replies, attestations, speeds).

-- Renaming rewrites triggers, indexes and the other views; this view's own column would be renamed with them.
DROP VIEW problem_results;
ALTER TABLE attempts RENAME COLUMN model TO label;
ALTER TABLE cells RENAME COLUMN model TO label;
ALTER TABLE cell_states RENAME COLUMN model TO label;
ALTER TABLE failed_tries RENAME COLUMN model TO label;
ALTER TABLE hints RENAME COLUMN model TO label;

CREATE VIEW problem_results AS
SELECT c.label AS model, c.effort, c.language, p.problem, p.label, p.title, round(p.difficulty) AS difficulty,
       count(*) AS attempts, sum(g.verdict IS 'AC') AS ac,
       group_concat(coalesce(g.verdict, g.outcome), ' ') AS results, round(avg(g.seconds), 1) AS mean_seconds
FROM grades g JOIN cells c ON c.id = g.cell JOIN problems p ON p.number = g.problem
WHERE g.round = 0 AND g.source IN ('solve', 'batch')
GROUP BY c.label, c.effort, c.language, p.number;
