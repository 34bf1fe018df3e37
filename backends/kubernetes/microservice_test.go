package kubernetes

import (
	"strings"
	"testing"
)

func kinds(t *testing.T, document string) string {
	t.Helper()
	var out []string
	for address := range lowered(t, document, nil) {
		if !strings.HasSuffix(address, "default-deny") && !strings.HasPrefix(address, "Namespace/") {
			out = append(out, address[:strings.IndexByte(address, '/')])
		}
	}
	return strings.Join(sortedStrings(out), " ")
}

func TestObjectsOfAMicroservice(t *testing.T) {
	for fields, want := range map[string]string{
		`"replicas": 1`:                 "Deployment NetworkPolicy Service ServiceAccount",
		`"replicas": 2`:                 "Deployment NetworkPolicy PodDisruptionBudget Service ServiceAccount",
		`"replicas": 0`:                 "Deployment NetworkPolicy Service ServiceAccount",
		`"scale": {"min": 1, "max": 3}`: "Deployment HorizontalPodAutoscaler NetworkPolicy Service ServiceAccount",
		`"scale": {"min": 2, "max": 3}`: "Deployment HorizontalPodAutoscaler NetworkPolicy PodDisruptionBudget Service ServiceAccount",
		`"scale": {"min": 1, "max": 1}`: "Deployment NetworkPolicy Service ServiceAccount",
		`"replicas": 1, "port": 0`:      "Deployment NetworkPolicy ServiceAccount",
		`"replicas": 1, "port": 0, "port_named": {"metrics": {"port": 81}}`:             "Deployment NetworkPolicy Service ServiceAccount",
		`"volume": {"data": {"size": "1Gi", "path": "/data"}}`:                          "NetworkPolicy Service Service ServiceAccount StatefulSet",
		`"replicas": 1, "aliases": ["old-web", "older-web"]`:                            "Deployment NetworkPolicy Service Service Service ServiceAccount",
		`"replicas": 1, "file": {"/etc/app.conf": {"inline": "a = 1\n"}}`:               "ConfigMap Deployment NetworkPolicy Service ServiceAccount",
		`"volume": {"d": {"size": "1Gi", "path": "/d"}}, "scale": {"min": 1, "max": 2}`: "HorizontalPodAutoscaler NetworkPolicy Service Service ServiceAccount StatefulSet",
	} {
		equal(t, fields, kinds(t, `{"topology": {"name": "shop"}, "microservice": {"web": {"image": "acme/web:1", `+fields+`}}}`), want)
	}
}

func TestAnAutoscalerOwnsTheReplicas(t *testing.T) {
	o := lowered(t, `{"topology": {"name": "shop"}, "microservice": {
	  "web": {"image": "acme/web:1", "scale": {"min": 2, "max": 5, "cpu_percent": 70}},
	  "db": {"image": "acme/db:1", "volume": {"data": {"size": "1Gi", "path": "/data"}}, "scale": {"min": 1, "max": 2}},
	  "fixed": {"image": "acme/web:1"}
	}}`, nil)
	equal(t, "no replicas beside an autoscaler", at(o["Deployment/shop-microservice-web"], "spec/replicas"), "")
	equal(t, "two replicas by default", at(o["Deployment/shop-microservice-fixed"], "spec/replicas"), "2")
	web := o["HorizontalPodAutoscaler/shop-microservice-web"]
	equal(t, "bounds", at(web, "spec/minReplicas")+at(web, "spec/maxReplicas")+at(web, "spec/metrics/0/resource/target/averageUtilization"), "2570")
	equal(t, "target", at(o["HorizontalPodAutoscaler/shop-microservice-db"], "spec/scaleTargetRef"),
		`{"apiVersion":"apps/v1","kind":"StatefulSet","name":"shop-microservice-db"}`)
}

func TestAVolumeMakesAStatefulSet(t *testing.T) {
	o := lowered(t, `{"topology": {"name": "shop", "labels": {"team": "web"}}, "microservice": {"db": {
	  "image": "acme/db:1", "port": 5432, "protocol": "tcp", "user": 70, "group": 71, "fs_group": 72,
	  "volume": {"data": {"size": "10Gi", "path": "/var/lib/db"}}, "scratch": {"data": {"path": "/tmp", "size": "64Mi"}, "run": {"path": "/run"}}
	}}}`, nil)
	db := o["StatefulSet/shop-microservice-db"]
	equal(t, "one replica by default", at(db, "spec/replicas"), "1")
	equal(t, "its own Service", at(db, "spec/serviceName")+at(o["Service/shop-microservice-db-headless"], "spec/clusterIP"), `"shop-microservice-db-headless""None"`)
	// A claim's template can't be changed, so labels that may change are not in it.
	equal(t, "claims", at(db, "spec/volumeClaimTemplates"), `[{"metadata":{"name":"data","labels":{"app.kubernetes.io/name":"shop-microservice-db",`+
		`"app.kubernetes.io/part-of":"shop","app.kubernetes.io/component":"microservice","app.kubernetes.io/managed-by":"espc","espc.dev/entity":"microservice.db"}},`+
		`"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"10Gi"}}}}]`)
	equal(t, "mounts", at(db, container+"/volumeMounts"),
		`[{"name":"data","mountPath":"/var/lib/db"},{"name":"scratch-data","mountPath":"/tmp"},{"name":"run","mountPath":"/run"}]`)
	equal(t, "volumes", at(db, "spec/template/spec/volumes"), `[{"name":"scratch-data","emptyDir":{"sizeLimit":"64Mi"}},{"name":"run","emptyDir":{}}]`)
	equal(t, "who it runs as", at(db, "spec/template/spec/securityContext"),
		`{"runAsNonRoot":true,"runAsUser":70,"runAsGroup":71,"fsGroup":72,"seccompProfile":{"type":"RuntimeDefault"}}`)
}

func TestAVolumeBelongsToAGroupOfThePod(t *testing.T) {
	for fields, want := range map[string]string{
		`"user": 70, "group": 71, "fs_group": 72`: "72",
		`"user": 70, "group": 71`:                 "71",
		`"user": 70`:                              "70",
		`"cpu": "100m"`:                           "65532",
	} {
		o := lowered(t, `{"topology": {"name": "shop"}, "microservice": {"db": {"image": "acme/db:1", `+fields+`,
		  "volume": {"data": {"size": "10Gi", "path": "/data"}}}}}`, nil)
		equal(t, fields, at(o["StatefulSet/shop-microservice-db"], "spec/template/spec/securityContext/fsGroup"), want)
	}
	o := lowered(t, `{"topology": {"name": "shop"}, "microservice": {"web": {"image": "acme/web:1", "user": 70}}}`, nil)
	equal(t, "without a volume", at(o["Deployment/shop-microservice-web"], "spec/template/spec/securityContext/fsGroup"), "")
}

func TestAnImageThatSaysWhereItWritesHasAReadOnlyRoot(t *testing.T) {
	o := lowered(t, `{"topology": {"name": "shop"}, "microservice": {
	  "web": {"image": "acme/web:1", "scratch": {"tmp": {"path": "/tmp"}}}, "old": {"image": "acme/old:1"}
	}}`, nil)
	const restricted = `{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}`
	equal(t, "with scratch", at(o["Deployment/shop-microservice-web"], container+"/securityContext"), restricted+`,"readOnlyRootFilesystem":true}`)
	equal(t, "without", at(o["Deployment/shop-microservice-old"], container+"/securityContext"), restricted+`}`)
}

func TestPortsOfAMicroservice(t *testing.T) {
	o := lowered(t, `{"topology": {"name": "shop"}, "microservice": {"web": {
	  "image": "acme/web:1", "session_affinity": "ip", "aliases": ["old-web"],
	  "port_named": {"http": {"port": 80, "target": 8081}, "syslog": {"port": 514, "protocol": "udp"}}
	}}}`, nil)
	for _, name := range []string{"shop-microservice-web", "old-web"} {
		equal(t, name, at(o["Service/"+name], "spec"), `{"sessionAffinity":"ClientIP","selector":{"app.kubernetes.io/name":"shop-microservice-web"},"ports":[`+
			`{"name":"main","port":8080},{"name":"http","port":80,"targetPort":8081},{"name":"syslog","port":514,"protocol":"UDP"}]}`)
	}
	equal(t, "the container's", at(o["Deployment/shop-microservice-web"], container+"/ports"),
		`[{"name":"main","containerPort":8080},{"name":"http","containerPort":8081},{"name":"syslog","containerPort":514,"protocol":"UDP"}]`)
}

func TestProbes(t *testing.T) {
	const startup = `"periodSeconds":2,"failureThreshold":60}`
	for fields, want := range map[string][2]string{ // liveness and readiness, startup
		``:                             {`{"tcpSocket":{"port":8080}}`, `{"tcpSocket":{"port":8080},` + startup},
		`, "protocol": "grpc"`:         {`{"grpc":{"port":8080}}`, `{"grpc":{"port":8080},` + startup},
		`, "port": 0`:                  {"", ""},
		`, "health": {"type": "none"}`: {"", ""},
		`, "health": {"path": "/up"}`:  {`{"httpGet":{"path":"/up","port":8080}}`, `{"httpGet":{"path":"/up","port":8080},` + startup},
		`, "health": {"type": "http", "port": 81, "delay": "5s", "period": "20s"}`: {
			`{"httpGet":{"path":"/","port":81},"periodSeconds":20}`, `{"httpGet":{"path":"/","port":81},"initialDelaySeconds":5,` + startup},
		`, "port": 0, "health": {"type": "exec", "command": ["app", "$(X)"]}`: {
			`{"exec":{"command":["app","$$(X)"]}}`, `{"exec":{"command":["app","$$(X)"]},` + startup},
	} {
		o := lowered(t, `{"topology": {"name": "shop"}, "microservice": {"web": {"image": "acme/web:1"`+fields+`}}}`, nil)
		web := o["Deployment/shop-microservice-web"]
		equal(t, "liveness of"+fields, at(web, container+"/livenessProbe"), want[0])
		equal(t, "readiness of"+fields, at(web, container+"/readinessProbe"), want[0])
		equal(t, "startup of"+fields, at(web, container+"/startupProbe"), want[1])
	}
}

func TestFilesAreMountedOneByOne(t *testing.T) {
	document := `{"topology": {"name": "shop"}, "microservice": {"web": {"image": "acme/web:1", "command": ["nginx", "$(X)"], "file": {
	  "/etc/a/app.conf": {"inline": "a\n"}, "/etc/b/app.conf": {"source": "app.conf"}
	}}}}`
	o := lowered(t, document, map[string]string{"app.conf": "b\n"})
	equal(t, "content", at(o["ConfigMap/shop-microservice-web"], "data"), `{"app.conf":"a\n","2.app.conf":"b\n"}`)
	web := o["Deployment/shop-microservice-web"]
	equal(t, "mounts", at(web, container+"/volumeMounts"), `[{"name":"espc-files","mountPath":"/etc/a/app.conf","subPath":"app.conf","readOnly":true},`+
		`{"name":"espc-files","mountPath":"/etc/b/app.conf","subPath":"2.app.conf","readOnly":true}]`)
	equal(t, "a command is passed on as written", at(web, container+"/command"), `["nginx","$$(X)"]`)
	before := at(web, "spec/template/metadata/annotations")
	after := at(lowered(t, document, map[string]string{"app.conf": "c\n"})["Deployment/shop-microservice-web"], "spec/template/metadata/annotations")
	if before == after || !strings.Contains(before, annotationChecksum) {
		t.Errorf("another content does not roll the pods: %s, %s", before, after)
	}
}
