package aws

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// What S3 calls its events.
const (
	sourceS3        = "aws.s3"
	typeCreated     = "Object Created"
	typeRemoved     = "Object Deleted"
	existingDefault = "default"
)

// notifyType returns the type of the events of a notification: of created objects unless `on` or the event says removed.
func notifyType(n *schema.Notify) string {
	if n.On.V == "removed" {
		return typeRemoved
	}
	return typeCreated
}

// bucket lowers a bucket, closed to the public unless it says otherwise.
func (r *render) bucket(b *schema.Bucket) []resource {
	o := own(&b.Meta)
	closed := ruled(ruleBucket, b.Public.Node, tree.NewBool(!b.Public.V))
	always := ruled(ruleBucket, nil, tree.NewBool(true))
	var versioning, notification *tree.Node
	if b.Versioned.V {
		versioning = tree.NewMap(tree.F("Status", str("Enabled"))).With(originOf(b.Versioned.Node))
	}
	if len(b.Notify) > 0 {
		notification = ruled(ruleNotify, b.Notify[0].Node, tree.NewMap(tree.F("EventBridgeConfiguration", tree.NewMap(
			tree.F("EventBridgeEnabled", tree.NewBool(true))))))
	}
	out := []resource{r.resource(o, "AWS::S3::Bucket", o.id(""), options{data: true},
		tree.F("BucketEncryption", ruled(ruleBucket, nil, tree.NewMap(tree.F("ServerSideEncryptionConfiguration", tree.NewList(tree.NewMap(
			tree.F("ServerSideEncryptionByDefault", tree.NewMap(tree.F("SSEAlgorithm", str("AES256")))))))))),
		tree.F("OwnershipControls", ruled(ruleBucket, nil, tree.NewMap(tree.F("Rules", tree.NewList(tree.NewMap(
			tree.F("ObjectOwnership", str("BucketOwnerEnforced")))))))),
		tree.F("PublicAccessBlockConfiguration", tree.NewMap(
			tree.F("BlockPublicAcls", always),
			tree.F("IgnorePublicAcls", always),
			tree.F("BlockPublicPolicy", closed),
			tree.F("RestrictPublicBuckets", closed),
		)),
		tree.F("VersioningConfiguration", versioning),
		tree.F("NotificationConfiguration", notification),
	)}
	if b.Public.V {
		out = append(out, r.resource(o, "AWS::S3::BucketPolicy", o.id("Policy"), options{root: true},
			tree.F("Bucket", ref(o.id(""))),
			tree.F("PolicyDocument", policyDocument(statement{
				sid: "PublicRead", principal: str("*"), actions: []string{"s3:GetObject"},
				resources: []*tree.Node{sub("${" + o.id("") + ".Arn}/*")}, node: b.Public.Node,
			})),
		))
	}
	return out
}

// announcement is a bucket's notification that an event stands for.
type announcement struct {
	bucket *schema.Bucket
	notify *schema.Notify
}

// findAnnouncements lists the notifications that become each event, sorted by bucket.
func (r *render) findAnnouncements() {
	r.announced = map[schema.Address][]announcement{}
	for _, b := range r.t.Buckets {
		if !r.here(b.Address) {
			continue
		}
		for _, n := range b.Notify {
			r.announced[n.Event.V] = append(r.announced[n.Event.V], announcement{b, n})
		}
	}
}

// bucketDetail narrows an event of S3 to buckets and the names of objects in them.
func (r *render) bucketDetail(all []announcement) *tree.Node {
	var ways []*tree.Node
	for _, a := range all {
		fields := []tree.Field{tree.F("bucket", tree.NewMap(tree.F("name", tree.NewList(ref(logicalID(a.bucket.Address, "", ""))))))}
		if a.notify.Prefix.V != "" || a.notify.Suffix.V != "" {
			key := matchers(&schema.Filter{Prefix: set(a.notify.Prefix), Suffix: set(a.notify.Suffix), Node: a.notify.Node})
			fields = append(fields, tree.F("object", tree.NewMap(tree.F("key", key))))
		}
		ways = append(ways, ruled(rulePattern, a.notify.Node, tree.NewMap(fields...)))
	}
	if len(ways) == 1 {
		return ways[0]
	}
	return tree.NewMap(tree.F("$or", tree.NewList(ways...)))
}

// set returns a value that is unset where it is empty.
func set(v schema.Value[string]) schema.Value[string] {
	if v.V == "" {
		return schema.Value[string]{}
	}
	return v
}
