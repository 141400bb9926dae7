package health

import (
	"bytes"
	"encoding/json"
	"time"
)

// Up and Down are the two states a service or one of its dependencies can be in.
const (
	Up   = "UP"
	Down = "DOWN"
)

// Status is what one dependency answered.
type Status struct {
	Status   string `json:"status"`
	Duration string `json:"duration,omitempty"`
	Error    string `json:"error,omitempty"`
}

// Report is the answer of /health: the service's own figures, then one member per
// dependency, flat and in the order the dependencies were given.
type Report struct {
	Status       string
	Uptime       time.Duration
	Goroutines   int
	Version      string
	Dependencies []Named
}

// Named is a dependency's status under its name.
type Named struct {
	Name string
	Status
}

// MarshalJSON keeps the members in order, which a map would not.
func (r Report) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	member := func(name string, value any) error {
		if out.Len() == 0 {
			out.WriteByte('{')
		} else {
			out.WriteByte(',')
		}
		key, err := json.Marshal(name)
		if err != nil {
			return err
		}
		text, err := json.Marshal(value)
		if err != nil {
			return err
		}
		out.Write(key)
		out.WriteByte(':')
		out.Write(text)
		return nil
	}
	members := []struct {
		name  string
		value any
	}{
		{"status", r.Status},
		{"uptime", r.Uptime.String()},
		{"goroutines", r.Goroutines},
		{"version", r.Version},
	}
	for _, m := range members {
		if err := member(m.name, m.value); err != nil {
			return nil, err
		}
	}
	for _, d := range r.Dependencies {
		if err := member(d.Name, d.Status); err != nil {
			return nil, err
		}
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}
