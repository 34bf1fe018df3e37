// Package provision brings what tests need onto the machine: packages of npm by their lock files, releases of Node, and programs
// of Debian. It asks the ordinary clients (npm, apt-get), installs nothing into the system, and keeps what it got in the user's
// cache folder, so that a second run asks nobody.
package provision
