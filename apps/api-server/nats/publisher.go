// Package nats announces jobs through NATS JetStream.
package nats

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"kerp.io/apps/api-server/outbox"
	"kerp.io/libs/go/jobs"
)

// Publisher is an [outbox.Publisher].
type Publisher struct {
	conn *nats.Conn
	js   jetstream.JetStream
}

// NewPublisher returns a publisher over conn, which may be without a server yet.
func NewPublisher(conn *nats.Conn) (*Publisher, error) {
	js, err := jetstream.New(conn)
	if err != nil {
		return nil, fmt.Errorf("JetStream: %w", err)
	}
	return &Publisher{conn, js}, nil
}

// Publish publishes each announcement as a message whose id is that of the job, so that the stream drops one that comes
// twice, and returns the jobs of those that the stream has acknowledged. It makes the streams when they are not there.
func (p *Publisher) Publish(ctx context.Context, announcements []outbox.Announcement) ([]uuid.UUID, error) {
	if err := jobs.Check(p.conn); err != nil {
		return nil, err
	}
	published, err := p.publish(ctx, announcements)
	if !errors.Is(err, jetstream.ErrNoStreamResponse) {
		return published, err
	}
	err = jobs.EnsureStreams(ctx, p.js)
	if err != nil {
		return nil, err
	}
	return p.publish(ctx, announcements)
}

func (p *Publisher) publish(ctx context.Context, announcements []outbox.Announcement) ([]uuid.UUID, error) {
	var futures []jetstream.PubAckFuture
	for _, announcement := range announcements {
		future, err := p.js.PublishMsgAsync(messageOf(announcement), jetstream.WithMsgID(announcement.JobID.String()))
		if err != nil {
			return nil, fmt.Errorf("publish: %w", err)
		}
		futures = append(futures, future)
	}
	var published []uuid.UUID
	var failed error
	for i, future := range futures {
		select {
		case <-future.Ok():
			published = append(published, announcements[i].JobID)
		case err := <-future.Err():
			failed = fmt.Errorf("publish: %w", err)
		case <-ctx.Done():
			return published, fmt.Errorf("publish: %w", ctx.Err())
		}
	}
	return published, failed
}

func messageOf(announcement outbox.Announcement) *nats.Msg {
	message := nats.NewMsg(announcement.Kind.Subject())
	message.Data = jobs.Message{JobID: announcement.JobID}.Encode()
	if announcement.Traceparent != "" {
		message.Header.Set(jobs.TraceparentHeader, announcement.Traceparent)
	}
	return message
}
