package target

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// fault is a *backends.Fault under construction.
type fault struct{ d diag.Diagnostic }

func (t *Target) fault(code *diag.Code, format string, args ...any) fault {
	return fault{code.At(t.Place, format, args...)}
}

func (f fault) withFix(format string, args ...any) *backends.Fault {
	return &backends.Fault{Diagnostic: f.d.WithFix(format, args...)}
}

// Codes of the API by what a person has to do about them.
var (
	signInCodes = []string{
		"ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidClientTokenId", "UnrecognizedClientException",
		"AuthFailure", "SignatureDoesNotMatch", "MissingAuthenticationToken", "InvalidAccessKeyId", "InvalidToken", "TokenRefreshRequired",
	}
	deniedCodes   = []string{"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Forbidden"}
	throttleCodes = []string{"Throttling", "ThrottlingException", "RequestLimitExceeded", "SlowDown", "TooManyRequestsException", "RequestThrottled"}
)

// explain makes an error of the SDK one that a person can act on. verb is the command that goes on once it is mended.
func (t *Target) explain(ctx context.Context, verb, what string, err error) error {
	var known *backends.Fault
	var noProfile config.SharedConfigProfileNotExistError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	resume := t.command(verb)
	code, message := apiError(err)
	switch {
	case slices.Contains(signInCodes, code):
		return t.fault(diag.StackCredentials, "%s: the AWS credentials are not accepted any more (%s)", what, code).
			withFix("sign in again (aws sso login, or new AWS_* variables), then run %s; it goes on where this stopped", resume)
	case errors.As(err, &noProfile):
		return t.fault(diag.StackCredentials, "there is no AWS profile %q", noProfile.Profile).
			withFix("name one of aws configure list-profiles in AWS_PROFILE, or unset it, then run %s", resume)
	case noCredentials(err):
		return t.fault(diag.StackCredentials, "%s: no AWS credentials were found, or they can't be renewed", what).
			withFix("sign in (aws sso login, AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), then run %s", resume)
	case slices.Contains(deniedCodes, code):
		return t.fault(diag.StackDenied, "%s: access denied: %s", what, message).
			withFix("allow the action to who you are signed in as (aws sts get-caller-identity), then run %s", resume)
	case slices.Contains(throttleCodes, code):
		return t.fault(diag.StackRequest, "%s: AWS still refuses for too many requests (%s) after %d attempts", what, code, t.Pace.Attempts).
			withFix("wait a minute, then run %s", resume)
	case code != "":
		return t.fault(diag.StackRequest, "%s: %s: %s", what, code, message).withFix("mend what AWS names, then run %s", resume)
	}
	if n := status(err); n != 0 {
		return t.fault(diag.StackUnreachable, "%s: HTTP %d from the endpoint, with no answer of the API", what, n).
			withFix("check AWS_ENDPOINT_URL and the network's proxies, then run %s", resume)
	}
	return t.fault(diag.StackUnreachable, "%s: no answer from AWS: %s", what, rootCause(err)).
		withFix("check the network, the region and AWS_ENDPOINT_URL, then run %s", resume)
}

// apiError returns what the API answered, "" where it did not answer.
func apiError(err error) (code, message string) {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode(), strings.TrimSuffix(api.ErrorMessage(), ".")
	}
	return "", ""
}

// definite reports whether an error is the API's answer to the request, so that the request did nothing. An answer of
// 5xx, a cut one and none at all leave that open.
func definite(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && api.ErrorFault() != smithy.FaultServer && status(err) < 500
}

func status(err error) int {
	var response interface{ HTTPStatusCode() int }
	if errors.As(err, &response) {
		return response.HTTPStatusCode()
	}
	return 0
}

// cut reports whether an answer ended in the middle or was no answer of the API. The SDK does not try again by itself; the
// calls that it makes here may be made twice.
func cut(err error) aws.Ternary {
	var broken *smithy.DeserializationError
	var page *xml.SyntaxError
	if errors.As(err, &broken) || errors.As(err, &page) || errors.Is(err, io.ErrUnexpectedEOF) {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}

func noCredentials(err error) bool {
	text := err.Error()
	return strings.Contains(text, "failed to refresh cached credentials") || strings.Contains(text, "get identity: get credentials") ||
		strings.Contains(text, "failed to retrieve credentials")
}

// absent reports whether an error says that a stack does not exist.
func absent(err error) bool {
	code, message := apiError(err)
	return code == "ValidationError" && strings.Contains(message, "does not exist") || code == "StackNotFoundException"
}

// noChangeSet reports whether an error says that a change set does not exist.
func noChangeSet(err error) bool {
	code, message := apiError(err)
	return strings.HasPrefix(code, "ChangeSetNotFound") || code == "ValidationError" && strings.Contains(message, "does not exist")
}

// rootCause is an error in a few words, without the chain of operations around it.
func rootCause(err error) string {
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return dns.Error()
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err.Error()
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}
