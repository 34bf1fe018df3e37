package target

import (
	"bytes"
	"context"
	"errors"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// digestKey is the metadata by which an object tells what it holds, so that it is not uploaded twice.
const digestKey = "espc-sha256"

// maxBody is the largest template that goes without the bucket, in bytes.
const maxBody = 51200

// uploads is how many objects are uploaded at once unless told.
const uploads = 4

func (t *Target) needBucket(why string) error {
	return t.fault(diag.BucketNeeded, "%s, which needs an artifact bucket, and the environment names none", why).
		withFix(`write artifact_bucket = "NAME" in backend "aws"; aws s3 mb s3://NAME --region %s makes one`, t.region)
}

// upload puts what is not there yet into the bucket. An object is there whole or not at all.
func (t *Target) upload(ctx context.Context, verb string, files []file, o backends.Options) error {
	if len(files) == 0 {
		return nil
	}
	if t.Bucket == "" {
		return t.needBucket(files[0].path + " has to be uploaded")
	}
	var missing []file
	var total, done int64
	held := make([]bool, len(files))
	err := each(ctx, len(files), o.Parallelism, func(ctx context.Context, i int) (err error) {
		held[i], err = t.holds(ctx, verb, files[i])
		return err
	})
	if err != nil {
		return err
	}
	for i, f := range files {
		if !held[i] {
			missing = append(missing, f)
			total += int64(len(f.data))
		}
	}
	var lock sync.Mutex
	return each(ctx, len(missing), o.Parallelism, func(ctx context.Context, i int) error {
		f := missing[i]
		if err := t.put(ctx, verb, f); err != nil {
			return err
		}
		lock.Lock()
		defer lock.Unlock()
		done += int64(len(f.data))
		o.Emit(backends.Event{Phase: backends.Running, Text: "uploaded " + f.path, Done: done, Total: total, Bytes: true})
		return nil
	})
}

// holds reports whether the bucket has a file, with this content.
func (t *Target) holds(ctx context.Context, verb string, f file) (bool, error) {
	out, err := t.s3.HeadObject(ctx, &s3.HeadObjectInput{Bucket: aws.String(t.Bucket), Key: aws.String(f.key)})
	if err == nil {
		return out.Metadata[digestKey] == f.digest && aws.ToInt64(out.ContentLength) == int64(len(f.data)), nil
	}
	if status(err) == 404 {
		return false, nil // a bucket that is not there says the same; the upload tells
	}
	return false, t.bucketError(ctx, verb, err)
}

func (t *Target) put(ctx context.Context, verb string, f file) error {
	_, err := t.s3.PutObject(ctx, &s3.PutObjectInput{
		Bucket: aws.String(t.Bucket), Key: aws.String(f.key), Body: bytes.NewReader(f.data), Metadata: map[string]string{digestKey: f.digest},
	})
	if err != nil {
		return t.bucketError(ctx, verb, err)
	}
	return nil
}

// bucketError explains an error of the bucket's.
func (t *Target) bucketError(ctx context.Context, verb string, err error) error {
	code, _ := apiError(err)
	switch {
	case code == "NoSuchBucket":
		return t.fault(diag.BucketNeeded, "the artifact bucket %s does not exist", t.Bucket).
			withFix("make it with aws s3 mb s3://%s --region %s", t.Bucket, t.region)
	case code == "PermanentRedirect" || status(err) == 301:
		return t.fault(diag.BucketNeeded, "the artifact bucket %s is in another region than the stack (%s)", t.Bucket, t.region).
			withFix("name a bucket in %s", t.region)
	case status(err) == 403 && (code == "" || code == "Forbidden"):
		err = &smithy.GenericAPIError{Code: "AccessDenied", Message: "s3 on " + t.Bucket}
	}
	return t.explain(ctx, verb, "the artifact bucket "+t.Bucket+" can't be used", err)
}

// each runs work for 0 to n-1, a few at a time, and stops at the first error.
func each(ctx context.Context, n, parallel int, work func(ctx context.Context, i int) error) error {
	if parallel <= 0 {
		parallel = uploads
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(parallel, n) {
		wg.Go(func() {
			for i := range next {
				if err := work(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
feed:
	for i := range n {
		select {
		case next <- i:
		case <-ctx.Done():
			break feed
		}
	}
	close(next)
	wg.Wait()
	if err := context.Cause(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return ctx.Err()
}
