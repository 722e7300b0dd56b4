extension BadFile {
    /// Two providers to route to, in one line.
    private static let providers = #"providers: { openai: { keys: ["${KEY}"], models: [gpt-4o] } }"# + "\n"

    /// Routes that lead nowhere, or nowhere clear.
    static let routes = [
        BadFile(
            "a route without targets",
            "routes: { chat: { balance: latency } }\n",
            "1:17  error    routes.chat: targets is missing"
        ),
        BadFile(
            "a route of nothing",
            "routes: { chat: }\n",
            "1:17  error    routes.chat: targets is missing"
        ),
        BadFile(
            "an empty list of targets",
            "routes: { chat: { targets: [] } }\n",
            "1:28  error    routes.chat.targets: must have at least one item"
        ),
        BadFile(
            "targets that are no list",
            "routes: { chat: { targets: openai } }\n",
            "1:28  error    routes.chat.targets: must be a list, not text"
        ),
        BadFile(
            "targets that are no mappings",
            "routes: { chat: { targets: [demo, ~] } }\n",
            "1:29  error    routes.chat.targets[0]: must be a mapping, not text",
            "1:35  error    routes.chat.targets[1]: provider is missing",
            "1:35  error    routes.chat.targets[1]: model is missing"
        ),
        BadFile(
            "a target with a mistaken key",
            "routes: { chat: { targets: [{ provider: demo, modle: m }] } }\n",
            "1:29  error    routes.chat.targets[0]: model is missing",
            "1:47  error    routes.chat.targets[0].modle: unknown key; did you mean \"model\"?"
        ),
        BadFile(
            "more targets than may be",
            "routes: { chat: { targets: ["
                + Array(repeating: "{ provider: demo, model: m }", count: 17).joined(separator: ",") + "] } }\n",
            "1:28  error    routes.chat.targets: must not have more than 16 items"
        ),
        BadFile(
            "a provider that is not there",
            providers + "routes: { chat: { targets: [{ provider: opnai, model: m }] } }\n",
            "2:41  error    routes.chat.targets[0].provider: there is no provider of that name; "
                + "did you mean \"openai\"?"
        ),
        BadFile(
            "a demo that is off",
            providers + "demo: { enabled: false }\n"
                + "routes: { chat: { targets: [{ provider: demo, model: m }] } }\n",
            "3:41  error    routes.chat.targets[0].provider: the demo is switched off"
        ),
        BadFile(
            "a canary and a shadow that lead nowhere",
            """
            routes:
              gpt-4.1:
                targets: [{ provider: demo, model: m }]
                canary: { provider: none, model: m, percent: 101 }
                shadow: { provider: elsewhere }
            """,
            "4:25  error    routes.gpt-4.1.canary.provider: there is no provider of that name",
            "4:50  error    routes.gpt-4.1.canary.percent: must be a whole number from 0 to 100",
            "5:13  error    routes.gpt-4.1.shadow: model is missing",
            "5:13  error    routes.gpt-4.1.shadow: percent is missing",
            "5:25  error    routes.gpt-4.1.shadow.provider: there is no provider of that name"
        ),
        BadFile(
            "a hedge with nobody beside",
            "routes: { chat: { targets: [{ provider: demo, model: m }], hedge: { percent: 5 } } }\n",
            "1:67  error    routes.chat.hedge: after_seconds is missing",
            "1:67  error    routes.chat.hedge: needs a second target beside the first"
        ),
        BadFile(
            "a target that stands twice",
            "routes: { chat: { targets: [{ provider: demo, model: m }, { provider: demo, model: m, priority: 1 }] } }\n",
            "1:59  warning  routes.chat.targets[1]: stands in the list already"
        ),
        BadFile(
            "words that are none of those known",
            "routes: { chat: { targets: [{ provider: demo, model: m, weight: 0 }], balance: least_inflight, "
                + "sticky: user, fallback_on: [context_window, context, context_window] } }\n",
            "1:65  error    routes.chat.targets[0].weight: must be a whole number from 1 to 1000",
            "1:80  error    routes.chat.balance: must be one of weighted, least_in_flight, latency, cheapest; "
                + "did you mean \"least_in_flight\"?",
            "1:104  error    routes.chat.sticky: must be one of none, conversation",
            "1:140  error    routes.chat.fallback_on[1]: must be one of context_window, content_policy",
            "1:149  warning  routes.chat.fallback_on[2]: stands in the list already"
        ),
        BadFile(
            "a pattern for a name",
            "routes: { \"gpt-*\": { targets: [{ provider: demo, model: m }] } }\n",
            "1:11  error    routes.gpt-*: a name must be up to 128 printable characters without blanks or *"
        ),
        BadFile(
            "a name under models too",
            "models: { chat: { provider: demo, model: demo-chat } }\n"
                + "routes: { chat: { targets: [{ provider: demo, model: m }] } }\n",
            "2:17  error    routes.chat: is also a name under models; a name leads one way"
        ),
        BadFile(
            "a name that a provider has",
            providers + "routes: { gpt-4o: { targets: [{ provider: demo, model: m }] } }\n",
            "2:19  warning  routes.gpt-4o: is also a model of openai: the route wins"
        ),
        BadFile(
            "a name that reads like a provider's",
            providers + "routes: { openai/o3: { targets: [{ provider: openai, model: o3 }] } }\n",
            "2:22  warning  routes.openai/o3: reads like a model asked of openai: the route wins"
        ),
    ]

    /// Rules of repetition and rest that cannot be meant.
    static let resilience = [
        BadFile(
            "numbers out of their bounds",
            "retry: { attempts: 0, pause_seconds: -1, budget_percent: 200, body_bytes: 8MB }\n",
            "1:20  error    retry.attempts: must be a whole number from 1 to 10",
            "1:38  error    retry.pause_seconds: must be a number of seconds from 0 to 600, with at most three decimals",
            "1:58  error    retry.budget_percent: must be a whole number from 0 to 100",
            "1:75  error    retry.body_bytes: must be a whole number from 0 to 1073741824, written without a unit"
        ),
        BadFile(
            "a mistaken key",
            "breaker: { consecutive_failure: 5 }\n",
            "1:12  error    breaker.consecutive_failure: unknown key; did you mean \"consecutive_failures\"?"
        ),
        BadFile(
            "a first time above the longest",
            "retry: { pause_seconds: 9 }\nbreaker: { open_seconds: 90 }\n",
            "1:25  warning  retry.pause_seconds: is longer than longest_pause_seconds, which holds",
            "2:26  warning  breaker.open_seconds: is longer than longest_open_seconds, which holds"
        ),
        BadFile(
            "a breaker that nothing opens",
            "breaker: { consecutive_failures: 0, failure_percent: 0 }\n",
            "1:10  warning  breaker: opens no target's breaker: every cause is switched off"
        ),
        BadFile(
            "places out of their bounds",
            #"providers: { openai: { keys: ["${KEY}"], concurrency: { in_flight: 0, que: 1 } } }"# + "\n",
            "1:68  error    providers.openai.concurrency.in_flight: must be a whole number from 1 to 1000000",
            "1:71  error    providers.openai.concurrency.que: unknown key; "
                + "known here: in_flight, queue, queue_seconds"
        ),
        BadFile(
            "limits out of their bounds",
            "limits: { memory_bytes: -1, priority_percent: 0, sse_keep_alive_seconds: 3601 }\n",
            "1:25  error    limits.memory_bytes: must be a whole number from 0 to 1125899906842624",
            "1:47  error    limits.priority_percent: must be a whole number from 1 to 100",
            "1:74  error    limits.sse_keep_alive_seconds: must be a number of seconds from 0 to 3600, "
                + "with at most three decimals"
        ),
    ]
}
