package apim

import (
	"fmt"
	"net/http"
	"strings"

	"espc.dev/e2e/cloudformation"
)

// count counts a request of a consumer by its usage plan, where the method asks for a key: its limit of the method, its own limit,
// its quota. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
func (w *AWS) count(q restRequest) (response string, status int, err error) {
	if q.method.Raw("ApiKeyRequired") != true {
		return "", 0, nil
	}
	if q.api.resource.Raw("ApiKeySourceType") != "AUTHORIZER" {
		return "", 0, fmt.Errorf("%s takes keys from %v, which is not modelled", q.api.resource, q.api.resource.Raw("ApiKeySourceType"))
	}
	plan, key, err := w.planOf(q)
	if err != nil {
		return "", 0, err
	}
	if plan == nil {
		return "INVALID_API_KEY", http.StatusForbidden, nil
	}
	stages, _ := plan.Raw("ApiStages").([]any)
	for _, s := range stages {
		stage, _ := s.(map[string]any)
		if refOf(stage["ApiId"]) != q.api.resource.ID {
			continue
		}
		limits, _ := stage["Throttle"].(map[string]any)
		name := strings.TrimSuffix(q.resource, "/") + "/" + fmt.Sprint(q.method.Raw("HttpMethod"))
		throttled, err := w.throttled(strings.Join([]string{plan.ID, key.ID, name}, " "), limits[name], "RateLimit", "BurstLimit")
		if err != nil || throttled {
			return "THROTTLED", http.StatusTooManyRequests, err
		}
	}
	if throttled, err := w.throttled(plan.ID+" "+key.ID, plan.Raw("Throttle"), "RateLimit", "BurstLimit"); err != nil || throttled {
		return "THROTTLED", http.StatusTooManyRequests, err
	}
	if quota, _ := plan.Raw("Quota").(map[string]any); quota != nil {
		most, err := number(quota["Limit"])
		if err != nil {
			return "", 0, err
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		if float64(w.quotas[plan.ID+" "+key.ID]) >= most {
			return "QUOTA_EXCEEDED", http.StatusTooManyRequests, nil
		}
		w.quotas[plan.ID+" "+key.ID]++
	}
	return "", 0, nil
}

// planOf finds the key that the authorizer names, and the usage plan of this API's stage that it is in; nil where there is none.
func (w *AWS) planOf(q restRequest) (plan, key *cloudformation.Resource, err error) {
	for _, k := range w.all("AWS::ApiGateway::ApiKey") {
		value, err := k.Text("Value")
		if err != nil {
			return nil, nil, err
		}
		if value == q.usage && k.Raw("Enabled") == true {
			key = k
		}
	}
	if key == nil {
		return nil, nil, nil
	}
	for _, member := range w.all("AWS::ApiGateway::UsagePlanKey") {
		p := w.stack.Find(refOf(member.Raw("UsagePlanId")))
		if refOf(member.Raw("KeyId")) != key.ID || p == nil {
			continue
		}
		stages, _ := p.Raw("ApiStages").([]any)
		for _, s := range stages {
			stage, _ := s.(map[string]any)
			if refOf(stage["ApiId"]) != q.api.resource.ID {
				continue
			}
			if plan != nil {
				return nil, nil, fmt.Errorf("%s is in two plans of the API", key)
			}
			plan = p
		}
	}
	return plan, key, nil
}

// throttledStage counts a request by the limits of the stage's methods.
func (w *AWS) throttledStage(q restRequest) (bool, error) {
	for _, stage := range w.of(q.api, "AWS::ApiGateway::Stage") {
		settings, _ := stage.Raw("MethodSettings").([]any)
		for _, s := range settings {
			setting, _ := s.(map[string]any)
			path := "/"
			if q.resource != "/" {
				path += strings.ReplaceAll(q.resource, "/", "~1")
			}
			if setting["ResourcePath"] != path || setting["HttpMethod"] != q.call.Method {
				continue
			}
			return w.throttled(q.api.resource.ID+" "+q.call.Method+path, setting, "ThrottlingRateLimit", "ThrottlingBurstLimit")
		}
	}
	return false, nil
}
