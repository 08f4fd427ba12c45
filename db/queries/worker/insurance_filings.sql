-- name: GetInsuranceFiling :one
SELECT
    filings.kind, filings.scheme, filings.employee_name, filings.sealed_resident_number, filings.effective_date,
    filings.monthly_wage, companies.business_number
FROM insurance_filings AS filings
JOIN companies ON companies.id = filings.company_id
WHERE filings.job_id = $1;

-- name: StoreRecord :exec
UPDATE insurance_filings
SET sealed_resident_number = NULL, sealed_record = $2, key_id = sqlc.arg(key_id)::text, layout = sqlc.arg(layout)::text
WHERE job_id = $1;

-- name: EraseResidentNumber :exec
UPDATE insurance_filings SET sealed_resident_number = NULL WHERE job_id = $1;
