package stack

import (
	"context"
	"fmt"
	"io/fs"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigateway/types"

	"espc.dev/e2e/cloudformation"
)

var restAPI = &kind{
	typ:      "AWS::ApiGateway::RestApi",
	compared: []string{"Name"},
	lost:     []string{"ApiKeySourceType", "BinaryMediaTypes", "DisableExecuteApiEndpoint", "EndpointConfiguration", "Policy"},
	read: func(ctx context.Context, a *Account) (map[string]map[string]any, error) {
		out := map[string]map[string]any{}
		err := a.eachAPI(ctx, func(api types.RestApi) error {
			out[aws.ToString(api.Id)] = fields(api, "Name")
			return nil
		})
		return out, err
	},
}

func (a *Account) eachAPI(ctx context.Context, visit func(types.RestApi) error) error {
	pages := apigateway.NewGetRestApisPaginator(a.apis, &apigateway.GetRestApisInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, api := range page.Items {
			if err := visit(api); err != nil {
				return err
			}
		}
	}
	return nil
}

// eachResource visits the resources of all APIs.
func (a *Account) eachResource(ctx context.Context, visit func(api, path string, r types.Resource) error) error {
	return a.eachAPI(ctx, func(api types.RestApi) error {
		pages := apigateway.NewGetResourcesPaginator(a.apis, &apigateway.GetResourcesInput{RestApiId: api.Id})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return err
			}
			for _, r := range page.Items {
				if err := visit(aws.ToString(api.Id), aws.ToString(r.Path), r); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

const typeResource = "AWS::ApiGateway::Resource"

var restResource = &kind{
	typ:      typeResource,
	compared: []string{"PathPart"},
	lost:     []string{"ParentId", "RestApiId"}, // in the path by which it is read back
	id:       resourcePath,
	read: func(ctx context.Context, a *Account) (map[string]map[string]any, error) {
		out := map[string]map[string]any{}
		err := a.eachResource(ctx, func(api, path string, r types.Resource) error {
			if path != "/" { // which comes with the API
				out[api+path] = fields(r, "PathPart")
			}
			return nil
		})
		return out, err
	},
}

// resourcePath returns an API's id and the path of one of its resources.
func resourcePath(r *cloudformation.Resource) (string, error) {
	parent, err := r.Text("ParentId")
	if err != nil {
		return "", err
	}
	part, err := r.Text("PathPart")
	if err != nil {
		return "", err
	}
	api, err := r.Text("RestApiId")
	if err != nil {
		return "", err
	}
	path, err := pathOf(r.Stack, api, parent)
	if path != api+"/" {
		path += "/"
	}
	return path + part, err
}

// pathOf returns an API's id and the path of the resource with an id; of its root where the template has no such resource.
func pathOf(stack *cloudformation.Stack, api, id string) (string, error) {
	for _, r := range stack.Resources {
		if r.Type != typeResource {
			continue
		}
		identity, err := r.Identity()
		if err != nil {
			return "", err
		}
		if identity.Ref == id {
			return resourcePath(r)
		}
	}
	return api + "/", nil
}

var restMethod = &kind{
	typ:      "AWS::ApiGateway::Method",
	compared: []string{"ApiKeyRequired", "AuthorizationType", "Integration"},
	lost:     []string{"AuthorizerId", "HttpMethod", "MethodResponses", "RequestParameters", "ResourceId", "RestApiId"},
	id: func(r *cloudformation.Resource) (string, error) {
		text := map[string]string{}
		for _, name := range []string{"RestApiId", "ResourceId", "HttpMethod"} {
			var err error
			if text[name], err = r.Text(name); err != nil {
				return "", err
			}
		}
		path, err := pathOf(r.Stack, text["RestApiId"], text["ResourceId"])
		return text["HttpMethod"] + " " + path, err
	},
	adjust: func(_ fs.FS, properties map[string]any) error {
		integration, _ := properties["Integration"].(map[string]any)
		out := map[string]any{"Type": integration["Type"]}
		for from, to := range map[string]string{"IntegrationHttpMethod": "HttpMethod", "Uri": "Uri"} {
			if v := integration[from]; v != nil {
				out[to] = v
			}
		}
		properties["Integration"] = out
		return nil
	},
	read: func(ctx context.Context, a *Account) (map[string]map[string]any, error) {
		out := map[string]map[string]any{}
		err := a.eachResource(ctx, func(api, path string, r types.Resource) error {
			for name, m := range r.ResourceMethods {
				got := fields(m, "AuthorizationType")
				if aws.ToBool(m.ApiKeyRequired) {
					got["ApiKeyRequired"] = true
				}
				if m.MethodIntegration == nil {
					return fmt.Errorf("%s %s has no integration", name, path)
				}
				got["Integration"] = fields(m.MethodIntegration, "HttpMethod", "Type", "Uri")
				out[name+" "+api+path] = got
			}
			return nil
		})
		return out, err
	},
}

var restDeployment = &kind{
	typ:      "AWS::ApiGateway::Deployment",
	compared: []string{"Description", "RestApiId"},
	// The emulator tells CloudFormation another id than it has.
	id: func(r *cloudformation.Resource) (string, error) { return r.Text("RestApiId") },
	read: func(ctx context.Context, a *Account) (map[string]map[string]any, error) {
		out := map[string]map[string]any{}
		err := a.eachAPI(ctx, func(api types.RestApi) error {
			list, err := a.apis.GetDeployments(ctx, &apigateway.GetDeploymentsInput{RestApiId: api.Id})
			if err != nil {
				return err
			}
			for _, d := range list.Items {
				got := fields(d, "Description")
				got["RestApiId"] = aws.ToString(api.Id)
				out[aws.ToString(api.Id)] = got
			}
			return nil
		})
		return out, err
	},
}
