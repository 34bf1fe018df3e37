// Package editors tries the language server in the editors that docs/editors.md tells how to set up, by the files that stand there:
// Neovim as a program without a screen, and the extension for VS Code in a process that stands in for the editor.
package editors
