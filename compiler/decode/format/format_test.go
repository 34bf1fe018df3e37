package format

import (
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // so that every name of timezones.txt can be loaded on any machine
	"unicode/utf8"
)

// try runs a check over texts that it takes, and over texts that it refuses with a part of the problem's summary or fix.
func try(t *testing.T, check Check, takes []string, refuses map[string]string) {
	t.Helper()
	for _, s := range takes {
		if p := check(s); p != nil {
			t.Errorf("%q: %s; %s", s, p.Summary, p.Fix)
		}
	}
	for s, want := range refuses {
		p := check(s)
		if p == nil {
			t.Errorf("%q is taken, want %s", s, want)
			continue
		}
		if text := p.Code.ID + " " + p.Summary + "; " + p.Fix; !strings.Contains(text, want) || p.Fix == "" {
			t.Errorf("%q: %s, want %s", s, text, want)
		}
		if p.From > p.To || p.To > len(s) {
			t.Errorf("%q: marks %d to %d", s, p.From, p.To)
		}
	}
}

func TestImageFollowsTheGrammarOfDistributionReferences(t *testing.T) {
	digest := "sha256:" + strings.Repeat("0a", 32)
	try(t, Image, []string{
		"nginx:1.27", "acme/cart:1", "localhost/cart:1", "localhost:5000/cart:1", "registry.example.com:5000/a/b/cart:1.2",
		"a__b/c.d/e-f/g--h:1", "cart@" + digest, "cart:1@" + digest, "REGISTRY.example.com/cart:1", "[::1]:5000/cart:1",
	}, map[string]string{
		"cart":                             "W0211",
		"registry.example.com/cart":        "W0211",
		"":                                 "E0210",
		"Cart:1":                           `write "cart:1"`,
		"cart:":                            "the tag is malformed",
		"cart:-1":                          "the tag is malformed",
		"cart:" + strings.Repeat("a", 129): "the tag is malformed",
		"a..b:1":                           "a part of the path",
		"a/_b:1":                           "a part of the path",
		"a//b:1":                           "a part of the path",
		"cart@sha256:abc":                  "64 lower-case",
		"cart@md5:abc":                     "algorithm",
		"https://example.com/cart":         "no scheme",
		"example.com:99999/cart:1":         "host is malformed",
		"cart :1":                          "a part of the path",
	})
}

func TestCronHasFiveFieldsAndDatesThatCome(t *testing.T) {
	try(t, Cron, []string{
		"* * * * *", "0 3 * * *", "*/15 9-17 * * MON-FRI", "0 0 1,15 * *", "0 0 29 2 *", "0 0 * JAN-MAR 0", "0 0 * * 7", "0 0 * * fri-sun",
		"0 0 31 1-12 *", "5-55/10 0 * * *",
	}, map[string]string{
		"0 0 3 * * *":  `leave out seconds and year: "0 3 * * *"`,
		"0 3 * *":      "has 4 fields",
		"":             "has 0 fields",
		"61 * * * *":   "the minute of \"61 * * * *\" is 61",
		"* 24 * * *":   "the hour",
		"0 0 0 * *":    "the day of month",
		"0 0 * 13 *":   "the month",
		"0 0 * * 8":    "the day of week",
		"0 0 30 2 *":   "never comes",
		"0 0 31 4,6 *": "never comes",
		"0 0 1 * 1":    "both the day of month and the day of week",
		"0 0 */2 * 1":  "both the day of month and the day of week",
		"5-1 * * * *":  "ends before it starts",
		"*/0 * * * *":  "step",
		"5/10 * * * *": "write 5-59/10",
		"0 0 * * FOO":  "no number",
		"0 0 ? * *":    "write * for any",
		"+1 * * * *":   "no number",
		"1,,2 * * * *": "no number",
		"@daily":       `write "0 0 * * *"`,
		"0 0 L * *":    "no number",
	})
}

func TestCronMarksTheFieldThatIsWrong(t *testing.T) {
	if p := Cron("0  61 * * *"); p == nil || p.From != 3 || p.To != 5 {
		t.Errorf("got %+v, want the second field marked", p)
	}
}

func TestEveryTimezoneOfTheListCanBeLoaded(t *testing.T) {
	names := timezones()
	if len(names) < 500 || !slices.IsSorted(names) {
		t.Fatalf("%d names, sorted %v", len(names), slices.IsSorted(names))
	}
	for _, name := range names {
		if _, err := time.LoadLocation(name); err != nil {
			t.Error(err)
		}
	}
}

func TestTimezoneSuggestsTheNearest(t *testing.T) {
	try(t, Timezone, []string{"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Kolkata"}, map[string]string{
		"Europe/Berln":  "write Europe/Berlin",
		"europe/berlin": "write Europe/Berlin",
		"Berlin":        "write Europe/Berlin",
		"Local":         "E0506",
		"":              "E0506",
		"../etc/passwd": "E0506",
	})
}

func TestRoutePathMarksTheSegment(t *testing.T) {
	for path, want := range map[string]string{"/cars/{id": "{id", "/a/b*/c": "b*", "/a/../b": "..", "/a//b": "/", "/x/a b": "a b"} {
		p := RoutePath(path)
		if p == nil || path[p.From:p.To] == "" || path[p.From:p.To] != want && want != "/" {
			t.Errorf("%s: %+v, want %q marked", path, p, want)
		}
	}
}

func TestHostsAreDNSNames(t *testing.T) {
	try(t, Host, []string{"localhost", "db.example.com", "10.0.0.1", "2001:db8::1", "xn--bcher-kva.example"}, map[string]string{
		"":                      "empty",
		"https://db":            "scheme",
		"db:5432":               "a port is no part",
		"db.example.com.":       `write "db.example.com"`,
		"DB.example.com":        `write "db.example.com"`,
		"-db.example.com":       "a letter or digit at both ends",
		"db..example.com":       "a label is empty",
		"10.0.0.300":            "its last label is a number",
		"bücher.example":        "xn--",
		strings.Repeat("a", 64): "more than 63",
	})
	try(t, HostPattern, []string{"*", "*.example.com", "example.com"}, map[string]string{
		"*example.com": "* stands alone",
		"a.*.com":      "* stands alone",
		"10.0.0.1":     "is an address",
		"*.":           "empty",
	})
	try(t, Namespace, []string{"shop", "shop-prod", "0shop"}, map[string]string{"kube-system": "E0306", "Shop": "E0305", "a.b": "E0305"})
}

func TestURLsCanBeCalled(t *testing.T) {
	try(t, URL, []string{"https://example.com", "http://localhost:8080/v1?x=1", "https://10.0.0.1/", "https://[2001:db8::1]:8443/x"}, map[string]string{
		"example.com":            "does not start with",
		"//example.com":          "does not start with",
		"ftp://example.com":      "neither http nor https",
		"https://":               "no host",
		"https://a b":            "spaces",
		"https://me@example.com": "credentials",
		"https://example.com/#a": "fragment",
		"https://example.com:0":  "port",
		"https://exa_mple.com":   "host",
		"mailto:a@b":             "does not start with",
	})
	try(t, WebOrigin, []string{"*", "https://example.com", "http://localhost:3000"}, map[string]string{
		"https://example.com/":  `write "https://example.com"`,
		"https://*.example.com": "host",
		"null":                  "does not start with",
	})
	try(t, URLPath, []string{"/", "/v1", "/v1/", "/a%20b"}, map[string]string{"v1": `write "/v1"`, "/a//b": "empty", "/a/..": "..", "/a?b": "query", "/a b": "unescaped", "//": "empty", "/%g0": "hexadecimal"})
}

func TestNetworksHaveNoHostBits(t *testing.T) {
	try(t, CIDR, []string{"10.0.0.0/8", "0.0.0.0/0", "2001:db8::/32", "10.1.2.3/32"}, map[string]string{
		"10.1.2.3/16":     `E0212 10.1.2.3/16 has bits set after its prefix: the network is 10.1.0.0/16; write "10.1.0.0/16" for the network, or "10.1.2.3/32"`,
		"2001:db8::1/32":  "2001:db8::/32",
		"10.0.0.1":        `write "10.0.0.1/32"`,
		"10.0.0.0/33":     "no network",
		"10.0.0/8":        "no network",
		"010.0.0.0/8":     "no network",
		"fe80::1%eth0/64": "no network",
	})
}

func TestMemoryIsAKubernetesQuantityWithItsUnit(t *testing.T) {
	for s, want := range map[string]int64{"256Mi": 256 << 20, "1.5Gi": 3 << 29, "500M": 5e8, "1k": 1000, "7Ei": 7 << 60, "+1Ki": 1024, ".5Ki": 512} {
		if got, p := Memory(s); p != nil || got != want {
			t.Errorf("%s: %d %+v, want %d", s, got, p, want)
		}
	}
	check := func(s string) *Problem { _, p := Memory(s); return p }
	try(t, check, nil, map[string]string{
		"512":                          `E0207 "512" is an amount of memory without its unit; write its unit, such as "512Mi" or "512Gi"`,
		"5368709120":                   `write "5Gi"`,
		"512000000":                    `write "512M"`,
		"1048576":                      `write "1Mi"`,
		"123456789":                    "such as 256Mi or 1Gi",
		"512mb":                        `write "512Mi"`,
		"1m":                           `thousandths of a byte; write "1Mi"`,
		"2GB":                          `write "2Gi"`,
		"1e9":                          "E0207",
		"1E9":                          "E0207",
		"1K":                           `write "1Ki"`,
		"512 Mi":                       `write "512Mi"`,
		"0Mi":                          "above 0",
		"-1Gi":                         "above 0",
		"1.2.3Mi":                      "malformed",
		"8Ei":                          "more than 8 EiB",
		"0.1Ki":                        "a whole number of bytes",
		"Mi":                           "does not start with a number",
		"":                             "does not start with a number",
		strings.Repeat("9", 50) + "Mi": "malformed",
	})
}

func TestCPUIsThousandthsOfACore(t *testing.T) {
	for s, want := range map[string]int64{"100m": 100, "1": 1000, "0.5": 500, "2.25": 2250, "1000m": 1000} {
		if got, p := CPU(s); p != nil || got != want {
			t.Errorf("%s: %d %+v, want %d", s, got, p, want)
		}
	}
	check := func(s string) *Problem { _, p := CPU(s); return p }
	try(t, check, nil, map[string]string{"0": "least is 1m", "0.0001": "least is 1m", "1.5m": "least is 1m", "2 cores": "no unit", "m": "does not start", "-1": "least is 1m", "9999999999": "no machine"})
}

func TestDurationsAreGoDurationsOrDays(t *testing.T) {
	for s, want := range map[string]time.Duration{"30s": 30 * time.Second, "7d": 168 * time.Hour, "1h30m": 90 * time.Minute, "250ms": 250 * time.Millisecond, "0": 0} {
		if got, p := Duration(s); p != nil || got != want {
			t.Errorf("%s: %s %+v, want %s", s, got, p, want)
		}
	}
	check := func(s string) *Problem { _, p := Duration(s); return p }
	try(t, check, nil, map[string]string{
		"30":             `E0207 "30" is a duration without its unit; write "30s"`,
		"5min":           `write "5m"`,
		"30 sec":         `write "30s"`,
		"2w":             `write "14d"`,
		"1d12h":          `write "36h"`,
		"1.5d":           `write "36h"`,
		"-5s":            "E0205",
		"":               "E0208",
		"soon":           "E0208",
		"9999999999999d": "E0208",
	})
}

func TestRatesAndQuotasCountRequestsPerTime(t *testing.T) {
	for s, want := range map[string]time.Duration{"100/s": time.Second, "100/min": time.Minute, "1/hour": time.Hour, "5/day": 24 * time.Hour, "10/2m": 2 * time.Minute, "1/7d": 168 * time.Hour} {
		if _, per, p := Rate(s); p != nil || per != want {
			t.Errorf("%s: %s %+v, want %s", s, per, p, want)
		}
	}
	rate := func(s string) *Problem { _, _, p := Rate(s); return p }
	try(t, rate, nil, map[string]string{"100": `write "100/s"`, "10/m": `write "10/min"`, "10/second": `write "10/s"`, "0/s": "from 1", "1.5/s": "from 1", "10/0s": "no time", "10/": "no time", "/s": "from 1", "-1/s": "from 1"})
	quota := func(s string) *Problem { _, _, p := Quota(s); return p }
	try(t, quota, []string{"1000/day", "1/week", "5/month"}, map[string]string{"1000": `write "1000/day"`, "10/year": "per day, week or month", "x/day": "from 1"})
}

func TestWordsOfTheLanguage(t *testing.T) {
	try(t, Handler, []string{"index.handler", "lib/main.run", "a-b.c_d", "index.$x"}, map[string]string{"handler": "no dot", "index.": "no function", "index.js.handler": "extension", "../x.y": "extension", ".x": "no file", "a.1b": "no function"})
	try(t, Version, []string{"1.0.0", "1.2.3-rc.1+build.7", "0.0.0"}, map[string]string{"1.0": `write "1.0.0"`, "v1.0.0": `write "1.0.0"`, "01.0.0": "no version", "1.0.0-": "no version", "1.0.0-01": "no version", "": "no version"})
	try(t, TableKey, []string{"id:string", "a.b-c_d:number", "blob:binary"}, map[string]string{"id": "name:string", "id:int": `write "id:string"`, ":string": "no key"})
	try(t, Principal, []string{"everyone", "owner", "editor"}, map[string]string{"$everyone": "write everyone", "Owner": "write owner", "": "no principal", "a b": "no principal"})
	try(t, Scope, []string{"orders:read", "a/b.c"}, map[string]string{"a b": "no scope", "": "no scope", `a"b`: "no scope"})
	try(t, SecretKey, []string{"shop/db", "arn:aws:secretsmanager:eu-west-1:1:secret:a-b"}, map[string]string{"a b": "no name", "": "no name"})
	try(t, HeaderName, []string{"X-Id", "x_id", "~"}, map[string]string{"X Id": "no header", "": "no header", "X:": "no header", "Ä": "no header"})
	try(t, EnvName, []string{"A", "_x9"}, map[string]string{"9A": "write _9A", "A-B": "write A_B", "": "E0305", "ESPC_X": "E0306"})
	try(t, PortName, []string{"http", "a-1"}, map[string]string{"1": "E0305", "a--b": "E0305", "-a": "E0305"})
	try(t, LabelKey, []string{"team", "example.com/team", "a.b_c", "app.kubernetes.io/version-of"}, map[string]string{"app.kubernetes.io/name": "E0306", "applyset.kubernetes.io/id": "E0306", "espc.dev/entity": "E0306", "topology.kubernetes.io/zone": "E0306", "/x": "E0305", "x/": "E0305"})
	try(t, MountPath, []string{"/data", "/var/lib/x", "/dev/shm"}, map[string]string{"data": "write /data", "/": "E0209", "/a/../b": "write /b", "/a:b": "colon", "/proc": "E0306", "/sys/fs": "E0306"})
	try(t, RelativePath, []string{"./a", "a/b", ".", "../a"}, map[string]string{"/a": "absolute", `a\b`: "write a/b", "": "no path", "https://a/b": "a URL", "~/a": "absolute", `C:\a`: "absolute"})
	try(t, Registry, []string{"registry.example.com", "localhost:5000/shop"}, map[string]string{"https://r.example.com": "scheme", "r.example.com/": "slash", "r.example.com/Shop": "lower case", "": "host"})
	try(t, HostPort, []string{"kafka-bootstrap.kafka:9092", "10.0.0.1:9092", "[::1]:9092"}, map[string]string{"kafka": "host and port", "kafka:0": "host and port", "kafka:99999": "host and port", "Kafka:9092": "lower case"})
	try(t, AWSRegion, []string{"eu-west-1", "us-gov-east-1"}, map[string]string{"eu-west": "E0209", "EU-west-1": "E0209", "europe": "E0209"})
	try(t, StackName, []string{"shop-prod", "Shop1"}, map[string]string{"1shop": "E0209", "AWSshop": "E0306", "a_b": "E0209"})
	try(t, SubnetID, []string{"subnet-01234567", "subnet-0123456789abcdef0"}, map[string]string{
		"": "no id", "subnet-": "no id", "subnet-0123456": "no id", "subnet-0123456g": "no id", "subnet-0123456789ABCDEF0": "no id", "sg-01234567": "subnet-0123456789abcdef0",
	})
	try(t, SecurityGroupID, []string{"sg-01234567", "sg-0123456789abcdef0"}, map[string]string{"sg-012345678": "no id", "default": "sg-0123456789abcdef0"})
	try(t, BucketName, []string{"acme-artifacts", "a.b.c"}, map[string]string{"ab": "3 to 63", "Acme": "lower-case", "10.0.0.1": "address", "xn--a": "E0306", "a-s3alias": "E0306", "a..b": "parts"})
	try(t, PathName, []string{"coffee-shops", "people"}, map[string]string{"a/b": "E0209", "": "E0209"})
}

func TestJSONataIsParsed(t *testing.T) {
	try(t, JSONata, []string{
		"data.total > 100",
		"$sum(data.items.(price * quantity))",
		`{"id": data.id, "lines": [data.items.{"sku": sku}]}`,
		"data.items[price > 1][0].name",
		"data.items^(>price, name)",
		"($x := data.a; $f := function($a, $b){ $a + $b }; $f($x, 1))",
		"data.a ? data.b : data.c",
		"data.*.name ~> $uppercase",
		"data ~> |items|{'seen': true}, ['old']|",
		"$map(data.items, function($v)<o:o>{$v})",
		"$contains(data.name, /^a[/]b/i)",
		"data.`odd name` & ' ' & \"x\"",
		"[1..5]", "data.items@$i.b", "data.items#$n", "-data.x", "/* all */ data", "$", "data.and.or", "data.x in ['a', 'b'] and $not(data.y)",
		`"$$ and $eval"`, "$sum(?, 1)", "data.x.%.y", "**.id", "data[]", "1.5e3 / 2",
	}, map[string]string{
		"":                        "it is empty",
		"data.total >":            "ends too early",
		"data..x":                 "is not expected",
		"(data":                   "ends too early",
		"data)":                   `")" is not expected`,
		"[1, 2":                   "ends too early",
		"{'a': 1,}":               `"}" is not expected`,
		"'open":                   "a string is not closed",
		`'\x'`:                    "escape",
		"/open":                   "regular expression is not closed",
		"/* open":                 "comment is not closed",
		"a := 1":                  "only a variable",
		"$$.data":                 "$$ is refused",
		"$eval(data.x)":           "$eval is refused",
		"data.a ?? 0":             "?? is refused",
		"data.a ?: 0":             "write x ? x : y",
		"$sun(data.x)":            "did you mean $sum?",
		"data.x > $limit":         "nothing sets it",
		"count(data.items)":       "called without its $",
		"data.x ~> /b{2,1}/":      "malformed",
		"data ! x":                `"!" is no operator`,
		"1 2":                     `"2" is not expected`,
		strings.Repeat("(", 5000): "nests too deep",
		strings.Repeat("-", 5000): "nests too deep",
		strings.Repeat("[", 5000): "nests too deep",
	})
}

func TestSecretsAreToldByThemselvesOrByTheirField(t *testing.T) {
	for _, s := range []string{
		"AKIAIOSFODNN7EXAMPLE", "id=AKIAIOSFODNN7EXAMPLE;", "-----BEGIN EC PRIVATE KEY-----\nMHc", "postgres://a:b@c/d", "see redis://:x@c now",
		"ghp_" + strings.Repeat("a1", 18), "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLWhlcmU",
	} {
		if Secret(s) == "" {
			t.Errorf("%q is no secret", s)
		}
		if q := Quote(s); strings.Contains(q, s) {
			t.Errorf("%q is quoted as %s", s, q)
		}
	}
	for _, s := range []string{"", "AKIA", "XAKIAIOSFODNN7EXAMPLE", "https://example.com/a@b", "postgres://a@c/d", "postgres://a:$PASSWORD@c/d", "-----BEGIN CERTIFICATE-----", "eyJhIjoxfQ"} {
		if what := Secret(s); what != "" {
			t.Errorf("%q is %s", s, what)
		}
	}
	for _, f := range []struct {
		name, value string
		secret      bool
	}{
		{"DB_PASSWORD", "hunter2", true}, {"dbPassword", "hunter2", true}, {"PASSWORD_FILE", "/run/x", false}, {"USE_PASSWORD", "true", false},
		{"PASSWORD_MIN_LENGTH", "8", false}, {"API_TOKEN", "f3a9c81b77d24e0f9a", true}, {"API_TOKEN", "short", false},
		{"SORT_KEY", "customer-name-of-order", false}, {"AUTHORIZATION", "Bearer f3a9c81b77d24e0f9a", true}, {"KMS_KEY_ID", "1234abcd-12ab-34cd-56ef-1234567890ab", false}, {"MODE", "f3a9c81b77d24e0f9a", false},
	} {
		if got := SecretField(f.name, f.value) != ""; got != f.secret {
			t.Errorf("%s=%s: %v, want %v", f.name, f.value, got, f.secret)
		}
	}
}

func TestSlugIsAlwaysANameOrNothing(t *testing.T) {
	for s, want := range map[string]string{"DB_Password": "db-password", "CoffeeShop": "coffee-shop", "--a--": "a", "Ünïcode": "unicode", "": "", "___": "", "Straße 7": "strasse-7"} {
		if got := Slug(s); got != want {
			t.Errorf("Slug(%q) = %q, want %q", s, got, want)
		}
	}
	if got := Slug(strings.Repeat("ab-", 30)); Name(got) != nil {
		t.Errorf("the slug %q is no name", got)
	}
}

func TestLookalikesMatchTheLettersBesideThem(t *testing.T) {
	for r, want := range map[rune]rune{'а': 'a', 'ѕ': 's', 'Ј': 'J', 'α': 'a', 'Χ': 'X', 'ａ': 'a', '‑': '-', 'ж': 0, 'a': 0} {
		if got := lookalike(r); got != want {
			t.Errorf("lookalike(%c) = %c, want %c", r, got, want)
		}
	}
}

func FuzzNoFormatPanicsOrMarksOutside(f *testing.F) {
	names := []string{"cidr", "cron", "host", "host_pattern", "host_port", "image", "jsonata", "label_key", "route_path", "timezone", "url", "url_path", "version", "handler", "registry", "origin", "env_name", "file_path"}
	for _, s := range []string{"", "a", "/a/{b}/*", "10.0.0.0/8", "*/5 1-2 * JAN 0", "a.b(c)[d]", "acme/a:1@sha256:", "1.2.3-a+b", "https://a:b@c", "\xff", "{\"a\":$x}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, name := range names {
			if p := Of(name)(s); p != nil && (p.From < 0 || p.From > p.To || p.To > len(s) || p.Fix == "") {
				t.Errorf("%s of %q: %+v", name, s, p)
			}
		}
		if _, p := Memory(s); p != nil && !utf8.ValidString(p.Summary) && utf8.ValidString(s) {
			t.Errorf("memory of %q: %q", s, p.Summary)
		}
		_, _ = CPU(s)
		_, _ = Duration(s)
		_, _, _ = Rate(s)
	})
}

func TestAnOriginIsToldToHaveNoPath(t *testing.T) {
	p := WebOrigin("b.example.com/")
	if p == nil || p.Fix != "write it as https://HOST[:PORT]" {
		t.Errorf("got %+v", p)
	}
}
