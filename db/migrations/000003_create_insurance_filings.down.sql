DROP TABLE insurance_filings;
DELETE FROM outbox USING jobs WHERE outbox.job_id = jobs.id AND jobs.kind = 'insurance-filing';
DELETE FROM jobs WHERE kind = 'insurance-filing';
