-- name: InsertCompany :execrows
-- Inserts nothing if there is a company of this id: a repeated request derives the same id.
INSERT INTO companies (id, business_number, name, credential_ref)
VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO NOTHING;

-- name: GetCompany :one
SELECT * FROM companies WHERE id = $1;

-- name: ListCompanies :many
SELECT * FROM companies WHERE id > sqlc.arg(after) ORDER BY id LIMIT sqlc.arg(size);
