-- name: InsertJob :execrows
-- Inserts nothing if there is a job of this id: a repeated request derives the same id.
INSERT INTO jobs (id, kind) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING;

-- name: InsertOutbox :exec
INSERT INTO outbox (job_id, traceparent) VALUES ($1, $2);

-- name: ClaimOutbox :many
-- Locks the oldest rows that no other relay works on, until the end of the transaction.
SELECT outbox.job_id, outbox.traceparent, jobs.kind
FROM outbox
JOIN jobs ON jobs.id = outbox.job_id
ORDER BY outbox.created_at
LIMIT sqlc.arg(size)
FOR UPDATE OF outbox SKIP LOCKED;

-- name: DeleteOutbox :exec
DELETE FROM outbox WHERE job_id = ANY (sqlc.arg(job_ids)::uuid []);

-- name: RequeueLostJobs :execrows
-- Announces the unfinished jobs that nothing has happened to since the given time once more.
WITH lost AS (
    UPDATE jobs SET changed_at = now()
    WHERE finished_at IS NULL AND changed_at < sqlc.arg(unchanged_since)::timestamptz
    RETURNING id
)
INSERT INTO outbox (job_id) SELECT id FROM lost ON CONFLICT (job_id) DO NOTHING;
