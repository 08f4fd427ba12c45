-- name: StartJob :one
-- Counts the attempt. There is no row when the job is finished, of another kind or not there.
UPDATE jobs SET status = 'running', attempts = attempts + 1, changed_at = now()
WHERE id = $1 AND kind = $2 AND finished_at IS NULL
RETURNING attempts;

-- name: GetJob :one
SELECT kind, status, failure FROM jobs WHERE id = $1;

-- name: RetryJob :exec
UPDATE jobs SET status = 'pending', failure = sqlc.arg(failure)::text, changed_at = now()
WHERE id = $1 AND finished_at IS NULL;

-- name: ReleaseJob :exec
UPDATE jobs SET status = 'pending', attempts = attempts - 1, changed_at = now()
WHERE id = $1 AND finished_at IS NULL AND attempts > 0;

-- name: SucceedJob :execrows
-- Nothing when another delivery of the job was faster.
UPDATE jobs SET status = 'succeeded', failure = NULL, changed_at = now(), finished_at = now()
WHERE id = $1 AND finished_at IS NULL;

-- name: FailJob :execrows
UPDATE jobs SET status = 'failed', failure = sqlc.arg(failure)::text, changed_at = now(), finished_at = now()
WHERE id = $1 AND finished_at IS NULL;
