package source_test

import (
	"os/exec"
	"strings"
	"testing"
)

// ignoreCases are ignore files and what of these is left: the form is .gitignore's, so git says what is right.
var ignoreCases = []struct{ ignore, left string }{
	{"# nothing\n\n", "a.js a.md doc/a.md doc/deep/a.md doc/x lib/a.js lib/doc/b space  test/x.test.js"},
	{"*.md\n", "a.js doc/x lib/a.js lib/doc/b space  test/x.test.js"},
	{"/*.md\n", "a.js doc/a.md doc/deep/a.md doc/x lib/a.js lib/doc/b space  test/x.test.js"},
	{"doc\n", "a.js a.md lib/a.js space  test/x.test.js"},
	{"/doc/\n", "a.js a.md lib/a.js lib/doc/b space  test/x.test.js"},
	{"x/\n", "a.js a.md doc/a.md doc/deep/a.md doc/x lib/a.js lib/doc/b space  test/x.test.js"},
	{"doc/*.md\n", "a.js a.md doc/deep/a.md doc/x lib/a.js lib/doc/b space  test/x.test.js"},
	{"doc/**/a.md\n", "a.js a.md doc/x lib/a.js lib/doc/b space  test/x.test.js"},
	{"**/doc/*\n!doc/x\n", "a.js a.md doc/x lib/a.js space  test/x.test.js"},
	{"doc/**\n!doc/x\n", "a.js a.md doc/x lib/a.js lib/doc/b space  test/x.test.js"},
	{"doc\n!doc/x\n", "a.js a.md lib/a.js space  test/x.test.js"}, // what is in an ignored folder stays out
	{"*.js\n!*.test.js\r\n", "a.md doc/a.md doc/deep/a.md doc/x lib/doc/b space  test/x.test.js"},
	{"[!a].js\n?.md\n", "a.js doc/x lib/a.js lib/doc/b space  test/x.test.js"},
	{"space\\ \n", "a.js a.md doc/a.md doc/deep/a.md doc/x lib/a.js lib/doc/b test/x.test.js"},
	{"doc   \n", "a.js a.md lib/a.js space  test/x.test.js"},
	{"**\n!a.js\n", "a.js"},
	{"/*\n!/lib\n", "lib/a.js lib/doc/b"},
}

func ignoreFolder(ignore string) map[string]string {
	files := map[string]string{"f/.espcignore": ignore}
	for _, name := range []string{"a.js", "a.md", "doc/a.md", "doc/deep/a.md", "doc/x", "lib/a.js", "lib/doc/b", "space ", "test/x.test.js"} {
		files["f/"+name] = ""
	}
	return files
}

func TestAnIgnoreFileLeavesOutWhatGitWould(t *testing.T) {
	git, missing := exec.LookPath("git")
	if missing != nil {
		t.Log("git is not on PATH: what it says was not asked again")
	}
	for _, c := range ignoreCases {
		got, err := read(t, ignoreFolder(c.ignore))
		if got = strings.ReplaceAll(got+" ", "= ", " "); err != nil || strings.TrimSuffix(got, " ") != c.left {
			t.Errorf("%q leaves %q %v\nwant %q", c.ignore, got, err, c.left)
		}
		if missing != nil {
			continue
		}
		dir := folder(t, ignoreFolder(c.ignore)) + "/f"
		run := func(args ...string) string {
			t.Helper()
			out, err := exec.Command(git, append([]string{"-C", dir, "-c", "core.quotePath=false"}, args...)...).CombinedOutput()
			if err != nil {
				t.Fatalf("git %v: %v\n%s", args, err, out)
			}
			return string(out)
		}
		run("init", "-q")
		kept := strings.Split(strings.TrimSuffix(run("ls-files", "-z", "-o", "--exclude-from=.espcignore"), "\x00"), "\x00")
		var left []string
		for _, name := range kept {
			if name != ".espcignore" {
				left = append(left, name)
			}
		}
		if by := strings.Join(left, " "); by != c.left {
			t.Errorf("git: %q leaves %q", c.ignore, by)
		}
	}
}

func TestABrokenPatternIsRefused(t *testing.T) {
	if got, err := read(t, ignoreFolder("*.md\n[a\n")); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("%q %v", got, err)
	}
}

func TestALinkThatLeavesTheFolderCanBeLeftOut(t *testing.T) {
	got, err := read(t, map[string]string{"f/.espcignore": "/current\n", "f/a.js": "1", "f/current": "-> /etc/hostname"})
	if err != nil || got != "a.js=1" {
		t.Errorf("%q %v", got, err)
	}
}
