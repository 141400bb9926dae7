package migrate

import "time"

// Event is a migration in the shape of an annotation: epoch milliseconds, and no end while
// it runs.
type Event struct {
	Time    int64    `json:"time"`
	TimeEnd int64    `json:"timeEnd,omitempty"`
	Tags    []string `json:"tags"`
	Text    string   `json:"text"`
}

// keptEvents bounds what a service that runs for months answers.
const keptEvents = 200

// log is the list of migrations, oldest first.
type log []Event

func (l *log) begin(text string) {
	*l = append(*l, Event{Time: time.Now().UnixMilli(), Tags: []string{"migration"}, Text: text})
	if len(*l) > keptEvents {
		*l = (*l)[len(*l)-keptEvents:]
	}
}

func (l log) end() { l[len(l)-1].TimeEnd = time.Now().UnixMilli() }
