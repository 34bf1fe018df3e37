package schema

import "strings"

// irregular holds the English nouns whose plural no rule gives, by their last letters.
var irregular = []struct{ singular, plural string }{
	{"person", "people"}, {"child", "children"}, {"woman", "women"}, {"man", "men"}, {"mouse", "mice"}, {"foot", "feet"},
	{"tooth", "teeth"}, {"goose", "geese"}, {"ox", "oxen"}, {"quiz", "quizzes"}, {"datum", "data"}, {"medium", "media"},
	{"criterion", "criteria"}, {"phenomenon", "phenomena"}, {"matrix", "matrices"}, {"vertex", "vertices"},
	{"knife", "knives"}, {"life", "lives"}, {"wife", "wives"}, {"leaf", "leaves"}, {"shelf", "shelves"}, {"half", "halves"},
	{"wolf", "wolves"}, {"loaf", "loaves"}, {"thief", "thieves"}, {"calf", "calves"}, {"hero", "heroes"},
	{"potato", "potatoes"}, {"tomato", "tomatoes"}, {"echo", "echoes"}, {"veto", "vetoes"},
}

// uncountable holds the English nouns whose plural is the noun.
var uncountable = []string{
	"equipment", "information", "money", "news", "series", "species", "sheep", "fish", "deer", "aircraft", "rice",
	"feedback", "data", "media", "people", "children", "metadata", "software", "hardware",
}

// Plural returns the lower-case English plural of a name. Of a name of several words the last one changes:
// coffee-shop gives coffee-shops.
func Plural(name string) string {
	name = strings.ToLower(name)
	i := strings.LastIndexAny(name, "-_") + 1
	return name[:i] + pluralWord(name[i:])
}

func pluralWord(w string) string {
	for _, u := range uncountable {
		if w == u {
			return w
		}
	}
	for _, i := range irregular {
		if w == i.singular {
			return i.plural
		}
	}
	switch {
	case w == "":
		return w
	case strings.HasSuffix(w, "sis"):
		return w[:len(w)-2] + "es" // analysis, basis
	case hasAnySuffix(w, "s", "x", "z", "ch", "sh"):
		return w + "es"
	case strings.HasSuffix(w, "y") && len(w) > 1 && !strings.ContainsRune("aeiou", rune(w[len(w)-2])):
		return w[:len(w)-1] + "ies"
	}
	return w + "s"
}

func hasAnySuffix(s string, suffixes ...string) bool {
	for _, suffix := range suffixes {
		if strings.HasSuffix(s, suffix) {
			return true
		}
	}
	return false
}
