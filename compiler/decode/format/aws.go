package format

import (
	"net/netip"
	"strings"

	"espc.dev/schema/diag"
)

// AWSRegion checks the form of a region: eu-west-1, us-gov-east-1. Which regions there are changes, so only AWS knows.
func AWSRegion(s string) *Problem {
	parts := strings.Split(s, "-")
	last := parts[len(parts)-1]
	ok := len(parts) >= 3 && len(parts[0]) == 2 && last != "" && len(last) <= 2 && only(last, isDigit)
	for _, p := range parts[:len(parts)-1] {
		ok = ok && p != "" && only(p, isLower)
	}
	if !ok {
		return bad(diag.BadText, Quote(s)+" is no region", "write a region such as eu-west-1")
	}
	return nil
}

// StackName checks the name of a CloudFormation stack.
func StackName(s string) *Problem {
	if s == "" || len(s) > 128 || isDigit(s[0]) || s[0] == '-' || !only(s, func(c byte) bool { return isAlnum(c) || c == '-' }) {
		return bad(diag.BadText, Quote(s)+" is no name of a stack", "use at most 128 letters, digits and hyphens, a letter first")
	}
	if strings.HasPrefix(strings.ToLower(s), "aws") {
		return bad(diag.ReservedName, Quote(s)+" is reserved: names that start with AWS are Amazon's", "choose a name of your own")
	}
	return nil
}

// BucketName checks the name of an S3 bucket.
func BucketName(s string) *Problem {
	fail := func(why string) *Problem {
		return bad(diag.BadText, Quote(s)+" is no name of a bucket: "+why, "use 3 to 63 lower-case letters, digits, hyphens and single dots")
	}
	_, err := netip.ParseAddr(s)
	switch {
	case len(s) < 3 || len(s) > 63:
		return fail("it has 3 to 63 characters")
	case err == nil:
		return fail("it has the form of an address")
	}
	for label := range strings.SplitSeq(s, ".") {
		if !isDNSLabel(label) {
			return fail("its parts are lower-case letters, digits and hyphens, with a letter or digit at both ends")
		}
	}
	for _, prefix := range []string{"xn--", "sthree-", "amzn-s3-demo-"} {
		if strings.HasPrefix(s, prefix) {
			return bad(diag.ReservedName, Quote(s)+" is reserved: buckets that start with "+prefix+" are Amazon's", "choose a name of your own")
		}
	}
	for _, suffix := range []string{"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"} {
		if strings.HasSuffix(s, suffix) {
			return bad(diag.ReservedName, Quote(s)+" is reserved: buckets that end with "+suffix+" are Amazon's", "choose a name of your own")
		}
	}
	return nil
}

// SubnetID checks the id of a subnet: subnet- and 8 or 17 hexadecimal digits.
func SubnetID(s string) *Problem { return resourceID(s, "subnet-", "a subnet") }

// SecurityGroupID checks the id of a security group: sg- and 8 or 17 hexadecimal digits.
func SecurityGroupID(s string) *Problem { return resourceID(s, "sg-", "a security group") }

func resourceID(s, prefix, what string) *Problem {
	digits, ok := strings.CutPrefix(s, prefix)
	if !ok || len(digits) != 8 && len(digits) != 17 || !only(digits, func(c byte) bool { return isDigit(c) || 'a' <= c && c <= 'f' }) {
		return bad(diag.BadText, Quote(s)+" is no id of "+what, "write one such as "+prefix+"0123456789abcdef0")
	}
	return nil
}
