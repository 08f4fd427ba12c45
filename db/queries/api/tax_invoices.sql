-- name: InsertTaxInvoiceSync :exec
INSERT INTO tax_invoice_syncs (job_id, company_id, period) VALUES ($1, $2, $3);

-- name: GetTaxInvoiceSync :one
SELECT
    syncs.company_id, syncs.period, syncs.invoice_count,
    jobs.id, jobs.status, jobs.attempts, jobs.failure, jobs.created_at, jobs.finished_at
FROM tax_invoice_syncs AS syncs
JOIN jobs ON jobs.id = syncs.job_id
WHERE syncs.job_id = $1;

-- name: ListTaxInvoices :many
-- By approval number, which begins with a date.
SELECT * FROM tax_invoices
WHERE
    company_id = $1
    AND approval_number > sqlc.arg(after)
    AND issue_date >= sqlc.arg(issued_from) AND issue_date < sqlc.arg(issued_before)
ORDER BY approval_number
LIMIT sqlc.arg(size);
