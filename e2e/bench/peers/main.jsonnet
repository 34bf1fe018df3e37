local services = import 'services.json';

local objects(s) = local L = { 'app.kubernetes.io/name': s.name }; [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: s.name, labels: L } },
  { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: s.name, labels: L }, spec: { selector: { matchLabels: L }, template: { metadata: { labels: L }, spec: { serviceAccountName: s.name, containers: [{ name: 'main', image: s.image, ports: [{ containerPort: s.port }], env: [{ name: k, value: s.env[k] } for k in std.objectFields(s.env)], resources: { requests: { memory: s.memory, cpu: s.cpu }, limits: { memory: s.memory } }, securityContext: { runAsNonRoot: true, allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, seccompProfile: { type: 'RuntimeDefault' } } }] } } } },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: s.name, labels: L }, spec: { selector: L, ports: [{ port: 80, targetPort: s.port }] } },
  { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: s.name, labels: L }, spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: s.name }, minReplicas: s.min, maxReplicas: s.max, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }] } },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: s.name, labels: L }, spec: { podSelector: { matchLabels: L }, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: s.port }] }] } },
];
std.flatMap(objects, services)
