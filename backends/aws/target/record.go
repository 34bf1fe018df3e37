package target

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// recordVersion is the format of a revision's record. Readers ignore keys they do not know.
const recordVersion = "1"

// maxRecord bounds the size of a record read back, in bytes.
const maxRecord = 4 << 20

// record is one revision: which files it is made of, by digest. It holds no values of parameters that are not shown.
type record struct {
	FormatVersion string            `json:"format_version"`
	Number        int               `json:"number"`
	Stack         string            `json:"stack"`
	Topology      string            `json:"topology,omitempty"`
	Environment   string            `json:"environment,omitempty"`
	Digest        string            `json:"digest"`
	By            string            `json:"by"`
	From          int               `json:"from,omitempty"`
	Phase         backends.Phase    `json:"phase"`
	Parameters    map[string]string `json:"parameters,omitempty"`
	Entry         recordFile        `json:"entry"`
	Files         []recordFile      `json:"files,omitempty"`

	time time.Time
}

type recordFile struct {
	Path   string `json:"path"`
	Key    string `json:"key"`
	Digest string `json:"sha256"`
	Size   int    `json:"size"`
}

func recorded(f file) recordFile {
	return recordFile{Path: f.path, Key: f.key, Digest: f.digest, Size: len(f.data)}
}

// folder is where the revisions of the stack are in the bucket, which stacks of other accounts and regions may share.
func (t *Target) folder() string {
	return "revisions/" + t.caller.account + "/" + t.region + "/" + t.Stack + "/"
}

func (t *Target) recordKey(number int) string { return fmt.Sprintf("%s%08d.json", t.folder(), number) }

func (t *Target) write(ctx context.Context, r *record, fresh bool) error {
	body, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	in := &s3.PutObjectInput{Bucket: aws.String(t.Bucket), Key: aws.String(t.recordKey(r.Number)), Body: bytes.NewReader(body), ContentType: aws.String("application/json")}
	if fresh {
		in.IfNoneMatch = aws.String("*")
	}
	_, err = t.s3.PutObject(ctx, in)
	return err
}

// numbers lists the revisions there are, the oldest first.
func (t *Target) numbers(ctx context.Context) ([]int, error) {
	var out []int
	pages := s3.NewListObjectsV2Paginator(t.s3, &s3.ListObjectsV2Input{Bucket: aws.String(t.Bucket), Prefix: aws.String(t.folder())})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, o := range page.Contents {
			name := strings.TrimSuffix(path.Base(aws.ToString(o.Key)), ".json")
			if n, err := strconv.Atoi(name); err == nil && n > 0 && t.recordKey(n) == aws.ToString(o.Key) {
				out = append(out, n)
			}
		}
	}
	slices.Sort(out)
	return out, nil
}

// maxHistory is how many of the newest revisions are read.
const maxHistory = 100

// foreign reports whether a record is of another topology or environment, which had a stack of this name before.
func (r *record) foreign(t *Target) bool {
	return r.Topology+r.Environment != "" && owner{r.Topology, r.Environment} != t.self()
}

// records reads the newest revisions, the oldest first. Those of another topology, which had the stack before, are left out.
func (t *Target) records(ctx context.Context) ([]*record, error) {
	if t.Bucket == "" {
		return nil, t.needBucket("revisions are kept in the bucket")
	}
	numbers, err := t.numbers(ctx)
	if err != nil {
		return nil, t.bucketError(ctx, "history", err)
	}
	numbers = numbers[max(0, len(numbers)-maxHistory):]
	out := make([]*record, len(numbers))
	err = each(ctx, len(numbers), 0, func(ctx context.Context, i int) (err error) {
		out[i], err = t.record(ctx, numbers[i])
		return err
	})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(out, func(r *record) bool { return r.foreign(t) }), nil
}

// record reads one revision. One that is damaged is told by an empty digest.
func (t *Target) record(ctx context.Context, number int) (*record, error) {
	body, when, err := t.get(ctx, t.recordKey(number), maxRecord)
	if err != nil {
		return nil, err
	}
	r := &record{}
	if json.Unmarshal(body, r) != nil || r.Number != number || r.FormatVersion != recordVersion {
		r = &record{Number: number, Phase: backends.Failed}
	}
	r.time = when
	return r, nil
}

// get reads an object of the bucket of at most limit bytes.
func (t *Target) get(ctx context.Context, key string, limit int) ([]byte, time.Time, error) {
	for attempt := 1; ; attempt++ {
		body, when, err := t.getOnce(ctx, key, limit)
		if err == nil || definite(err) || attempt >= t.Pace.Attempts || ctx.Err() != nil {
			if status(err) == 404 {
				return nil, when, t.fault(diag.NoRevision, "%s is not in the bucket %s", key, t.Bucket).withFix("run %s to see what there is", t.command("history"))
			}
			if err != nil {
				err = t.bucketError(ctx, "history", err)
			}
			return body, when, err
		}
		if err := t.backoff(ctx, attempt); err != nil { // the body was cut, which the SDK leaves to its caller
			return nil, when, err
		}
	}
}

func (t *Target) getOnce(ctx context.Context, key string, limit int) ([]byte, time.Time, error) {
	out, err := t.s3.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(t.Bucket), Key: aws.String(key)})
	if err != nil {
		return nil, time.Time{}, err
	}
	defer func() { _ = out.Body.Close() }() // only read
	body, err := io.ReadAll(io.LimitReader(out.Body, int64(limit)+1))
	if err == nil && len(body) > limit {
		err = errors.New(key + " is larger than it was written")
	}
	return body, aws.ToTime(out.LastModified), err
}
