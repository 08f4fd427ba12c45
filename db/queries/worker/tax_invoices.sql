-- name: GetTaxInvoiceSync :one
SELECT syncs.company_id, companies.business_number, syncs.period, companies.credential_ref
FROM tax_invoice_syncs AS syncs
JOIN companies ON companies.id = syncs.company_id
WHERE syncs.job_id = $1;

-- name: UpsertTaxInvoices :exec
-- One statement a page. A page that lists an invoice twice counts once.
INSERT INTO tax_invoices (
    company_id, approval_number, supplier_business_number, buyer_business_number, issue_date, supply_amount, tax_amount
)
SELECT DISTINCT ON (page.approval_number) sqlc.arg(company_id)::uuid, page.*
FROM (
    SELECT
        unnest(sqlc.arg(approval_numbers)::text []) AS approval_number,
        unnest(sqlc.arg(supplier_business_numbers)::text []) AS supplier_business_number,
        unnest(sqlc.arg(buyer_business_numbers)::text []) AS buyer_business_number,
        unnest(sqlc.arg(issue_dates)::date []) AS issue_date,
        unnest(sqlc.arg(supply_amounts)::bigint []) AS supply_amount,
        unnest(sqlc.arg(tax_amounts)::bigint []) AS tax_amount
) AS page
ON CONFLICT (company_id, approval_number) DO UPDATE SET
    supplier_business_number = excluded.supplier_business_number,
    buyer_business_number = excluded.buyer_business_number,
    issue_date = excluded.issue_date,
    supply_amount = excluded.supply_amount,
    tax_amount = excluded.tax_amount;

-- name: SetInvoiceCount :exec
UPDATE tax_invoice_syncs SET invoice_count = sqlc.arg(invoice_count)::bigint WHERE job_id = $1;
