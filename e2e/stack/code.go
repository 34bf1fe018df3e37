package stack

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io/fs"
)

// codeDigest returns what Lambda calls CodeSha256 of a function's code: the digest of the zip that was compiled. Code that
// stands in the template Lambda packs itself, so that its digest can be whatever.
func codeDigest(folder fs.FS, code any) (any, error) {
	fields, _ := code.(map[string]any)
	if _, inline := fields["ZipFile"]; inline {
		return whatever, nil
	}
	key, ok := fields["S3Key"].(string)
	if !ok {
		return nil, errors.New("there is no code")
	}
	data, err := fs.ReadFile(folder, key)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256(data)
	return base64.StdEncoding.EncodeToString(digest[:]), nil
}
