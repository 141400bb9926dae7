//! Messaging: Kafka, NATS, AMQP, MQTT, Redis.

use super::{Pattern, Relation, Signature};

/// A client that every call makes and drops.
const PER_CALL: Pattern = Pattern {
    fix: &[
        "Make one client and share it: it is safe for concurrent use.",
        "Where a client must be of its own, close it on every path: defer client.Close().",
    ],
    suspect_from: 50,
    least: 10,
    ..Pattern::BLANK
};

const NATS_READER: Signature = Signature::through(&["nats%2ego.(*Conn).readLoop"]);

pub(super) static PATTERNS: &[Pattern] = &[
    Pattern {
        name: "Kafka client per call",
        title: "Kafka client made per call and never closed (franz-go)",
        what: "Clients were made and dropped without Close. Each keeps a loop that reaps connections and one \
               that refreshes metadata.",
        snippet: "\
client, err := kgo.NewClient(opts...)
if err != nil {
	return err
}
defer client.Close()
",
        reference: "https://pkg.go.dev/github.com/twmb/franz-go/pkg/kgo#Client.Close",
        lead: Signature::through(&["kgo.(*Client).reapConnectionsLoop"]),
        companions: &[Signature::through(&[
            "kgo.(*Client).updateMetadataLoop",
            "kgo.(*Client).pushMetrics",
        ])],
        allocators: &["kgo.NewClient"],
        least: 1,
        ..PER_CALL
    },
    Pattern {
        name: "Kafka producer per call",
        title: "Kafka producer made per call and never closed (sarama)",
        what: "Producers were made and dropped without Close. Each keeps its dispatcher and its retry handler, \
               beside the client it stands on.",
        snippet: "\
producer, err := sarama.NewSyncProducer(addrs, config)
if err != nil {
	return err
}
defer producer.Close()
",
        reference: "https://pkg.go.dev/github.com/IBM/sarama#AsyncProducer",
        lead: Signature::through(&["sarama.(*asyncProducer).dispatcher"]),
        companions: &[
            Signature::through(&["sarama.(*asyncProducer).retryHandler"]),
            Signature::through(&[
                "sarama.(*syncProducer).handleSuccesses",
                "sarama.(*syncProducer).handleErrors",
            ]),
            Signature::through(&[
                "sarama.(*client).backgroundMetadataUpdater",
                "sarama.(*Broker).responseReceiver",
            ]),
        ],
        allocators: &[
            "sarama.NewAsyncProducer",
            "sarama.NewSyncProducer",
            "sarama.NewAsyncProducerFromClient",
        ],
        ..PER_CALL
    },
    Pattern {
        name: "Kafka results not read",
        title: "Results of a Kafka producer that nobody reads (sarama)",
        what: "The producer is told to return successes or errors, and their channel is not read: once it is \
               full, the producer stands still, and so does who sends to it.",
        fix: &[
            "Read Errors and, where Return.Successes is set, Successes, until they are closed.",
            "Or use a SyncProducer.",
        ],
        snippet: "\
go func() {
	for err := range producer.Errors() {
		log.Print(err)
	}
}()
",
        reference: "https://pkg.go.dev/github.com/IBM/sarama#AsyncProducer",
        lead: Signature {
            one_of: &[
                "sarama.(*asyncProducer).returnSuccesses",
                "sarama.(*asyncProducer).returnError",
            ],
            waits: &["chan send"],
            ..Signature::ANY
        },
        ..Pattern::BLANK
    },
    Pattern {
        name: "Kafka client per call",
        title: "Kafka client made per call and never closed (sarama)",
        what: "Clients were made and dropped without Close. Each keeps a metadata updater and, per broker, a \
               goroutine that receives responses.",
        snippet: "\
client, err := sarama.NewClient(addrs, config)
if err != nil {
	return err
}
defer client.Close()
",
        reference: "https://pkg.go.dev/github.com/IBM/sarama#Client",
        lead: Signature::on_top(&["sarama.(*client).backgroundMetadataUpdater"]),
        companions: &[Signature::through(&["sarama.(*Broker).responseReceiver"])],
        allocators: &["sarama.NewClient"],
        least: 1,
        ..PER_CALL
    },
    Pattern {
        name: "Kafka reader per call",
        title: "Kafka reader made per call and never closed (kafka-go)",
        what: "Readers were made and dropped without Close. Each keeps a goroutine per partition, or one for its \
               group, that reconnects for ever.",
        snippet: "\
reader := kafka.NewReader(config)
defer reader.Close()
",
        reference: "https://pkg.go.dev/github.com/segmentio/kafka-go#Reader.Close",
        lead: Signature::through(&["kafka-go.(*reader).run", "kafka-go.(*Reader).run"]),
        companions: &[
            Signature::through(&["kafka-go.(*Reader).readLag"]),
            Signature::through(&[
                "kafka-go.(*Reader).commitLoop",
                "kafka-go.(*ConsumerGroup).run",
            ]),
        ],
        allocators: &["kafka-go.NewReader"],
        ..PER_CALL
    },
    Pattern {
        name: "Kafka client per call",
        title: "Kafka client made per call and never closed (confluent-kafka-go)",
        what: "Producers or consumers were made and dropped without Close. Each keeps a goroutine that polls the \
               C library, and that library keeps threads and memory which no heap profile shows.",
        snippet: "\
producer, err := kafka.NewProducer(config)
if err != nil {
	return err
}
defer producer.Close()
",
        reference: "https://pkg.go.dev/github.com/confluentinc/confluent-kafka-go/v2/kafka#Producer.Close",
        lead: Signature::through(&["kafka.poller", "kafka.consumerReader"]),
        companions: &[Signature::through(&[
            "kafka.channelProducer",
            "kafka.channelBatchProducer",
        ])],
        allocators: &["kafka.NewProducer", "kafka.NewConsumer"],
        ..PER_CALL
    },
    Pattern {
        name: "NATS subscription not ended",
        title: "NATS subscription never ended",
        what: "Subscriptions were made and left on a shared connection. Each keeps a goroutine that waits for \
               messages, and the messages that came.",
        fix: &[
            "Unsubscribe, or Drain, on every path.",
            "Subscribe once for the program rather than once for each call.",
        ],
        snippet: "\
sub, err := nc.Subscribe(subject, handle)
if err != nil {
	return err
}
defer sub.Unsubscribe()
",
        reference: "https://pkg.go.dev/github.com/nats-io/nats.go#Subscription.Unsubscribe",
        lead: Signature {
            one_of: &["nats%2ego.(*Conn).waitForMsgs"],
            ..Signature::ANY
        },
        relations: &[Relation::Without(&NATS_READER)],
        ..PER_CALL
    },
    Pattern {
        name: "NATS connection per call",
        title: "NATS connection made per call and never closed",
        what: "Connections were made and dropped without Close. Each keeps a goroutine that reads and one that \
               writes.",
        snippet: "\
nc, err := nats.Connect(url) // once, not per call
if err != nil {
	return err
}
defer nc.Close()
",
        reference: "https://pkg.go.dev/github.com/nats-io/nats.go#Conn.Close",
        lead: NATS_READER,
        companions: &[
            Signature::on_top(&["nats%2ego.(*Conn).flusher"]),
            Signature::through(&[
                "nats%2ego.(*Conn).waitForMsgs",
                "nats%2ego.(*asyncCallbacksHandler).asyncCBDispatcher",
            ]),
        ],
        allocators: &["nats%2ego.Connect", "nats%2ego.Options.Connect"],
        ..PER_CALL
    },
    Pattern {
        name: "AMQP connection per call",
        title: "AMQP connection made per call and never closed",
        what: "Connections were made and dropped without Close. Each keeps a goroutine that reads and one that \
               sends heartbeats; consumers keep one more each.",
        snippet: "\
conn, err := amqp.Dial(url) // once, not per call
if err != nil {
	return err
}
defer conn.Close()
",
        reference: "https://pkg.go.dev/github.com/rabbitmq/amqp091-go#Connection.Close",
        lead: Signature::through(&[
            "amqp091-go.(*Connection).reader",
            "amqp.(*Connection).reader",
        ]),
        companions: &[
            Signature::through(&[
                "amqp091-go.(*Connection).heartbeater",
                "amqp.(*Connection).heartbeater",
            ]),
            Signature::through(&["amqp091-go.(*consumers).buffer", "amqp.(*consumers).buffer"]),
        ],
        allocators: &[
            "amqp091-go.Open",
            "amqp091-go.DialConfig",
            "amqp.Open",
            "amqp.DialConfig",
        ],
        ..PER_CALL
    },
    Pattern {
        name: "AMQP consumer not cancelled",
        title: "AMQP consumers whose deliveries nobody takes",
        what: "Consumers were started and not cancelled. Each keeps a goroutine that holds what was delivered \
               until somebody takes it.",
        fix: &[
            "Cancel the consumer, or close its channel, and read its deliveries to the end.",
            "Or consume with a context that ends.",
        ],
        snippet: "\
deliveries, err := channel.ConsumeWithContext(ctx, queue, tag, …) // ends with ctx
",
        reference: "https://pkg.go.dev/github.com/rabbitmq/amqp091-go#Channel.Cancel",
        lead: Signature::through(&["amqp091-go.(*consumers).buffer", "amqp.(*consumers).buffer"]),
        ..PER_CALL
    },
    Pattern {
        name: "MQTT client per call",
        title: "MQTT client made per call and never disconnected",
        what: "Clients were made and dropped without Disconnect. Each keeps goroutines that read, write and keep \
               its connection alive.",
        snippet: "\
client := mqtt.NewClient(options) // once, not per call
if token := client.Connect(); token.Wait() && token.Error() != nil {
	return token.Error()
}
defer client.Disconnect(250)
",
        reference: "https://pkg.go.dev/github.com/eclipse/paho.mqtt.golang#Client",
        lead: Signature::through(&["paho%2emqtt%2egolang.keepalive"]),
        companions: &[Signature::through(&[
            "paho%2emqtt%2egolang.alllogic",
            "paho%2emqtt%2egolang.incoming",
            "paho%2emqtt%2egolang.outgoing",
            "paho%2emqtt%2egolang.errorWatch",
            "paho%2emqtt%2egolang.startComms.func1",
            "paho%2emqtt%2egolang.startIncomingComms.func1",
            "paho%2emqtt%2egolang.startOutgoingComms.func1",
        ])],
        allocators: &["paho%2emqtt%2egolang.NewClient"],
        ..PER_CALL
    },
    Pattern {
        name: "Redis subscription not closed",
        title: "Redis subscription never closed",
        what: "Subscriptions were made and left. Each keeps a connection of its own, a goroutine that reads it \
               and one that looks whether it lives.",
        fix: &[
            "Close the subscription on every path: defer sub.Close().",
            "Subscribe once for the program rather than once for each call.",
        ],
        snippet: "\
sub := client.Subscribe(ctx, channel)
defer sub.Close()
for message := range sub.Channel() {
	use(message)
}
",
        reference: "https://pkg.go.dev/github.com/redis/go-redis/v9#PubSub.Close",
        lead: Signature::through(&[
            "go-redis/v9.(*channel).initMsgChan.func1",
            "redis/v8.(*channel).initMsgChan.func1",
            "go-redis/v9.(*channel).initAllChan.func1",
        ]),
        companions: &[Signature::through(&[
            "go-redis/v9.(*channel).initHealthCheck.func1",
            "redis/v8.(*channel).initHealthCheck.func1",
        ])],
        allocators: &[
            "go-redis/v9.(*Client).Subscribe",
            "redis/v8.(*Client).Subscribe",
            "(*PubSub).Channel",
        ],
        ..PER_CALL
    },
    Pattern {
        name: "Redis pool empty",
        title: "Calls wait for a Redis connection (redigo)",
        what: "Every connection of the pool is taken and calls queue for one: connections are not closed, which \
               would give them back, or the pool is too small.",
        fix: &[
            "Close each connection on every path: defer conn.Close() gives it back.",
            "Get one with a context that has a deadline: pool.GetContext(ctx).",
        ],
        snippet: "\
conn := pool.Get()
defer conn.Close() // gives it back
",
        reference: "https://pkg.go.dev/github.com/gomodule/redigo/redis#Pool.Get",
        lead: Signature::through(&["redis.(*Pool).waitVacantConn"]),
        ..Pattern::BLANK
    },
];
