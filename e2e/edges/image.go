package edges

import (
	"regexp"

	"espc.dev/schema"
)

// isImage reports whether an entity is a microservice that is an image, and none of models.
func isImage(t *schema.Topology, a schema.Address) bool {
	m := schema.Find[schema.Microservice](t, a)
	return m != nil && !m.Models.IsSet()
}

// onLambda reports whether an entity is a function on AWS: all that runs code there, but images.
func onLambda(t *schema.Topology, a schema.Address) bool {
	return t.Workload(a) != nil && !isImage(t, a)
}

// inECR is the name of an image in ECR, as in
// https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-push-ecr-image.html
var inECR = regexp.MustCompile(`^(\d{12})\.dkr\.ecr\.([^.]+)\.amazonaws\.com/([^:@]+)`)

// repository returns the ARN of the repository of ECR that an image is in, and whether it is in one.
func repository(image string) (string, bool) {
	parts := inECR.FindStringSubmatch(image)
	if parts == nil {
		return "", false
	}
	return "arn:" + here.Partition + ":ecr:" + parts[2] + ":" + parts[1] + ":repository/" + parts[3], true
}
