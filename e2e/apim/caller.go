package apim

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// A Caller is what a client proves itself with: one of a key, a login, a token and headers.
type Caller struct {
	// Key is keyId:keySecret.
	Key string `json:"key"`
	// Header and Query name where the key or the token is, without the word before it; else it is in Authorization.
	Header string `json:"header"`
	Query  string `json:"query"`
	// Basic is user:password.
	Basic   string            `json:"basic"`
	Token   *Token            `json:"token"`
	Headers map[string]string `json:"headers"`
}

// A Token is a JSON Web Token, signed with RS256 by an issuer's key.
type Token struct {
	// By names the issuer's key, which is made for the test.
	By     string         `json:"by"`
	Claims map[string]any `json:"claims"`
	// Expires is when, from now on: an hour unless it is written.
	Expires Duration `json:"expires"`
}

// Issuers are keys that sign tokens, by name; each is made when it is first asked for.
type Issuers map[string]*rsa.PrivateKey

func (i Issuers) key(name string) (*rsa.PrivateKey, error) {
	if i[name] == nil {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return nil, err
		}
		i[name] = key
	}
	return i[name], nil
}

// keyID is what a key is known by.
func keyID(key *rsa.PrivateKey) string {
	sum := sha256.Sum256(key.N.Bytes())
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// sign returns a caller's token.
func (i Issuers) sign(t *Token) (string, error) {
	key, err := i.key(t.By)
	if err != nil {
		return "", err
	}
	lasts := time.Hour
	if t.Expires != 0 {
		lasts = time.Duration(t.Expires)
	}
	claims := map[string]any{"exp": time.Now().Add(lasts).Unix()}
	for name, value := range t.Claims {
		claims[name] = value
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	input := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RS256","typ":"JWT","kid":"`+keyID(key)+`"}`)) + "." + base64.RawURLEncoding.EncodeToString(payload)
	sum := sha256.Sum256([]byte(input))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	return input + "." + base64.RawURLEncoding.EncodeToString(signature), err
}

var publicKey = regexp.MustCompile(`\$\{([a-z0-9-]+)\.public\}`)

// fill replaces ${NAME.public} by an issuer's public key in PEM.
func (i Issuers) fill(text string) (string, error) {
	var failed error
	out := publicKey.ReplaceAllStringFunc(text, func(match string) string {
		key, err := i.key(publicKey.FindStringSubmatch(match)[1])
		if err == nil {
			var der []byte
			if der, err = x509.MarshalPKIXPublicKey(&key.PublicKey); err == nil {
				return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
			}
		}
		failed = err
		return match
	})
	return out, failed
}

// prove adds a caller's credential to a call.
func (i Issuers) prove(c Caller, call *Call) error {
	for name, value := range c.Headers {
		call.Header.Set(name, value)
	}
	word, credential := "", ""
	switch {
	case c.Key != "":
		word, credential = "apikey", c.Key
	case c.Basic != "":
		word, credential = "Basic", base64.StdEncoding.EncodeToString([]byte(c.Basic))
	case c.Token != nil:
		token, err := i.sign(c.Token)
		if err != nil {
			return err
		}
		word, credential = "Bearer", token
	default:
		return nil
	}
	switch {
	case c.Header != "":
		call.Header.Set(c.Header, credential)
	case c.Query != "":
		sign := "?"
		if strings.Contains(call.Path, "?") {
			sign = "&"
		}
		call.Path += fmt.Sprintf("%s%s=%s", sign, c.Query, url.QueryEscape(credential))
	default:
		call.Header.Set("Authorization", word+" "+credential)
	}
	return nil
}
