package kubernetes

import (
	"testing"
)

func TestGatewayConfigHoldsEveryEndpointMostSpecificFirst(t *testing.T) {
	o := lowered(t, edgeTopology, nil)["ConfigMap/shop-gateway-edge"]
	same(t, gatewayFile, find(o.Tree, "data", gatewayFile).Str(), `
http:
  port: 8080
apiEndpoints:
  orders:
    host: api.shop.example.com
    paths:
    - /v1/orders
    - /v1/orders/*
    methods:
    - GET
    scopes:
    - orders:read
    - endpoint:orders
  stock:
    host: api.shop.example.com
    paths:
    - /v1/stock/:id
    scopes:
    - endpoint:stock
  pay:
    host: shop.example.com
    paths:
    - /pay/:id
  search:
    host: shop.example.com
    paths:
    - /search
  all:
    host: shop.example.com
    paths:
    - /*
serviceEndpoints:
  function.admit:
    url: http://shop-function-admit
  function.search:
    url: http://shop-function-search
  microservice.web:
    url: http://shop-microservice-web:9000
  microservice.web-next:
    url: http://shop-microservice-web-next:9000
  model.order:
    url: http://shop-workspace
  service_endpoint.pay:
    urls:
    - https://a.pay.example.com/v1
    - https://b.pay.example.com/v1
    headers:
      authorization:
        env: ESPC_SECRET_TOKEN_VALUE
        prefix: "Bearer "
    health:
      path: /up
policies:
- cors
- rate-limit
- key-auth
- basic-auth
- jwt
- authorizer
- quota
- request-transformer
- response-transformer
- proxy
pipelines:
  orders:
    apiEndpoints:
    - orders
    policies:
    - cors:
      - action:
          origin:
          - https://shop.example.com
          methods:
          - GET
          maxAge: 3600
    - rate-limit:
      - action:
          max: 50
          windowMs: 1000
          rateLimitBy: orders:${req.ip}
    - key-auth:
      - action:
          disableQueryParam: true
    - rate-limit:
      - condition:
          name: plan
          plan: gold
        action:
          max: 20
          windowMs: 1000
          rateLimitBy: plan:gold:${consumer.id}
      - condition:
          name: plan
          plan: gold
        action:
          max: 5
          windowMs: 1000
          rateLimitBy: plan:gold:orders:${consumer.id}
    - quota:
      - condition:
          name: plan
          plan: gold
        action:
          max: 1000
          period: day
          quotaBy: plan:gold:${consumer.id}
    - response-transformer:
      - action:
          headers:
            add:
              X-Frame-Options: "\"DENY\""
    - proxy:
      - action:
          serviceEndpoint: model.order
          stripPath: true
          rewrite: /api/orders
  stock:
    apiEndpoints:
    - stock
    policies:
    - cors:
      - action:
          origin:
          - https://shop.example.com
          methods:
          - GET
          - HEAD
          - PUT
          - PATCH
          - POST
          - DELETE
          maxAge: 3600
    - basic-auth:
      - action: {}
    - rate-limit:
      - action:
          max: 10
          windowMs: 120000
          burst: 5
          rateLimitBy: stock:${consumer.id}
    - rate-limit:
      - condition:
          name: plan
          plan: gold
        action:
          max: 20
          windowMs: 1000
          rateLimitBy: plan:gold:${consumer.id}
    - quota:
      - condition:
          name: plan
          plan: gold
        action:
          max: 1000
          period: day
          quotaBy: plan:gold:${consumer.id}
    - response-transformer:
      - action:
          headers:
            add:
              X-Frame-Options: "\"DENY\""
    - proxy:
      - action:
          serviceEndpoint: model.order
  pay:
    apiEndpoints:
    - pay
    policies:
    - cors:
      - action:
          origin:
          - https://shop.example.com
          methods:
          - GET
          - HEAD
          - PUT
          - PATCH
          - POST
          - DELETE
          maxAge: 3600
    - rate-limit:
      - action:
          max: 50
          windowMs: 1000
          rateLimitBy: pay:${req.ip}
    - jwt:
      - action:
          secretOrPublicKeyFile: /app/secrets/jwt/public-key.pem
          issuer: https://login.example.com/
          audience:
          - shop
          jwtExtractor: authBearer
    - request-transformer:
      - action:
          headers:
            add:
              X-Note: "\"say \\\"hi\\\" \\u0024{HOME} 'x'\""
              X-Token:
                env: ESPC_SECRET_TOKEN_VALUE
            remove:
            - X-Debug
    - proxy:
      - action:
          serviceEndpoint: service_endpoint.pay
          proxyTimeout: 2000
  search:
    apiEndpoints:
    - search
    policies:
    - cors:
      - action:
          origin:
          - https://shop.example.com
          methods:
          - GET
          - HEAD
          - PUT
          - PATCH
          - POST
          - DELETE
          maxAge: 3600
    - rate-limit:
      - action:
          max: 1
          windowMs: 1000
          rateLimitBy: search
    - authorizer:
      - action:
          serviceEndpoint: function.admit
          timeout: 5000
    - response-transformer:
      - action:
          headers:
            add:
              X-Frame-Options: "\"DENY\""
    - proxy:
      - action:
          serviceEndpoint: function.search
          websocket: true
  all:
    apiEndpoints:
    - all
    policies:
    - cors:
      - action:
          origin:
          - https://shop.example.com
          methods:
          - GET
          - HEAD
          - PUT
          - PATCH
          - POST
          - DELETE
          maxAge: 3600
    - rate-limit:
      - action:
          max: 50
          windowMs: 1000
          rateLimitBy: all:${req.ip}
    - response-transformer:
      - action:
          headers:
            add:
              X-Frame-Options: "\"DENY\""
    - proxy:
      - action:
          split:
          - serviceEndpoint: microservice.web-next
            weight: 1
          - serviceEndpoint: microservice.web
            weight: 9
`)
	same(t, gatewaySettings, find(o.Tree, "data", gatewaySettings).Str(), `
db:
  redis:
    host: shop-redis-edge
    port: 6379
    namespace: edge
    maxRetriesPerRequest: 1
plugins:
  espc:
    trustedHops: 1
    allowFrom:
    - "10.0.0.0/8"
`)
}
