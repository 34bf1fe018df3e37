package format

import (
	"fmt"
	"net/netip"

	"espc.dev/schema/diag"
)

// CIDR checks a network such as 10.20.0.0/16 or 2001:db8::/32. Bits after the prefix are zero.
func CIDR(s string) *Problem {
	prefix, err := netip.ParsePrefix(s)
	if err != nil {
		if addr, err := netip.ParseAddr(s); err == nil && addr.Zone() == "" {
			return bad(diag.BadText, Quote(s)+" is one address, not a network", fmt.Sprintf("write %q", netip.PrefixFrom(addr, addr.BitLen()).String()))
		}
		return bad(diag.BadText, Quote(s)+" is no network in CIDR form", "write ADDRESS/PREFIX, such as 10.20.0.0/16")
	}
	if masked := prefix.Masked(); masked != prefix {
		return bad(diag.HostBits, fmt.Sprintf("%s has bits set after its prefix: the network is %s", s, masked),
			fmt.Sprintf("write %q for the network, or %q for the one address", masked.String(), netip.PrefixFrom(prefix.Addr(), prefix.Addr().BitLen()).String()))
	}
	return nil
}
