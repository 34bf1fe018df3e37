package editors

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"espc.dev/e2e/espc"
	"espc.dev/e2e/provision"
)

// neovim returns Neovim's program and its environment: the machine's own, or Debian's.
func neovim(t *testing.T) (string, []string) {
	t.Helper()
	if program, err := exec.LookPath("nvim"); err == nil {
		return program, nil
	}
	root, err := cache(t).Debian("neovim", "neovim", "neovim-runtime", "libluajit-5.1-2", "libmsgpackc2", "libtermkey1", "libtree-sitter0",
		"libunibilium4", "libuv1", "libvterm0", "lua-luv")
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(root, "usr", "bin", "nvim"), []string{
		"LD_LIBRARY_PATH=" + provision.LibraryPath(root), "VIMRUNTIME=" + filepath.Join(root, "usr", "share", "nvim", "runtime"),
	}
}

// TestNeovimIsServed edits a copy of the shop in Neovim, with the snippet of the docs as its only configuration: testdata/neovim.lua says
// what it does and looks at.
func TestNeovimIsServed(t *testing.T) {
	program, environ := neovim(t)
	dir := topology(t, "shop")
	compiled := espc.Compile(t, dir)
	home := t.TempDir()
	environ = append(environ, "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_DATA_HOME="+home, "XDG_STATE_HOME="+home, "XDG_CACHE_HOME="+home,
		"SNIPPET="+absolute(t, "../../docs/editors/neovim/espc.lua"))
	out := run(t, dir, environ, program, "--headless", "-n", "-u", "NONE", "-i", "NONE", "-c", "luafile "+absolute(t, "testdata/neovim.lua"), "-c", "cquit 1")
	t.Log(out)
	if !strings.Contains(out, "all of it holds") {
		t.Fatal("Neovim did not get to the end")
	}
	renamed, err := os.ReadFile(filepath.Join(dir, "gateway-public.hcl"))
	if err != nil || !strings.Contains(string(renamed), "function.price-quote") {
		t.Errorf("the rename did not reach gateway-public.hcl: %v", err)
	}
	if same(t, compiled, espc.Compile(t, dir)) {
		t.Error("the topology compiles to what it did before the rename")
	}
}

// same reports whether two folders hold the same files.
func same(t *testing.T, a, b string) bool {
	t.Helper()
	return exec.Command("diff", "-r", a, b).Run() == nil
}
