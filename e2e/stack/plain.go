package stack

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strings"
)

// plain turns what an SDK returns into maps, lists, strings, numbers and booleans, without what is not set.
func plain(value any) any { return plainValue(reflect.ValueOf(value)) }

func plainValue(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return plainValue(v.Elem())
	case reflect.Struct:
		out := map[string]any{}
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if !field.IsExported() || field.Name == "ResultMetadata" {
				continue
			}
			if item := plainValue(v.Field(i)); item != nil {
				out[field.Name] = item
			}
		}
		return out
	case reflect.Slice:
		if v.Len() == 0 {
			return nil
		}
		out := make([]any, v.Len())
		for i := range out {
			out[i] = plainValue(v.Index(i))
		}
		return out
	case reflect.Map:
		if v.Len() == 0 {
			return nil
		}
		out := map[string]any{}
		for _, key := range v.MapKeys() {
			out[key.String()] = plainValue(v.MapIndex(key))
		}
		return out
	case reflect.String:
		if v.Len() == 0 {
			return nil
		}
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Int, reflect.Int32, reflect.Int64:
		return float64(v.Int())
	case reflect.Float64:
		return v.Float()
	}
	return fmt.Sprint(v)
}

// fields returns some of the fields of what an SDK returned.
func fields(value any, names ...string) map[string]any {
	out := map[string]any{}
	all, _ := plain(value).(map[string]any)
	for _, name := range names {
		if v, ok := all[name]; ok {
			out[name] = v
		}
	}
	return out
}

// document returns JSON that an API gives as a text, which may be written as in an URL. The emulator gives a role's policy as
// Python writes it.
func document(text string) (any, error) {
	if decoded, err := url.PathUnescape(text); err == nil {
		text = decoded
	}
	var out any
	err := json.Unmarshal([]byte(text), &out)
	if err == nil {
		return out, nil
	}
	if json.Unmarshal([]byte(strings.ReplaceAll(text, "'", `"`)), &out) == nil {
		return out, nil
	}
	return nil, fmt.Errorf("%w: %s", err, text)
}
