package format

import "testing"

func TestSecretsAreFoundInCommandLinesAndConfigurationFiles(t *testing.T) {
	for _, s := range []string{
		"password: hunter2xyz", "password=hunter2xyz", "user=shop password=hunter2xyz host=db", "db.password = \"hunter2xyz\"",
		"a: 1\n  api_key: 's3cr3tvalue'\n", `{"user": "shop", "password":"hunter2xyz"}`, "redis-server --requirepass=hunter2xyz",
		"curl -H 'X' --master-key=hunter2xyz https://example.com", "clientSecret: hunter2xyz", "AUTH_TOKEN=f3a9c81b77d24e0f9a exec run",
	} {
		if SecretText(s) == "" {
			t.Errorf("%q holds no secret", s)
		}
	}
	for _, s := range []string{
		"", "password:", "password=", "password: $PASSWORD", "password=${DB_PASSWORD1}", "password: <your-password-1>", "password: {{ .Values.pass1 }}",
		"password_file=/run/secrets/db1", "password=/run/secrets/db1", "const password = process.env.DB_PASSWORD_1;", "password = os.environ['P4SSWORD']",
		"password: string", "  password: { type: string, minLength: 12 }", "Forgot your password: ask user1234.", "password_encryption = scram-sha-256",
		"token = getToken2()", "sort_key=customer-2024-id", "tls_secret=shop-tls-2024", "password == hunter2xyz", "max_tokens: 12345678", "passwordless: node2024a",
		"password: %env(DB_PASSWORD2)%", "api_key=$(cat key2.txt)", "ssl_certificate_key /etc/tls2/key;", "password: !vault db1password",
	} {
		if what := SecretText(s); what != "" {
			t.Errorf("%q holds %s", s, what)
		}
	}
}

func TestNamesThatSpeakOfCredentials(t *testing.T) {
	for name, want := range map[string]bool{
		"password": true, "dbPassword": true, "api_key": true, "client_secret": true, "credentials": true, "token": true,
		"key": false, "sort_key": false, "password_file": false, "token_url": false, "value": false, "": false,
	} {
		if got := SecretName(name); got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}
