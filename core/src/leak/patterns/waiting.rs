//! Channels, locks, contexts, timers: what a program's own goroutines wait in.

use super::{Pattern, Signature, Top};

const fn own(waits: &'static [&'static str]) -> Signature {
    Signature {
        top: Top::NotStd,
        waits,
        or_unknown: false,
        ..Signature::ANY
    }
}

/// Common to all here: no companions, no relations, the caller stands in the stack.
const WAITING: Pattern = Pattern {
    suspect_from: 1_000,
    per_event: Some(1),
    ..Pattern::BLANK
};

/// What is on top of a goroutine that waits for a lock, by Go's versions.
const LOCKS: &[&str] = &[
    "sync.runtime_SemacquireMutex",
    "internal/sync.runtime_SemacquireMutex",
    "sync.runtime_SemacquireRWMutex",
    "sync.runtime_SemacquireRWMutexR",
    "sync.(*Mutex).Lock",
    "sync.(*Mutex).lockSlow",
    "internal/sync.(*Mutex).Lock",
    "internal/sync.(*Mutex).lockSlow",
    "sync.(*RWMutex).Lock",
    "sync.(*RWMutex).RLock",
];

const CHANNELS: &str = "https://go.dev/blog/pipelines";
const CONTEXTS: &str = "https://pkg.go.dev/context#WithCancel";

pub(super) static PATTERNS: &[Pattern] = &[
    Pattern {
        name: "nil channel",
        title: "Send to or receive from a nil channel",
        what: "A nil channel is never ready: these goroutines can never wake.",
        fix: &["Make the channel before it is used, or do not start the goroutine without it."],
        snippet: "ch := make(chan result, 1)\n",
        reference: "https://go.dev/ref/spec#Channel_types",
        lead: own(&["chan send (nil chan)", "chan receive (nil chan)"]),
        suspect_from: 10,
        ..WAITING
    },
    Pattern {
        name: "select without cases",
        title: "select {} never ends",
        what: "A select without cases blocks for ever: right once in a main function, a leak wherever it runs \
               more than once.",
        fix: &["Wait for a context or a channel that is closed at the end."],
        snippet: "<-ctx.Done()\n",
        reference: "https://go.dev/ref/spec#Select_statements",
        lead: own(&["select (no cases)"]),
        suspect_from: 10,
        ..WAITING
    },
    Pattern {
        name: "chan send",
        title: "Goroutine blocked sending to a channel nobody receives from",
        what: "The receiver returned early (an error, a timeout, the first of several answers) and nobody \
               takes what these goroutines send. Or the channel is nil, which a full dump (debug=2) tells.",
        fix: &[
            "Give the channel room for every send that may come: make(chan T, n).",
            "Or select on the send and ctx.Done().",
        ],
        snippet: "\
select {
case results <- value:
case <-ctx.Done():
	return ctx.Err()
}
",
        reference: CHANNELS,
        lead: own(&["chan send"]),
        suspect_from: 100,
        ..WAITING
    },
    Pattern {
        name: "sleep without stop",
        title: "Goroutines sleep in a loop without a way to stop",
        what: "A loop around time.Sleep has no way out, so each one started stays.",
        fix: &["Use a ticker, and select on it and ctx.Done()."],
        snippet: "\
ticker := time.NewTicker(interval)
defer ticker.Stop()
for {
	select {
	case <-ticker.C:
		work()
	case <-ctx.Done():
		return
	}
}
",
        reference: "https://pkg.go.dev/time#NewTicker",
        lead: Signature {
            top: Top::Of(&["time.Sleep"]),
            ..Signature::ANY
        },
        ..WAITING
    },
    Pattern {
        name: "context not cancelled",
        title: "Derived context never cancelled",
        what: "A context derived from a parent of another type watches it in a goroutine until it is \
               cancelled, and its cancel function was never called.",
        fix: &["Call the cancel function on every path: defer cancel()."],
        snippet: "ctx, cancel := context.WithCancel(parent)\ndefer cancel()\n",
        reference: CONTEXTS,
        lead: Signature {
            top: Top::Of(&[
                "context.(*cancelCtx).propagateCancel.func*",
                "context.propagateCancel.func*", // until Go 1.20
            ]),
            ..Signature::ANY
        },
        suspect_from: 100,
        allocators: &[
            "context.(*cancelCtx).propagateCancel",
            "context.withCancel",
            "context.WithCancel",
        ],
        ..WAITING
    },
    Pattern {
        name: "errgroup without end",
        title: "errgroup waits for a goroutine that does not end",
        what: "Group.Wait waits for every goroutine of the group. One failed and the others do not look at the \
               group's context, or block in something that does not.",
        fix: &[
            "Make the group with errgroup.WithContext, and let every goroutine end with that context.",
            "Give what they call the same context.",
        ],
        snippet: "\
group, ctx := errgroup.WithContext(ctx)
group.Go(func() error {
	select {
	case results <- value:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
})
return group.Wait()
",
        reference: "https://pkg.go.dev/golang.org/x/sync/errgroup#WithContext",
        lead: Signature::through(&["errgroup.(*Group).Wait"]),
        companions: &[Signature::through(&["errgroup.(*Group).Go.func1"])],
        suspect_from: 100,
        per_event: None,
        ..WAITING
    },
    Pattern {
        name: "singleflight hangs",
        title: "Calls share one that does not return",
        what: "singleflight makes one call for all who ask for a key. That call hangs, so everybody who asks for \
               the same key waits with it.",
        fix: &[
            "Give the shared call a context with a deadline of its own.",
            "Wait with DoChan and a context, and Forget a key whose call takes too long.",
        ],
        snippet: "\
select {
case result := <-group.DoChan(key, load):
	return result.Val, result.Err
case <-ctx.Done():
	group.Forget(key)
	return nil, ctx.Err()
}
",
        reference: "https://pkg.go.dev/golang.org/x/sync/singleflight#Group.DoChan",
        lead: Signature {
            one_of: &["singleflight.(*Group).Do"],
            lacks: &["singleflight.(*Group).doCall"],
            ..Signature::ANY
        },
        companions: &[Signature::through(&["singleflight.(*Group).doCall"])],
        suspect_from: 100,
        ..WAITING
    },
    Pattern {
        name: "Once never returns",
        title: "sync.Once whose function does not return",
        what: "The function given to Once.Do waits for something, and everybody else who calls Do waits for it.",
        fix: &[
            "Let that function end: give what it calls a deadline.",
            "Look at the goroutine that runs it: what it waits for is the leak.",
        ],
        snippet: "\
once.Do(func() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	value, err = load(ctx)
})
",
        reference: "https://pkg.go.dev/sync#Once",
        lead: Signature {
            has: &["sync.(*Once).doSlow"],
            one_of: LOCKS,
            ..Signature::ANY
        },
        suspect_from: 100,
        ..WAITING
    },
    Pattern {
        name: "WaitGroup never done",
        title: "WaitGroup waits for a Done that does not come",
        what: "Goroutines wait for others that never call Done: one of them returned early or panicked, or is \
               blocked itself.",
        fix: &[
            "Call Done on every path: defer wg.Done() first in the goroutine, or wg.Go.",
            "Look for what the others wait in: they may be the leak.",
        ],
        snippet: "\
var wg sync.WaitGroup
wg.Go(func() { work() }) // Go 1.25; before: wg.Add(1), then defer wg.Done()
wg.Wait()
",
        reference: "https://pkg.go.dev/sync#WaitGroup",
        lead: Signature::through(&["sync.(*WaitGroup).Wait"]),
        suspect_from: 100,
        ..WAITING
    },
    Pattern {
        name: "Cond never signalled",
        title: "sync.Cond waits for a signal that does not come",
        what: "Goroutines wait on a condition that nobody signals any more.",
        fix: &[
            "Signal or Broadcast after every change of the condition, the closing one included.",
            "Where a wait must end, use a channel and a context instead.",
        ],
        snippet: "mu.Lock()\nclosed = true\ncond.Broadcast()\nmu.Unlock()\n",
        reference: "https://pkg.go.dev/sync#Cond",
        lead: Signature::through(&["sync.(*Cond).Wait"]),
        suspect_from: 1_000,
        ..WAITING
    },
    Pattern {
        name: "Mutex never unlocked",
        title: "Goroutines wait for a lock that is never released",
        what: "A mutex was locked and not unlocked on some path, or its holder waits for something else.",
        fix: &[
            "Unlock on every path: defer mu.Unlock() right after Lock.",
            "Find the holder: a goroutine that waits elsewhere with the lock held.",
        ],
        snippet: "mu.Lock()\ndefer mu.Unlock()\n",
        reference: "https://pkg.go.dev/sync#Mutex",
        lead: Signature::on_top(LOCKS),
        suspect_from: 100,
        ..WAITING
    },
    Pattern {
        name: "chan receive",
        title: "Goroutine blocked receiving from a channel nobody closes",
        what: "Goroutines wait for a value that never comes: the channel is not closed where its sender ends, \
               Stop is not called on what feeds it (a subscription), it is a context's that nobody cancels, or it \
               is a timer's: a ticker's channel is never closed, not even by Stop. Or the channel is nil, which a \
               full dump (debug=2) tells.",
        fix: &[
            "Close the channel where sending ends, by the sender alone.",
            "Stop what feeds it: defer sub.Stop(); cancel its context: defer cancel().",
            "Or select on the receive and ctx.Done().",
        ],
        snippet: "\
select {
case value, ok := <-ch:
	if !ok {
		return nil
	}
	use(value)
case <-ctx.Done():
	return ctx.Err()
}
",
        reference: CHANNELS,
        lead: own(&["chan receive"]),
        ..WAITING
    },
    Pattern {
        name: "select without end",
        title: "select without a case that ends it",
        what: "Goroutines wait in a select none of whose cases becomes ready any more, and none of which \
               watches a context.",
        fix: &["Add a case for the end: case <-ctx.Done()."],
        snippet: "\
select {
case value := <-in:
	use(value)
case <-ctx.Done():
	return ctx.Err()
}
",
        reference: CONTEXTS,
        lead: own(&["select"]),
        ..WAITING
    },
    Pattern {
        name: "blocked in an unknown state",
        title: "Goroutines of one function that do not end",
        what: "Goroutines pile up in a function of the program or of a library. The profile has no states, so it \
               does not tell what they wait in: a text with counts (debug=1) leaves that out.",
        fix: &[
            "Take the profile without debug, or with debug=2: both tell what goroutines wait in.",
            "Look in the function for a send, a receive or a select that nothing ends.",
        ],
        snippet: "\
select {
case value := <-in:
	use(value)
case <-ctx.Done():
	return ctx.Err()
}
",
        reference: "https://pkg.go.dev/runtime/pprof#Profile.WriteTo",
        lead: Signature {
            top: Top::NotStd,
            // No state is called so: only an unknown one matches.
            waits: &["?"],
            ..Signature::ANY
        },
        ..WAITING
    },
];
