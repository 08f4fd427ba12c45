package nats

import "time"

// SetAckWait shortens the time after which a message without a sign of life is delivered again.
func (c *Consumer) SetAckWait(wait time.Duration) { c.ackWait = wait }

// HeaderText is the text of a header.
func HeaderText(text string) string { return headerText(text) }
