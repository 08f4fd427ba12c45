package settings

import (
	"errors"
	"fmt"
	"net"
	"strconv"
)

// ListenAddr is where a server listens: host:port, or :port for every interface. Port 0 picks a free one.
type ListenAddr string

// UnmarshalText takes a host:port whose host may be empty.
func (a *ListenAddr) UnmarshalText(text []byte) error {
	if _, _, err := splitHostPort(string(text)); err != nil {
		return err
	}
	*a = ListenAddr(text)
	return nil
}

// HostPort is where another service is reached: a host and a port, both stated.
type HostPort string

// UnmarshalText takes a host:port whose host is not empty and whose port is not 0.
func (a *HostPort) UnmarshalText(text []byte) error {
	host, port, err := splitHostPort(string(text))
	if err != nil {
		return err
	}
	if host == "" || port == 0 {
		return errors.New("the host is empty or the port is 0")
	}
	*a = HostPort(text)
	return nil
}

func splitHostPort(address string) (host string, port uint16, err error) {
	host, portText, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, err
	}
	number, err := strconv.ParseUint(portText, 10, 16)
	if err != nil {
		return "", 0, fmt.Errorf("port %q is not a number from 0 to 65535", portText)
	}
	return host, uint16(number), nil
}
