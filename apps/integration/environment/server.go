package environment

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrNotOurs says that a server was given and is not this package's to stop.
var ErrNotOurs = errors.New("given by a variable, so not stopped here")

// Server is one of the servers that the services need.
type Server struct {
	// Name is PostgreSQL, Redis or NATS.
	Name string
	// URL is where and as whom it is used; it holds a password.
	URL string
	// Origin says for people where the server comes from.
	Origin string

	control control
}

// control stops a server and starts it again; nil for a given one.
type control interface {
	stop(ctx context.Context) error
	start(ctx context.Context) error
}

func givenServer(name, variable, url string) *Server {
	if url == "" {
		return nil
	}
	return &Server{Name: name, URL: url, Origin: "given by " + variable}
}

// stopTimeout is how long a server may take to end in order before it is killed.
const stopTimeout = 20 * time.Second

// Ours tells whether the server can be stopped.
func (s *Server) Ours() bool { return s.control != nil }

// Stop stops the server; it keeps its data.
func (s *Server) Stop(ctx context.Context) error {
	if !s.Ours() {
		return fmt.Errorf("stop %s: %w", s.Name, ErrNotOurs)
	}
	ctx, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	if err := s.control.stop(ctx); err != nil {
		return fmt.Errorf("stop %s: %w", s.Name, err)
	}
	return nil
}

// Start starts the stopped server, on the same port and with the same data, and returns when it answers.
func (s *Server) Start(ctx context.Context) error {
	if !s.Ours() {
		return fmt.Errorf("start %s: %w", s.Name, ErrNotOurs)
	}
	if err := s.control.start(ctx); err != nil {
		return fmt.Errorf("start %s: %w", s.Name, err)
	}
	return nil
}
