package jsonata

import (
	"math/rand/v2"
	"strings"
)

// pieces are what damaged expressions get: the signs of the language, and what makes a difference beside them.
var pieces = strings.Split("( ) [ ] { } . .. , ; : := ? ?: ?? @ # ^ ^( ~> ! != = < > <= >= + - * ** / % & | and or in true false null "+
	"$ $x $$ $i a `b c` \" ' \\ \\u0041 \\u00 1 0 01 1.5 1e3 1. -1 function($x){$x} λ($x)<n:n>{ <a<s>-?:s> /a/ /[a/ /(?<n>a)\\k<n>/i /a{2,1}/ /[b-a]/ "+
	"%.% a.%.b [] [0] {\"a\":b} @$x #$i a@$x.b#$i[0] |a|{}| /*c*/ /* \n \t é 😀", " ")

// Damage returns so many texts that differ from those given: pieces put in, taken out, doubled, swapped, or two texts joined. The
// same seed gives the same texts.
func Damage(texts []string, count int, seed uint64) []string {
	random := rand.New(rand.NewPCG(seed, 5))
	var out []string
	for len(out) < count {
		text := texts[random.IntN(len(texts))]
		if len(text) > 400 {
			continue
		}
		for range 1 + random.IntN(3) {
			text = damaged(random, text, texts)
		}
		out = append(out, text)
	}
	return out
}

func damaged(random *rand.Rand, text string, texts []string) string {
	runes := []rune(text)
	at := random.IntN(len(runes) + 1)
	end := min(at+random.IntN(4), len(runes))
	before, part, after := string(runes[:at]), string(runes[at:end]), string(runes[end:])
	piece := pieces[random.IntN(len(pieces))]
	switch random.IntN(6) {
	case 0:
		return before + after
	case 1:
		return before + piece + part + after
	case 2:
		return before + piece + after
	case 3:
		return before + part + part + after
	case 4:
		return after + piece + before
	}
	other := texts[random.IntN(len(texts))]
	if len(other) > 60 {
		other = piece
	}
	return before + other + part + after
}
