package apim

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"espc.dev/e2e/cloudformation"
)

// firewall counts a request by the rules of the firewall before an API's stage; it returns the status of what it answers, 0
// where the request passes. A real one looks every few seconds, so that some more pass; this one looks at each request.
// https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
func (w *AWS) firewall(a *api, c Call) (int, error) {
	acl, err := w.aclOf(a)
	if err != nil || acl == nil {
		return 0, err
	}
	rules, _ := acl.Raw("Rules").([]any)
	for _, raw := range rules {
		var rule struct {
			Name   string
			Action struct {
				Block struct{ CustomResponse struct{ ResponseCode int } }
			}
			Statement struct {
				RateBasedStatement struct {
					AggregateKeyType    string
					Limit               int
					EvaluationWindowSec int
					ScopeDownStatement  *statement
				}
			}
		}
		if err := decodeJSON(raw, &rule); err != nil {
			return 0, err
		}
		limit := rule.Statement.RateBasedStatement
		if limit.AggregateKeyType != "IP" || limit.ScopeDownStatement == nil {
			return 0, fmt.Errorf("%s: the rule %s is not modelled", acl, rule.Name)
		}
		matches, err := limit.ScopeDownStatement.matches(c)
		if err != nil {
			return 0, err
		}
		if matches && w.inWindow(acl.ID+" "+rule.Name+" "+c.Client, time.Duration(limit.EvaluationWindowSec)*time.Second) > limit.Limit {
			return rule.Action.Block.CustomResponse.ResponseCode, nil
		}
	}
	return 0, nil
}

// aclOf is what is associated with an API's stage.
func (w *AWS) aclOf(a *api) (*cloudformation.Resource, error) {
	for _, r := range w.all("AWS::WAFv2::WebACLAssociation") {
		sub, _ := r.Raw("ResourceArn").(map[string]any)["Fn::Sub"].(string)
		if !strings.Contains(sub, "${"+a.resource.ID+"}/stages/") {
			continue
		}
		att, _ := r.Raw("WebACLArn").(map[string]any)["Fn::GetAtt"].([]any)
		if len(att) == 2 {
			return w.stack.Find(fmt.Sprint(att[0])), nil
		}
		return nil, fmt.Errorf("%s associates %v", r, r.Raw("WebACLArn"))
	}
	return nil, nil
}

// inWindow counts a request, and returns how many there were in the window that ends now.
func (w *AWS) inWindow(key string, window time.Duration) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now()
	var kept []time.Time
	for _, at := range append(w.windows[key], now) {
		if now.Sub(at) < window {
			kept = append(kept, at)
		}
	}
	w.windows[key] = kept
	return len(kept)
}

// statement is what a rule looks at, one of these.
type statement struct {
	AndStatement        *struct{ Statements []statement }
	NotStatement        *struct{ Statement statement }
	RegexMatchStatement *struct {
		FieldToMatch        map[string]any
		RegexString         string
		TextTransformations []struct{ Type string }
	}
}

func (s statement) matches(c Call) (bool, error) {
	switch {
	case s.AndStatement != nil:
		for _, each := range s.AndStatement.Statements {
			if ok, err := each.matches(c); err != nil || !ok {
				return false, err
			}
		}
		return true, nil
	case s.NotStatement != nil:
		ok, err := s.NotStatement.Statement.matches(c)
		return !ok, err
	case s.RegexMatchStatement == nil:
		return false, fmt.Errorf("a statement that is not modelled")
	}
	m := s.RegexMatchStatement
	text, _, _ := strings.Cut(c.Path, "?")
	if _, method := m.FieldToMatch["Method"]; method {
		text = c.Method
	} else if _, path := m.FieldToMatch["UriPath"]; !path {
		return false, fmt.Errorf("the field %v is not modelled", m.FieldToMatch)
	}
	for _, t := range m.TextTransformations {
		switch t.Type {
		case "NONE":
		case "URL_DECODE":
			if decoded, err := url.PathUnescape(text); err == nil {
				text = decoded
			}
		default:
			return false, fmt.Errorf("%s is not modelled", strconv.Quote(t.Type))
		}
	}
	return regexp.MatchString(m.RegexString, text)
}
