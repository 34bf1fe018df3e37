package aws

import "testing"

func TestCronTurnsIntoAWSCron(t *testing.T) {
	for cron, want := range map[string]string{
		"*/5 * * * *":            "cron(*/5 * * * ? *)",
		"0 3 * * 1-5":            "cron(0 3 ? * 2,3,4,5,6 *)",
		"0 3 1 JAN *":            "cron(0 3 1 JAN ? *)",
		"0 0 * * 0":              "cron(0 0 ? * 1 *)",
		"0 0 * * 7":              "cron(0 0 ? * 1 *)",
		"0 0 * * 5-7":            "cron(0 0 ? * 1,6,7 *)",
		"0 0 * * */2":            "cron(0 0 ? * 1,3,5,7 *)",
		"15,45 8-18 * * MON,FRI": "cron(15,45 8-18 ? * 2,6 *)",
	} {
		equal(t, cron, awsCron(cron), want)
	}
}
