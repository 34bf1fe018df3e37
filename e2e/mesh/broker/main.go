package main

import (
	_ "knative.dev/eventing/pkg/apis/eventing/v1"
	_ "knative.dev/eventing/pkg/eventfilter/subscriptionsapi"
	_ "knative.dev/eventing/pkg/kncloudevents"
)

func main() {}
