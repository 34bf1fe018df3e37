package set

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// MaxSize bounds what a ConfigMap keeps for us, in bytes after compression. Kubernetes' own bound is 1 MiB for all the data
// of a ConfigMap, keys included.
const MaxSize = 1_000_000

// maxInflated bounds what compressed data may become, in bytes: what is read may have been written by anybody.
const maxInflated = 64 << 20

// TooLarge is the error for what does not fit.
type TooLarge struct {
	// What is it, Size how large in bytes, Limit the bound.
	What        string
	Size, Limit int
}

// Error says what is too large and by how much.
func (e *TooLarge) Error() string {
	return fmt.Sprintf("%s would take %d bytes compressed, and %d fit into a ConfigMap", e.What, e.Size, e.Limit)
}

// deflate compresses. The same data gives the same bytes with the same version of Go; digests are of what is inside.
func deflate(data []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(data) // a bytes.Buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

// inflate decompresses what may have been tampered with: it is bounded, and nothing may follow.
func inflate(data []byte) ([]byte, error) {
	in := bytes.NewReader(data)
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, errors.New("it is no gzip")
	}
	z.Multistream(false)
	out, err := io.ReadAll(io.LimitReader(z, maxInflated+1))
	switch {
	case len(out) > maxInflated:
		return nil, errors.New("it is larger than anything espc writes")
	case err != nil:
		return nil, errors.New("it is cut or damaged")
	case in.Len() > 0:
		return nil, errors.New("something follows it")
	}
	return out, nil
}
