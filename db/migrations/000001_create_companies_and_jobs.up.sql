CREATE TABLE companies (
    id uuid PRIMARY KEY,
    business_number text NOT NULL UNIQUE CHECK (business_number ~ '^[0-9]{10}$'),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    -- The name of a credential that the tax-scraper holds, never the credential.
    credential_ref text NOT NULL CHECK (credential_ref ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    created_at timestamptz NOT NULL DEFAULT now()
);

-- What every kind of work has in common. A job ends as succeeded or failed and is never changed after that.
CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('tax-invoice-sync', 'insurance-filing')),
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'running', 'succeeded', 'failed')),
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- Why the last attempt failed; of a failed job, why the job did.
    failure text,
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    CHECK (status <> 'failed' OR failure IS NOT NULL),
    CHECK ((status IN ('succeeded', 'failed')) = (finished_at IS NOT NULL))
);

-- For the search for jobs whose message was lost.
CREATE INDEX jobs_unfinished ON jobs (changed_at) WHERE finished_at IS NULL;

-- Jobs that NATS has not been told of. A row is written with its job and removed when the stream has the message.
CREATE TABLE outbox (
    job_id uuid PRIMARY KEY REFERENCES jobs,
    -- W3C trace context of the request, empty without one.
    traceparent text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX outbox_created_at ON outbox (created_at);
