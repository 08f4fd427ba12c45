DROP TABLE tax_invoices;
DROP TABLE tax_invoice_syncs;
DELETE FROM outbox USING jobs WHERE outbox.job_id = jobs.id AND jobs.kind = 'tax-invoice-sync';
DELETE FROM jobs WHERE kind = 'tax-invoice-sync';
