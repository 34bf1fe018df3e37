package apim

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"espc.dev/e2e/cloudformation"
)

// checkToken checks a token as an HTTP API does by itself, by the keys of the issuer that the authorizer names:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html.
func (w *AWS) checkToken(authorizer, route *cloudformation.Resource, credential string) (int, map[string]any, error) {
	var configuration struct {
		Issuer   string
		Audience []string
	}
	value, err := authorizer.Property("JwtConfiguration")
	if err == nil {
		err = decodeJSON(value, &configuration)
	}
	if err != nil {
		return 0, nil, err
	}
	key := w.services.keys[configuration.Issuer]
	if key == nil {
		return 0, nil, fmt.Errorf("%s: the table has no issuer %s", authorizer, configuration.Issuer)
	}
	claims := verified(strings.TrimPrefix(credential, "Bearer "), &key.PublicKey)
	if claims == nil || claims["iss"] != configuration.Issuer {
		return http.StatusUnauthorized, nil, nil
	}
	now := float64(w.now().Unix())
	if expires, ok := claims["exp"].(float64); !ok || expires <= now {
		return http.StatusUnauthorized, nil, nil
	}
	audience := list(claims["aud"])
	if len(audience) == 0 {
		audience = list(claims["client_id"])
	}
	if !slices.ContainsFunc(audience, func(a string) bool { return slices.Contains(configuration.Audience, a) }) {
		return http.StatusUnauthorized, nil, nil
	}
	var needed []string
	if err := decodeJSON(route.Raw("AuthorizationScopes"), &needed); err != nil {
		return 0, nil, err
	}
	granted := append(list(claims["scope"]), list(claims["scp"])...)
	if len(needed) > 0 && !slices.ContainsFunc(needed, func(s string) bool { return slices.Contains(granted, s) }) {
		return http.StatusForbidden, nil, nil
	}
	texts := map[string]string{}
	for name, value := range claims {
		texts[name] = fmt.Sprint(value)
	}
	return http.StatusOK, map[string]any{"jwt": map[string]any{"claims": texts, "scopes": needed}}, nil
}

// list reads a claim that is a list, or words.
func list(claim any) []string {
	switch c := claim.(type) {
	case string:
		return strings.Fields(c)
	case []any:
		var out []string
		for _, item := range c {
			out = append(out, fmt.Sprint(item))
		}
		return out
	}
	return nil
}

// verified returns a token's claims where a key has signed it with RS256, else nil.
func verified(token string, key *rsa.PublicKey) map[string]any {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		return nil
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature) != nil {
		return nil
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return nil
	}
	var claims map[string]any
	if json.Unmarshal(payload, &claims) != nil {
		return nil
	}
	return claims
}
