package http_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"kerp.io/apps/api-server/company"
	"kerp.io/apps/api-server/idempotency"
	"kerp.io/apps/api-server/insurance"
	"kerp.io/apps/api-server/job"
	"kerp.io/apps/api-server/storage"
	"kerp.io/apps/api-server/taxinvoice"
)

var created = time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)

// memory is every store of the API, in memory, with faults on demand.
type memory struct {
	mu        sync.Mutex
	companies map[uuid.UUID]company.Company
	syncs     map[uuid.UUID]taxinvoice.Sync
	filings   map[uuid.UUID]insurance.Filing
	numbers   []string // resident numbers, in the order of the filings
	invoices  []taxinvoice.Invoice
	answers   map[string]answer
	// down is the error of every store but that of the repeated requests.
	down error
	// answersDown is the error of that.
	answersDown error
}

type answer struct {
	fingerprint idempotency.Fingerprint
	response    *idempotency.Response
}

func newMemory() *memory {
	return &memory{
		companies: map[uuid.UUID]company.Company{},
		syncs:     map[uuid.UUID]taxinvoice.Sync{},
		filings:   map[uuid.UUID]insurance.Filing{},
		answers:   map[string]answer{},
	}
}

// stored counts what a request can have stored.
func (m *memory) stored() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.companies) + len(m.syncs) + len(m.filings)
}

// companyStore, syncStore and filingStore give each interface its own methods.
type (
	companyStore struct{ *memory }
	syncStore    struct{ *memory }
	filingStore  struct{ *memory }
)

func (m companyStore) Create(_ context.Context, wanted company.Company) (company.Company, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down != nil {
		return company.Company{}, m.down
	}
	for _, other := range m.companies {
		if other.ID == wanted.ID {
			return other, nil
		}
		if other.BusinessNumber == wanted.BusinessNumber {
			return company.Company{}, company.ErrTaken
		}
	}
	wanted.CreatedAt = created
	m.companies[wanted.ID] = wanted
	return wanted, nil
}

func (m companyStore) Get(_ context.Context, id uuid.UUID) (company.Company, error) {
	return get(m.memory, m.companies, id)
}

func (m companyStore) List(_ context.Context, after uuid.UUID, limit int) (storage.Page[company.Company], error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var page storage.Page[company.Company]
	for _, one := range m.companies {
		if one.ID.String() > after.String() {
			page.Items = append(page.Items, one)
		}
	}
	slices.SortFunc(page.Items, func(a, b company.Company) int { return strings.Compare(a.ID.String(), b.ID.String()) })
	if len(page.Items) > limit {
		page.Items = page.Items[:limit]
		page.Next = page.Items[limit-1].ID.String()
	}
	return page, m.down
}

func (m syncStore) CreateSync(_ context.Context, wanted taxinvoice.Sync) (taxinvoice.Sync, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.announce(wanted.CompanyID); err != nil {
		return taxinvoice.Sync{}, err
	}
	wanted.Status, wanted.CreatedAt = job.Pending, created
	m.syncs[wanted.ID] = wanted
	return wanted, nil
}

func (m syncStore) GetSync(_ context.Context, id uuid.UUID) (taxinvoice.Sync, error) {
	return get(m.memory, m.syncs, id)
}

func (m syncStore) ListInvoices(
	_ context.Context, companyID uuid.UUID, _ taxinvoice.Period, _ string, _ int,
) (storage.Page[taxinvoice.Invoice], error) {
	if _, err := get(m.memory, m.companies, companyID); err != nil {
		return storage.Page[taxinvoice.Invoice]{}, err
	}
	return storage.Page[taxinvoice.Invoice]{Items: m.invoices}, nil
}

func (m filingStore) Create(_ context.Context, request insurance.Request) (insurance.Filing, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.announce(request.CompanyID); err != nil {
		return insurance.Filing{}, err
	}
	filing := insurance.Filing{
		Job:     job.Job{ID: request.ID, Status: job.Pending, CreatedAt: created},
		Details: request.Details, CompanyID: request.CompanyID,
	}
	m.filings[request.ID] = filing
	m.numbers = append(m.numbers, request.ResidentNumber.Reveal())
	return filing, nil
}

func (m filingStore) Get(_ context.Context, id uuid.UUID) (insurance.Filing, error) {
	return get(m.memory, m.filings, id)
}

func (m *memory) announce(companyID uuid.UUID) error {
	if m.down != nil {
		return m.down
	}
	if _, ok := m.companies[companyID]; !ok {
		return job.ErrNoCompany
	}
	return nil
}

func get[T any](m *memory, from map[uuid.UUID]T, id uuid.UUID) (T, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found, ok := from[id]
	if m.down != nil {
		return found, m.down
	}
	if !ok {
		return found, storage.ErrNotFound
	}
	return found, nil
}

// Begin is that of an idempotency.Store.
func (m *memory) Begin(
	_ context.Context, key string, fingerprint idempotency.Fingerprint,
) (*idempotency.Response, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	before, ok := m.answers[key]
	switch {
	case m.answersDown != nil:
		return nil, m.answersDown
	case !ok:
		m.answers[key] = answer{fingerprint: fingerprint}
		return nil, nil //nolint:nilnil // begun
	case before.fingerprint != fingerprint:
		return nil, idempotency.ErrOtherRequest
	case before.response == nil:
		return nil, idempotency.ErrInProgress
	}
	return before.response, nil
}

// Finish is that of an idempotency.Store.
func (m *memory) Finish(
	_ context.Context, key string, fingerprint idempotency.Fingerprint, response idempotency.Response,
) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answers[key] = answer{fingerprint, &response}
	return nil
}

// Abandon is that of an idempotency.Store.
func (m *memory) Abandon(_ context.Context, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.answers, key)
	return nil
}
