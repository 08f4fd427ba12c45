//go:build linux

package machine

import (
	"errors"
	"fmt"
	"net"
	"net/netip"

	"github.com/vishvananda/netlink"

	"kerp.io/tools/local-cluster/cluster"
)

// AddBridge makes the device that pods are connected to, with the node's address, unless it is there.
func AddBridge(gateway netip.Addr) error {
	attributes := netlink.NewLinkAttrs()
	attributes.Name = cluster.Bridge
	// Given by hand, the hardware address stays when pods come and go. Made of the IP address: 0a:58 is what CNI uses.
	bytes := gateway.As4()
	attributes.HardwareAddr = append(net.HardwareAddr{0x0a, 0x58}, bytes[:]...)
	bridge := &netlink.Bridge{LinkAttrs: attributes}
	if _, err := netlink.LinkByName(cluster.Bridge); errors.As(err, &netlink.LinkNotFoundError{}) {
		if err := netlink.LinkAdd(bridge); err != nil {
			return fmt.Errorf("make the bridge %s: %w", cluster.Bridge, err)
		}
	}
	link, err := netlink.LinkByName(cluster.Bridge)
	if err != nil {
		return fmt.Errorf("find the bridge %s: %w", cluster.Bridge, err)
	}
	address := &netlink.Addr{IPNet: &net.IPNet{IP: gateway.AsSlice(), Mask: net.CIDRMask(24, 32)}}
	if err := netlink.AddrReplace(link, address); err != nil {
		return fmt.Errorf("give the bridge %s the address %s: %w", cluster.Bridge, gateway, err)
	}
	if err := netlink.LinkSetUp(link); err != nil {
		return fmt.Errorf("start the bridge %s: %w", cluster.Bridge, err)
	}
	return nil
}

// RemoveBridge removes the device, if it is there.
func RemoveBridge() error {
	link, err := netlink.LinkByName(cluster.Bridge)
	if errors.As(err, &netlink.LinkNotFoundError{}) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find the bridge %s: %w", cluster.Bridge, err)
	}
	if err := netlink.LinkDel(link); err != nil {
		return fmt.Errorf("remove the bridge %s: %w", cluster.Bridge, err)
	}
	return nil
}

// networks are the ranges that a cluster can have: private ones that few others choose.
var networks = []netip.Prefix{
	netip.MustParsePrefix("10.201.0.0/16"),
	netip.MustParsePrefix("10.202.0.0/16"),
	netip.MustParsePrefix("10.203.0.0/16"),
	netip.MustParsePrefix("172.30.0.0/16"),
	netip.MustParsePrefix("192.168.0.0/16"),
}

// ErrNoNetwork says that every range is taken.
var ErrNoNetwork = errors.New("every address range for pods is in use")

// FreeNetwork chooses a range for the addresses of pods and Services that the machine has no route to.
func FreeNetwork() (netip.Prefix, error) {
	routes, err := netlink.RouteList(nil, netlink.FAMILY_V4)
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("list the routes: %w", err)
	}
	var used []netip.Prefix
	for i := range routes {
		if routes[i].Dst == nil {
			continue
		}
		prefix, err := netip.ParsePrefix(routes[i].Dst.String())
		if err == nil && prefix.Bits() > 0 {
			used = append(used, prefix)
		}
	}
	return firstFree(networks, used)
}

func firstFree(candidates, used []netip.Prefix) (netip.Prefix, error) {
	for _, candidate := range candidates {
		taken := false
		for _, prefix := range used {
			taken = taken || prefix.Overlaps(candidate)
		}
		if !taken {
			return candidate, nil
		}
	}
	return netip.Prefix{}, ErrNoNetwork
}
