package hcl

import (
	"math/big"
	"net/netip"

	"espc.dev/schema/tree"
)

// prefix returns an argument that is a network in CIDR notation.
func (c *call) prefix(i int) (netip.Prefix, bool) {
	s, ok := c.str(i)
	if !ok {
		return netip.Prefix{}, false
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		c.failArg(i, "the text is no network such as 10.0.0.0/16")
		return netip.Prefix{}, false
	}
	return p.Masked(), true
}

// offset returns a network's address with a number added at a bit counted from the left end.
func offset(p netip.Prefix, number int64, bit int) (netip.Addr, bool) {
	base := p.Addr().AsSlice()
	sum := new(big.Int).Lsh(big.NewInt(number), uint(p.Addr().BitLen()-bit))
	sum.Add(sum, new(big.Int).SetBytes(base))
	if sum.Sign() < 0 || sum.BitLen() > len(base)*8 {
		return netip.Addr{}, false
	}
	addr, _ := netip.AddrFromSlice(sum.FillBytes(make([]byte, len(base))))
	return addr, p.Contains(addr)
}

// cidrSubnet is cidrsubnet(network, new bits, number): one of the networks that the network is divided into.
func cidrSubnet(c *call) *tree.Node {
	p, ok := c.prefix(0)
	if !ok {
		return nil
	}
	bits, ok := c.integer(1)
	if !ok {
		return nil
	}
	number, ok := c.integer(2)
	if !ok {
		return nil
	}
	length := p.Bits() + bits
	if bits < 0 || length > p.Addr().BitLen() {
		return c.failArg(1, "a network of %d bits can't be divided by %d more", p.Bits(), bits)
	}
	addr, ok := offset(p, int64(number), length)
	if number < 0 || !ok {
		return c.failArg(2, "there is no network %d among those of %d more bits", number, bits)
	}
	return c.newText(netip.PrefixFrom(addr, length).String())
}

// cidrHost is cidrhost(network, number): an address in the network, from its end for a negative number.
func cidrHost(c *call) *tree.Node {
	p, ok := c.prefix(0)
	if !ok {
		return nil
	}
	number, ok := c.integer(1)
	if !ok {
		return nil
	}
	n := int64(number)
	if number < 0 && p.Addr().BitLen()-p.Bits() < 62 {
		n += 1 << (p.Addr().BitLen() - p.Bits())
	}
	addr, ok := offset(p, n, p.Addr().BitLen())
	if !ok {
		return c.failArg(1, "the network has no host %d", number)
	}
	return c.newText(addr.String())
}

// cidrNetmask is the netmask of an IPv4 network.
func cidrNetmask(c *call) *tree.Node {
	p, ok := c.prefix(0)
	switch {
	case !ok:
		return nil
	case !p.Addr().Is4():
		return c.failArg(0, "only an IPv4 network has a netmask")
	}
	mask := ^uint32(0) << (32 - p.Bits())
	return c.newText(netip.AddrFrom4([4]byte{byte(mask >> 24), byte(mask >> 16), byte(mask >> 8), byte(mask)}).String())
}
