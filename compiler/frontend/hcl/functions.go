package hcl

import (
	"maps"
	"slices"

	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// Functions returns the names of the language's functions, sorted.
func Functions() []string { return slices.Sorted(maps.Keys(functions)) }

// functions are the functions of the language but for try and can, which see expressions. Those on lists and objects are
// written here, so that what they return keeps where it was written; those on text and numbers are cty's.
var functions = map[string]function{
	// Lists and objects.
	"alltrue":         {1, 1, allTrue},
	"anytrue":         {1, 1, anyTrue},
	"chunklist":       {2, 2, chunkList},
	"coalesce":        {1, -1, coalesce},
	"coalescelist":    {1, -1, coalesceList},
	"compact":         {1, 1, compact},
	"concat":          {1, -1, concat},
	"contains":        {2, 2, contains},
	"distinct":        {1, 1, distinct},
	"element":         {2, 2, element},
	"flatten":         {1, 1, flatten},
	"index":           {2, 2, indexOf},
	"keys":            {1, 1, keysOf},
	"length":          {1, 1, length},
	"lookup":          {2, 3, lookup},
	"matchkeys":       {3, 3, matchKeys},
	"merge":           {1, -1, merge},
	"one":             {1, 1, one},
	"range":           {1, 3, general(stdlib.RangeFunc)},
	"reverse":         {1, 1, reverse},
	"setproduct":      {1, -1, setProduct},
	"setintersection": {1, -1, setIntersection},
	"setsubtract":     {2, 2, setSubtract},
	"setunion":        {1, -1, setUnion},
	"slice":           {3, 3, slice},
	"sort":            {1, 1, sortList},
	"sum":             {1, 1, sum},
	"transpose":       {1, 1, transpose},
	"values":          {1, 1, valuesOf},
	"zipmap":          {2, 2, zipMap},

	// Types.
	"tobool":   {1, 1, toBool},
	"tolist":   {1, 1, toList},
	"tomap":    {1, 1, toMap},
	"tonumber": {1, 1, toNumber},
	"toset":    {1, 1, toSet},
	"tostring": {1, 1, toString},

	// Numbers.
	"abs":      {1, 1, general(stdlib.AbsoluteFunc)},
	"ceil":     {1, 1, general(stdlib.CeilFunc)},
	"floor":    {1, 1, general(stdlib.FloorFunc)},
	"log":      {2, 2, general(stdlib.LogFunc)},
	"max":      {1, -1, general(stdlib.MaxFunc)},
	"min":      {1, -1, general(stdlib.MinFunc)},
	"parseint": {2, 2, general(stdlib.ParseIntFunc)},
	"pow":      {2, 2, general(stdlib.PowFunc)},
	"signum":   {1, 1, general(stdlib.SignumFunc)},

	// Text that is taken apart: of a reference, its address.
	"chomp":       {1, 1, plain(stdlib.ChompFunc)},
	"endswith":    {2, 2, endsWith},
	"lower":       {1, 1, plain(stdlib.LowerFunc)},
	"regex":       {2, 2, plain(stdlib.RegexFunc)},
	"regexall":    {2, 2, plain(stdlib.RegexAllFunc)},
	"split":       {2, 2, plain(stdlib.SplitFunc)},
	"startswith":  {2, 2, startsWith},
	"strcontains": {2, 2, strContains},
	"strrev":      {1, 1, plain(stdlib.ReverseFunc)},
	"substr":      {3, 3, plain(stdlib.SubstrFunc)},
	"title":       {1, 1, plain(stdlib.TitleFunc)},
	"trim":        {2, 2, plain(stdlib.TrimFunc)},
	"trimprefix":  {2, 2, plain(stdlib.TrimPrefixFunc)},
	"trimspace":   {1, 1, plain(stdlib.TrimSpaceFunc)},
	"trimsuffix":  {2, 2, plain(stdlib.TrimSuffixFunc)},
	"upper":       {1, 1, plain(stdlib.UpperFunc)},

	// Text that is made.
	"base64decode": {1, 1, base64Decode},
	"base64encode": {1, 1, base64Encode},
	"base64sha256": {1, 1, base64SHA256},
	"base64sha512": {1, 1, base64SHA512},
	"csvdecode":    {1, 1, general(stdlib.CSVDecodeFunc)},
	"format":       {1, -1, format},
	"formatdate":   {2, 2, general(stdlib.FormatDateFunc)},
	"formatlist":   {1, -1, formatList},
	"indent":       {2, 2, indent},
	"join":         {2, 2, join},
	"jsondecode":   {1, 1, jsonDecode},
	"jsonencode":   {1, 1, jsonEncode},
	"md5":          {1, 1, md5Hex},
	"replace":      {3, 3, replace},
	"sha1":         {1, 1, sha1Hex},
	"sha256":       {1, 1, sha256Hex},
	"sha512":       {1, 1, sha512Hex},
	"timeadd":      {2, 2, general(stdlib.TimeAddFunc)},
	"urlencode":    {1, 1, urlEncode},
	"yamlencode":   {1, 1, yamlEncode},

	// Networks.
	"cidrhost":    {2, 2, cidrHost},
	"cidrnetmask": {1, 1, cidrNetmask},
	"cidrsubnet":  {3, 3, cidrSubnet},
}
