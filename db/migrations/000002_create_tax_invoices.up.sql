CREATE TABLE tax_invoice_syncs (
    job_id uuid PRIMARY KEY REFERENCES jobs,
    company_id uuid NOT NULL REFERENCES companies,
    -- Month of issue in Korea: YYYY-MM.
    period text NOT NULL CHECK (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
    -- How many invoices the portal listed; known when the job has succeeded.
    invoice_count bigint CHECK (invoice_count >= 0)
);

CREATE INDEX tax_invoice_syncs_company ON tax_invoice_syncs (company_id);

-- The invoices that a company issued or received. Amounts are in won, and negative on correcting invoices.
CREATE TABLE tax_invoices (
    company_id uuid NOT NULL REFERENCES companies,
    approval_number text NOT NULL CHECK (approval_number ~ '^[0-9A-Za-z]{24}$'),
    supplier_business_number text NOT NULL CHECK (supplier_business_number ~ '^[0-9]{10}$'),
    buyer_business_number text NOT NULL CHECK (buyer_business_number ~ '^[0-9]{10}$'),
    issue_date date NOT NULL,
    supply_amount bigint NOT NULL,
    tax_amount bigint NOT NULL,
    -- Two companies of this ERP can be the two sides of one invoice; each sees it as its own portal account does.
    PRIMARY KEY (company_id, approval_number)
);
