// Package redis keeps in Redis what is forgotten after a while: answers for repeated requests, and who asked how often.
package redis

import (
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
)

// URL is where Redis is reached. It is secret, as it can have a password.
type URL string

// UnmarshalText takes what go-redis takes: redis://user:password@host:port/database, or rediss:// for TLS.
func (u *URL) UnmarshalText(text []byte) error {
	if _, err := redis.ParseURL(string(text)); err != nil {
		return errors.New("not a redis:// or rediss:// URL") // the library's error repeats the URL
	}
	*u = URL(text)
	return nil
}

// timeout bounds each command: a request must not wait for Redis as long as for its own work.
const timeout = 500 * time.Millisecond

// Open returns a client that connects when it is first used, and again after a failure. The caller closes it.
func Open(address URL) (*redis.Client, error) {
	options, err := redis.ParseURL(string(address))
	if err != nil {
		return nil, errors.New("redis: not a redis:// or rediss:// URL")
	}
	options.DialTimeout = timeout
	options.ReadTimeout = timeout
	options.WriteTimeout = timeout
	options.PoolTimeout = timeout
	options.MaxRetries = 1 // one, as a connection of the pool may have been cut since it was used
	options.DialerRetries = 1
	// The library would write lines of its own to stderr; what they say is in the errors of the commands as well.
	logging.Disable()
	return redis.NewClient(options), nil
}
