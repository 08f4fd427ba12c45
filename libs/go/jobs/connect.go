package jobs

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
)

// reconnectWait is the pause between two attempts to reach a server that is gone.
const reconnectWait = time.Second

// URL is where NATS is reached: one server or several, separated by commas. It is secret, as it can have a password.
type URL string

// UnmarshalText takes nats:// and tls:// addresses.
func (u *URL) UnmarshalText(text []byte) error {
	for server := range strings.SplitSeq(string(text), ",") {
		parsed, err := url.Parse(server)
		if err != nil {
			return errors.New("not a URL")
		}
		if parsed.Scheme != "nats" && parsed.Scheme != "tls" || parsed.Host == "" {
			return errors.New("not a nats:// or tls:// URL with a host")
		}
	}
	*u = URL(text)
	return nil
}

// Connect returns a connection that is made in the background, now or as soon as there is a server, and again each time
// it is lost. The caller closes it.
func Connect(address URL, client string, logger *slog.Logger) (*nats.Conn, error) {
	conn, err := nats.Connect(string(address),
		nats.Name(client),
		nats.RetryOnFailedConnect(true),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(reconnectWait),
		nats.ReconnectBufSize(-1), // what cannot be sent now fails now: the caller knows what to do then
		nats.ConnectHandler(func(*nats.Conn) { logger.Info("NATS connected") }),
		nats.ReconnectHandler(func(*nats.Conn) { logger.Info("NATS connected again") }),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				logger.Warn("NATS connection lost", slog.Any("error", err))
			}
		}),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			logger.Warn("NATS reports an error", slog.Any("error", err))
		}),
	)
	if err != nil {
		return nil, fmt.Errorf("NATS: %w", err)
	}
	return conn, nil
}

// Check returns why nothing can be sent to NATS, or nil.
func Check(conn *nats.Conn) error {
	if status := conn.Status(); status != nats.CONNECTED {
		return fmt.Errorf("NATS: %s", strings.ToLower(status.String()))
	}
	return nil
}
