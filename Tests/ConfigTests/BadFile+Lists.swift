extension BadFile {
    /// Models, headers, timers.
    static let lists = [
        BadFile(
            "a model with a blank",
            "providers: { openai: { keys: [\"${KEY}\"], models: [\"a b\"] } }\n",
            "1:51  error    providers.openai.models[0]: must be up to 128 printable characters without blanks or **"
        ),
        BadFile(
            "a double star",
            "providers: { openai: { keys: [\"${KEY}\"], models: [\"gpt-**\"] } }\n",
            "1:51  error    providers.openai.models[0]: must be up to 128 printable characters without blanks or **"
        ),
        BadFile(
            "a model twice",
            "providers: { openai: { keys: [\"${KEY}\"], models: [a, a] } }\n",
            "1:54  warning  providers.openai.models[1]: stands in the list already"
        ),
        BadFile(
            "a place in capitals",
            "providers: { openai: { keys: [\"${KEY}\"], residency: [EU] } }\n",
            "1:54  error    providers.openai.residency[0]: must be 1 to 32 of a-z, 0-9, _ and -"
        ),
        BadFile(
            "a place twice",
            "providers: { openai: { keys: [\"${KEY}\"], residency: [eu, eu] } }\n",
            "1:58  warning  providers.openai.residency[1]: stands in the list already"
        ),
        BadFile(
            "a credential header",
            """
            providers:
              openai:
                keys: ["${KEY}"]
                headers: { Authorization: x }
            """,
            "4:16  error    providers.openai.headers.Authorization: carries a credential; put it under keys"
        ),
        BadFile(
            "a connection header",
            """
            providers:
              openai:
                keys: ["${KEY}"]
                headers:
                  Transfer-Encoding: chunked
            """,
            "5:7  error    providers.openai.headers.Transfer-Encoding: belongs to the connection; weir sets it itself"
        ),
        BadFile(
            "a header of weir's",
            "providers: { openai: { keys: [\"${KEY}\"], headers: { x-weir-target: a } } }\n",
            "1:53  error    providers.openai.headers.x-weir-target: is weir's own"
        ),
        BadFile(
            "no header name",
            "providers: { openai: { keys: [\"${KEY}\"], headers: { \"a b\": a } } }\n",
            "1:53  error    providers.openai.headers.a b: is not the name of a header field"
        ),
        BadFile(
            "a line feed in a header",
            "providers: { openai: { keys: [\"${KEY}\"], headers: { a: \"b\\nc: d\" } } }\n",
            "1:56  error    providers.openai.headers.a: must be text of 1 to 4096 bytes without control characters"
        ),
        BadFile(
            "a header twice",
            "providers: { openai: { keys: [\"${KEY}\"], headers: { a: b, A: c } } }\n",
            "1:59  error    providers.openai.headers.A: a second line of that name"
        ),
        BadFile(
            "no verification",
            """
            providers:
              openai:
                keys: ["${KEY}"]
                tls: { verify: false }
            """,
            "4:20  warning  providers.openai.tls.verify: anyone between can take the credential"
        ),
        BadFile(
            "a timer that never ends anything",
            """
            providers:
              openai:
                keys: ["${KEY}"]
                timeouts:
                  idle_seconds: 3600
            """,
            "5:21  warning  providers.openai.timeouts.idle_seconds: never ends anything: total_seconds and "
                + "stream_total_seconds are shorter"
        ),
    ]

    /// Names that must exist, and many errors at once.
    static let names = [
        BadFile(
            "an alias to nobody",
            """
            models:
              fast: { provider: opnai, model: a }
            providers: { openai: { keys: ["${KEY}"] } }
            """,
            "2:21  error    models.fast.provider: there is no provider of that name; did you mean \"openai\"?"
        ),
        BadFile(
            "an alias without a model",
            """
            models:
              fast: { provider: demo }
            """,
            "2:9  error    models.fast: model is missing"
        ),
        BadFile(
            "an alias to a pattern",
            """
            models:
              fast: { provider: demo, model: "demo-*" }
            """,
            "2:34  error    models.fast.model: must be a model's name, up to 128 printable characters "
                + "without blanks or *"
        ),
        BadFile(
            "a pattern for an alias",
            """
            models:
              "gpt-*": { provider: demo, model: demo-chat }
            """,
            "2:3  error    models.gpt-*: a name must be up to 128 printable characters without blanks or *"
        ),
        BadFile(
            "a default that is nobody",
            "default_provider: openai\n",
            "1:19  error    default_provider: there is no provider of that name"
        ),
        BadFile(
            "the demo switched off",
            """
            demo: { enabled: false }
            default_provider: demo
            providers: { openai: { keys: ["${KEY}"] } }
            """,
            "2:19  error    default_provider: the demo is switched off"
        ),
        BadFile(
            "nobody to ask",
            """
            demo:
              enabled: false
            """,
            "1:1  warning  providers: no provider is configured and the demo is off: every request is refused"
        ),
        BadFile(
            "several errors at once",
            """
            listeners:
              data: { address: here }
            event_loops: -1
            providers:
              openai:
                base_ulr: x
                keys: ["${MISSING}"]
            log: { level: off }
            """,
            "2:20  error    listeners.data.address: must be an IP address and a port, such as "
                + "\"127.0.0.1:8080\" or \"[::1]:8080\"",
            "3:14  error    event_loops: must be a whole number from 0 to 1024",
            "6:5  error    providers.openai.base_ulr: unknown key; did you mean \"base_url\"?",
            "7:12  error    providers.openai.keys[0]: environment variable MISSING is not set",
            "8:15  error    log.level: must be one of trace, debug, info, notice, warning, error, critical"
        ),
    ]
}
