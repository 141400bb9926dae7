// Package child runs this program once more, in a process of its own that ends with this one.
package child

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
)

// Listening is how every process of this program says, in its first line, where it listens.
const Listening = "listening on "

// Child is such a process, once it listens.
type Child struct {
	URL     string
	command *exec.Cmd
	hold    io.Closer
}

// Start starts this program again with further arguments, on a free port, and waits until it
// listens. The child ends when its standard input closes, so even a killed parent leaves none
// behind.
func Start(arguments ...string) (*Child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	// Of a flag given twice the last counts.
	own := []string{"-addr", "127.0.0.1:0", "-until-stdin-closes"}
	command := exec.Command(self, append(append([]string{}, arguments...), own...)...)
	command.Stderr = os.Stderr
	hold, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	child := &Child{command: command, hold: hold}
	line, err := bufio.NewReader(output).ReadString('\n')
	url, found := strings.CutPrefix(strings.TrimSpace(line), Listening)
	if err != nil || !found {
		child.Stop()
		return nil, errors.New("a child process ended before it listened")
	}
	child.URL = url
	return child, nil
}

// Stop ends the child and waits for it.
func (c *Child) Stop() {
	_ = c.hold.Close()
	_ = c.command.Wait()
}
