package cli

import "regexp"

// badValue is what the flags' parser says of a value: invalid argument "x" for "-o, --to" flag: strconv.ParseInt: parsing "x": …
var badValue = regexp.MustCompile(`^invalid argument (".*") for "(?:-\w, )?(--[\w-]+)" flag: (strconv\.ParseInt|strconv\.ParseBool|time): `)

// flagError says of a value that a flag can't have which ones it takes, in place of the parser's own words.
func flagError(err error) error {
	m := badValue.FindStringSubmatch(err.Error())
	if m == nil {
		return err
	}
	takes := map[string]string{"strconv.ParseInt": "a whole number", "strconv.ParseBool": "true or false", "time": "a duration, such as 90s or 10m"}[m[3]]
	return failf("%s takes %s, not %s", m[2], takes, m[1])
}
