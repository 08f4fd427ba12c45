-- name: InsertInsuranceFiling :exec
INSERT INTO insurance_filings (
    job_id, company_id, kind, scheme, employee_name, sealed_resident_number, effective_date, monthly_wage
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: GetInsuranceFiling :one
SELECT
    filings.company_id, filings.kind, filings.scheme, filings.employee_name, filings.effective_date,
    filings.monthly_wage, filings.sealed_record, filings.key_id, filings.layout,
    jobs.id, jobs.status, jobs.attempts, jobs.failure, jobs.created_at, jobs.finished_at
FROM insurance_filings AS filings
JOIN jobs ON jobs.id = filings.job_id
WHERE filings.job_id = $1;
