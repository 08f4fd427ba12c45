package redis

import (
	"context"
	"fmt"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"
)

// RateLimit counts the requests of each client by the generic cell rate algorithm: a client that has been quiet may
// send a minute's worth at once, and after that one each time its share of a minute has passed.
type RateLimit struct {
	limiter *redis_rate.Limiter
	limit   redis_rate.Limit
}

// NewRateLimit returns a limit of the given number of requests a minute.
func NewRateLimit(client *redis.Client, perMinute int) *RateLimit {
	return &RateLimit{redis_rate.NewLimiter(client), redis_rate.PerMinute(perMinute)}
}

// Allow counts a request of the client and returns 0 if it is within the limit, or when to come back.
func (r *RateLimit) Allow(ctx context.Context, client string) (retryAfter time.Duration, err error) {
	result, err := r.limiter.Allow(ctx, "kerp:"+client, r.limit)
	if err != nil {
		return 0, fmt.Errorf("rate limit: %w", err)
	}
	if result.Allowed > 0 {
		return 0, nil
	}
	return result.RetryAfter, nil
}
