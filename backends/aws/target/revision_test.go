package target

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

func TestRevisionsAreKeptAndGoneBackTo(t *testing.T) {
	if !moto(t) {
		return
	}
	target := motoTarget(t, motoURL)
	apply(t, target, desired(t, small, code()))
	apply(t, target, desired(t, smallNext, code()))
	history, err := target.History(t.Context())
	if err != nil || len(history) != 2 {
		t.Fatalf("%+v, %v", history, err)
	}
	if h := history[0]; h.Number != 2 || !h.Current || h.Phase != backends.Done || h.By == "" || h.Time.IsZero() {
		t.Errorf("%+v", h)
	}
	if history[1].Current {
		t.Errorf("%+v", history[1])
	}
	back, err := target.Revision(t.Context(), 0)
	if err != nil || back.From != 1 {
		t.Fatalf("from %d, %v", back.From, err)
	}
	report, did := apply(t, target, back)
	if did != "delete AWS::SQS::Queue/MoreQueue" && did != "delete SQS::Queue/MoreQueue" || report.Revision != 3 {
		t.Errorf("%s, revision %d", did, report.Revision)
	}
	once(t, target, "OrdersQueue")
	if history, err = target.History(t.Context()); err != nil || history[0].From != 1 || history[0].Digest != history[2].Digest || !history[0].Current {
		t.Errorf("%+v, %v", history, err)
	}
	if _, err = target.Revision(t.Context(), 9); err == nil {
		t.Error("revision 9 was found")
	}
	wantFault(t, err, diag.NoRevision, "espc history shop -e dev")

	// A revision whose content was tampered with is refused.
	key := ""
	out, err := target.s3.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: aws.String(target.Bucket), Prefix: aws.String(templatesFolder)})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range out.Contents {
		if strings.Contains(aws.ToString(o.Key), strings.TrimPrefix(history[1].Digest, "sha256:")) {
			key = aws.ToString(o.Key)
		}
	}
	if _, err := target.s3.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String(target.Bucket), Key: aws.String(key), Body: strings.NewReader(`{"Resources":{}}`)}); err != nil {
		t.Fatal(err)
	}
	_, err = target.Revision(t.Context(), 2)
	wantFault(t, err, diag.NoRevision, "damaged")
}

func TestARecordHoldsNoValueOfAHiddenParameter(t *testing.T) {
	if !moto(t) {
		return
	}
	target := motoTarget(t, motoURL)
	target.Parameters = map[string]string{"Password": "hunter2"}
	apply(t, target, desired(t, strings.Replace(small, "Resources:", "  Password: {Type: String, NoEcho: true}\nResources:", 1)))
	body, _, err := target.get(t.Context(), target.recordKey(1), maxRecord)
	if err != nil || strings.Contains(string(body), "hunter2") || !strings.Contains(string(body), target.Bucket) {
		t.Errorf("%s, %v", body, err)
	}
}
