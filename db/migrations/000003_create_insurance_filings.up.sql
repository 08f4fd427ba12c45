CREATE TABLE insurance_filings (
    job_id uuid PRIMARY KEY REFERENCES jobs,
    company_id uuid NOT NULL REFERENCES companies,
    kind text NOT NULL CHECK (kind IN ('acquisition', 'loss')),
    scheme text NOT NULL CHECK (scheme IN ('national-pension', 'health', 'employment', 'industrial-accident')),
    employee_name text NOT NULL,
    effective_date date NOT NULL,
    -- In won.
    monthly_wage bigint NOT NULL CHECK (monthly_wage >= 0),
    -- The resident registration number, encrypted (kerp.io/libs/go/sealing). It is here only between the request and
    -- the end of the job, whether that succeeds or fails.
    sealed_resident_number bytea,
    -- What the insurance-edi answered. The record itself, which shows the resident number, is not kept.
    sealed_record bytea,
    key_id text,
    layout text,
    CHECK (num_nonnulls(sealed_record, key_id, layout) IN (0, 3)),
    CHECK (sealed_resident_number IS NULL OR sealed_record IS NULL)
);

CREATE INDEX insurance_filings_company ON insurance_filings (company_id);
