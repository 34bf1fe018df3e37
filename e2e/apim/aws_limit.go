package apim

import (
	"fmt"
	"strconv"
	"time"
)

// A bucket holds as many requests as may come at once, and fills at a rate (token bucket):
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html.
type bucket struct {
	tokens float64
	at     time.Time
}

// take takes a request's token of a bucket, in requests a second; it reports false where there is none.
func (w *AWS) take(key string, rate, burst float64) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now()
	b := w.buckets[key]
	if b == nil {
		b = &bucket{tokens: burst, at: now}
		w.buckets[key] = b
	}
	b.tokens = min(burst, b.tokens+now.Sub(b.at).Seconds()*rate)
	b.at = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

// throttled takes a token by a throttle of the template, with these names for rate and burst.
func (w *AWS) throttled(key string, throttle any, rate, burst string) (bool, error) {
	fields, _ := throttle.(map[string]any)
	if len(fields) == 0 {
		return false, nil
	}
	r, err := number(fields[rate])
	if err != nil {
		return false, fmt.Errorf("%s: %w", key, err)
	}
	b, err := number(fields[burst])
	if err != nil {
		return false, fmt.Errorf("%s: %w", key, err)
	}
	return !w.take(key, r, b), nil
}

func number(value any) (float64, error) {
	return strconv.ParseFloat(fmt.Sprint(value), 64)
}
