package hcl_test

import (
	"strings"
	"testing"

	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/schema/tree"
)

// Expectations are terraform's, from its documentation of the functions, but for objects: they keep the order written.
func TestFunctions(t *testing.T) {
	tests := [][2]string{
		{`abs(-3.5)`, `3.5`},
		{`alltrue([true, 1 == 1, "true"])`, `true`},
		{`alltrue([])`, `true`},
		{`anytrue([false, true])`, `true`},
		{`anytrue([])`, `false`},
		{`base64decode("SGVsbG8gV29ybGQ=")`, `"Hello World"`},
		{`base64encode("Hello World")`, `"SGVsbG8gV29ybGQ="`},
		{`base64sha256("")`, `"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="`},
		{`can(1 / 0)`, `false`},
		{`can("x")`, `true`},
		{`ceil(5.1)`, `6`},
		{`chomp("hello\n\n")`, `"hello"`},
		{`chunklist(["a", "b", "c"], 2)`, `[["a","b"],["c"]]`},
		{`cidrhost("10.12.112.0/20", 16)`, `"10.12.112.16"`},
		{`cidrhost("10.12.112.0/20", 268)`, `"10.12.113.12"`},
		{`cidrhost("10.12.112.0/20", -1)`, `"10.12.127.255"`},
		{`cidrhost("fd00:fd12:3456:7890:00a2::/72", 34)`, `"fd00:fd12:3456:7890::22"`},
		{`cidrnetmask("172.16.0.0/12")`, `"255.240.0.0"`},
		{`cidrnetmask("0.0.0.0/0")`, `"0.0.0.0"`},
		{`cidrsubnet("172.16.0.0/12", 4, 2)`, `"172.18.0.0/16"`},
		{`cidrsubnet("10.1.2.0/24", 4, 15)`, `"10.1.2.240/28"`},
		{`cidrsubnet("fd00:fd12:3456:7890::/56", 16, 162)`, `"fd00:fd12:3456:7800:a200::/72"`},
		{`coalesce("", null, "b")`, `"b"`},
		{`coalesce(0, 1)`, `0`},
		{`coalescelist([], ["c"])`, `["c"]`},
		{`compact(["a", "", null, "b"])`, `["a","b"]`},
		{`concat(["a"], [], [1])`, `["a",1]`},
		{`contains(["a", "b"], "b")`, `true`},
		{`contains([1], "1")`, `false`},
		{`contains([function.a], function.a)`, `true`},
		{`csvdecode("a,b\n1,2\n")`, `[{"a":"1","b":"2"}]`},
		{`distinct(["a", "b", "a", function.a, "function.a"])`, `["a","b","function.a"]`},
		{`distinct([{ a = 1, b = 2 }, { b = 2, a = 1 }])`, `[{"a":1,"b":2}]`},
		{`element(["a", "b", "c"], 4)`, `"b"`},
		{`element(["a", "b", "c"], -1)`, `"c"`},
		{`endswith("hello", "lo")`, `true`},
		{`flatten([["a", ["b"]], [], "c"])`, `["a","b","c"]`},
		{`floor(-4.1)`, `-5`},
		{`format("%s is %d, %05.2f, %q, %v", "a", 3, 3.14159, "x", true)`, `"a is 3, 03.14, \"x\", true"`},
		{`formatdate("DD MMM YYYY hh:mm ZZZ", "2018-01-02T23:12:01Z")`, `"02 Jan 2018 23:12 UTC"`},
		{`formatlist("%s!", ["a", "b"])`, `["a!","b!"]`},
		{`indent(2, "a\nb")`, `"a\n  b"`},
		{`index(["a", "b"], "b")`, `1`},
		{`join(", ", ["a", 1, true])`, `"a, 1, true"`},
		{`join("-", [])`, `""`},
		{`jsondecode("{\"b\": [1, null], \"a\": \"x\"}")`, `{"a":"x","b":[1,null]}`},
		{`jsonencode({ b = [1, 1.50, null], a = "<x>" })`, `"{\"b\":[1,1.5,null],\"a\":\"<x>\"}"`},
		{`keys({ b = 1, a = 2 })`, `["a","b"]`},
		{`length("ünï")`, `3`},
		{`length([1, 2])`, `2`},
		{`length({ a = 1 })`, `1`},
		{`log(16, 2)`, `4`},
		{`lookup({ a = "x" }, "a", "y")`, `"x"`},
		{`lookup({ a = "x" }, "b", "y")`, `"y"`},
		{`lower("HELLO")`, `"hello"`},
		{`matchkeys(["i-1", "i-2", "i-3"], ["w", "e", "w"], ["w"])`, `["i-1","i-3"]`},
		{`max(5, 12, 9)`, `12`},
		{`max([5, 12]...)`, `12`},
		{`md5("hello world")`, `"5eb63bbbe01eeed093cb22bb8f5acdc3"`},
		{`merge({ a = 1, b = 2 }, null, { b = 3 })`, `{"a":1,"b":3}`},
		{`min(12, 54, 3)`, `3`},
		{`one([])`, `null`},
		{`one(["a"])`, `"a"`},
		{`parseint("FF", 16)`, `255`},
		{`pow(3, 2)`, `9`},
		{`range(3)`, `[0,1,2]`},
		{`range(1, 8, 2)`, `[1,3,5,7]`},
		{`regex("[a-z]+", "53453453.345345aaabbbccc23454")`, `"aaabbbccc"`},
		{`regex("(\\d\\d)-(\\d\\d)", "19-02")`, `["19","02"]`},
		{`regex("(?P<y>\\d+)-(?P<m>\\d+)", "19-02")`, `{"m":"02","y":"19"}`},
		{`regexall("[a-z]", "1a2b")`, `["a","b"]`},
		{`replace("1 + 2 + 3", "+", "-")`, `"1 - 2 - 3"`},
		{`replace("hello world", "/w.*d/", "everybody")`, `"hello everybody"`},
		{`replace("a1", "/([a-z])(\\d)/", "$2$1")`, `"1a"`},
		{`reverse([1, 2])`, `[2,1]`},
		{`setintersection(["a", "b"], ["b", "c"])`, `["b"]`},
		{`setproduct(["a", "b"], [1, 2])`, `[["a",1],["a",2],["b",1],["b",2]]`},
		{`setsubtract(["a", "b"], ["b"])`, `["a"]`},
		{`setunion(["a"], ["b", "a"])`, `["a","b"]`},
		{`sha1("hello world")`, `"2aae6c35c94fcfb415dbe95f408b9ce91ee846ed"`},
		{`sha256("hello world")`, `"b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"`},
		{`substr(sha512("hello world"), 0, 8)`, `"309ecc48"`},
		{`signum(-13)`, `-1`},
		{`slice(["a", "b", "c"], 1, 3)`, `["b","c"]`},
		{`sort(["e", "d", "a"])`, `["a","d","e"]`},
		{`split(",", "foo,bar")`, `["foo","bar"]`},
		{`startswith("hello", "he")`, `true`},
		{`strcontains("hello", "ell")`, `true`},
		{`strrev("ab")`, `"ba"`},
		{`substr("hello world", 1, 4)`, `"ello"`},
		{`sum([10, 13, 6.5])`, `29.5`},
		{`timeadd("2017-11-22T00:00:00Z", "10m")`, `"2017-11-22T00:10:00Z"`},
		{`title("hello world")`, `"Hello World"`},
		{`tobool("true")`, `true`},
		{`tolist(["a"])`, `["a"]`},
		{`tomap({ a = 1 })`, `{"a":1}`},
		{`tonumber("010.50")`, `10.5`},
		{`toset(["b", "a", "b"])`, `["a","b"]`},
		{`tostring(1.50)`, `"1.5"`},
		{`tostring(null)`, `null`},
		{`transpose({ a = ["1", "2"], b = ["2"] })`, `{"1":["a"],"2":["a","b"]}`},
		{`trim("?!hello?!", "!?")`, `"hello"`},
		{`trimprefix("helloworld", "hello")`, `"world"`},
		{`trimspace("  hello\n\n")`, `"hello"`},
		{`trimsuffix("helloworld", "world")`, `"hello"`},
		{`try(local.missing.x, "fallback")`, `"fallback"`},
		{`try(1 / 0, [][0], "z")`, `"z"`},
		{`upper("été")`, `"ÉTÉ"`},
		{`urlencode("a b&c=ü")`, `"a+b%26c%3D%C3%BC"`},
		{`values({ b = 1, a = 2 })`, `[2,1]`},
		{`yamlencode({ a = ["x", "yes"] })`, `"a:\n- x\n- \"yes\"\n"`},
		{`zipmap(["a", "b"], [1, 2])`, `{"a":1,"b":2}`},
	}
	var b strings.Builder
	b.WriteString("locals {\n  missing = {}\n}\njob \"x\" {\n  values = [\n")
	for _, test := range tests {
		b.WriteString(test[0] + ",\n")
	}
	b.WriteString("]\n}\n")
	docs, ds := compile(b.String(), nil)
	if len(ds) > 0 || len(docs) != 1 {
		t.Fatal(frontendtest.Diagnostics(ds))
	}
	values := docs[0].Get("job").Get("x").Get("values")
	for i, test := range tests {
		if got := string(tree.AppendJSON(nil, values.Items[i], "")); got != test[1] {
			t.Errorf("%s: got %s, want %s", test[0], got, test[1])
		}
	}
}

func TestWhatFunctionsTakeFromTheirArgumentsKeepsItsPlace(t *testing.T) {
	const text = `locals {
  common = { A = "1", TO = function.a }
}
job "x" {
  env   = merge(local.common, { B = "2" })
  first = element(values(local.common), 0)
}
`
	docs, ds := compile(text, nil)
	if len(ds) > 0 {
		t.Fatal(frontendtest.Diagnostics(ds))
	}
	job := docs[0].Get("job").Get("x")
	for _, test := range []struct {
		node *tree.Node
		line int
		ref  bool
	}{
		{job.Get("env"), 5, false},
		{job.Get("env").Get("A"), 2, false},
		{job.Get("env").Get("TO"), 2, true},
		{job.Get("env").Get("B"), 5, false},
		{job.Get("first"), 6, false},
	} {
		if got := test.node.Range().Pos().Line; got != test.line || test.node.Ref != test.ref {
			t.Errorf("%s: line %d, reference %v", tree.AppendJSON(nil, test.node, ""), got, test.node.Ref)
		}
	}
	if from := job.Get("first").Origin.From; from.Range.Pos().Line != 2 {
		t.Errorf("first comes from line %d, want 2", from.Range.Pos().Line)
	}
}
