extension BadFile {
    /// Texts that are not the YAML a configuration needs.
    static let texts = [
        BadFile(
            "a tab in the indentation",
            "log:\n\tlevel: info\n",
            "2:1  error    a tab in the indentation; use spaces"
        ),
        BadFile(
            "an anchor",
            """
            log: &log
              level: info
            """,
            "1:6  error    anchors and aliases are not allowed; put a value that begins with & or * in quotes"
        ),
        BadFile(
            "an alias",
            "log: *log\n",
            "1:6  error    anchors and aliases are not allowed; put a value that begins with & or * in quotes"
        ),
        BadFile(
            "an alias in a flow list",
            "providers: {a: {kind: openai, models: [*x]}}\n",
            "1:40  error    anchors and aliases are not allowed; put a value that begins with & or * in quotes"
        ),
        BadFile(
            "a tag",
            "drain_seconds: !!int 3\n",
            "1:16  error    tags are not allowed; put a value that begins with ! in quotes"
        ),
        BadFile(
            "block text",
            """
            data_directory: |
              here
            """,
            "1:17  error    block text is not allowed; write the value on one line, in quotes"
        ),
        BadFile(
            "folded text",
            """
            data_directory: >-
              here
            """,
            "1:17  error    block text is not allowed; write the value on one line, in quotes"
        ),
        BadFile(
            "a directive",
            """
            %YAML 1.2
            ---
            log:
            """,
            "1:1  error    directives are not allowed"
        ),
        BadFile(
            "a complex key",
            """
            ? log
            : {}
            """,
            "1:1  error    complex keys are not allowed"
        ),
        BadFile(
            "a mapping for a key",
            "{a: b}: c\n",
            "1:7  error    a key must be text, and stand before its colon"
        ),
        BadFile(
            "no key before a colon",
            ": c\n",
            "1:1  error    a key must be text, and stand before its colon"
        ),
        BadFile(
            "a second document",
            """
            log:
            ---
            log:
            """,
            "2:1  error    a second document begins here; the file holds one"
        ),
        BadFile(
            "a document's end",
            """
            event_loops: 1
            ...
            """,
            "2:1  error    the mark of a document's end is not allowed"
        ),
        BadFile(
            "a value on two lines",
            """
            data_directory: here
              and there
            """,
            "2:3  error    this continues the value of the line above; check the indentation or use quotes"
        ),
        BadFile(
            "a flow value on two lines",
            """
            log: {output: here
              there}
            """,
            "2:3  error    this continues the value of the line above; check the indentation or use quotes"
        ),
        BadFile(
            "a continuation that looks quoted",
            """
            data_directory: here
              "x: *y
            """,
            "2:3  error    this continues the value of the line above; check the indentation or use quotes"
        ),
        BadFile(
            "an open quote",
            """
            data_directory: "here
            event_loops: 1
            """,
            "1:17  error    the quote is never closed"
        ),
        BadFile(
            "an open list",
            "models: [\n",
            "2:1  error    not valid YAML: did not find expected node content"
        ),
        BadFile(
            "a value that begins with @",
            "data_directory: @home\n",
            "1:17  error    a value cannot begin with @, ` or %; put it in quotes"
        ),
        BadFile(
            "wrong indentation",
            """
            log:
              level: info
             output: off
            """,
            "3:2  error    not valid YAML: did not find expected key"
        ),
        BadFile(
            "a mapping in a value",
            "data_directory: a: b\n",
            "1:18  error    not valid YAML: mapping values are not allowed in this context"
        ),
        BadFile(
            "a key twice",
            """
            log:
              level: info
              level: debug
            """,
            "2:3  error    written more than once here: \"level\""
        ),
        BadFile(
            "a control character",
            "data_directory: \"a\u{1}\"\n",
            "1:19  error    the character U+0001 is not allowed"
        ),
        BadFile(
            "an unusual line break",
            "event_loops: 1\u{2028}\n",
            "1:15  error    the character U+2028 is not allowed"
        ),
        BadFile(
            "deep brackets",
            "models: [[[[[[[[[[[[[[[[[\n",
            "1:24  error    nested more than 16 deep"
        ),
        BadFile(
            "deep dashes",
            "- - - - - - - - - - - - - - - - - x\n",
            "1:33  error    nested more than 16 deep"
        ),
        BadFile(
            "a reference in a flow mapping",
            "limits: { body_bytes: ${KEY} }\n",
            "1:24  error    put a value with ${NAME} in quotes here, between [ ] or { }"
        ),
    ]

    /// Keys and mappings that are not where they belong.
    static let shapes = [
        BadFile(
            "a list at the root",
            "- log\n",
            "1:1  error    must be a mapping, not a list"
        ),
        BadFile(
            "text at the root",
            "hello\n",
            "1:1  error    must be a mapping, not text"
        ),
        BadFile(
            "an unknown key",
            """
            listener:
              data:
            """,
            "1:1  error    listener: unknown key; did you mean \"listeners\"?"
        ),
        BadFile(
            "an unknown key far from any",
            "telemetry: 1\n",
            "1:1  error    telemetry: unknown key; known here: data_directory, listeners, kek, providers, "
                + "demo, models, routes, prices, default_provider, history, log, retry, breaker, quotas, budgets, issuers, "
                + "limits, drain_seconds, event_loops"
        ),
        BadFile(
            "a limit of nothing",
            "quotas:\n  one:\n    key: each\n",
            "3:5  error    quotas.one: must have exactly one of requests, tokens, input_tokens, output_tokens, "
                + "cost_usd, concurrency; it has none"
        ),
        BadFile(
            "a limit of two things",
            "quotas:\n  one:\n    requests: 5\n    tokens: 5\n",
            "3:5  error    quotas.one: must have exactly one of requests, tokens, input_tokens, output_tokens, "
                + "cost_usd, concurrency; it has requests and tokens"
        ),
        BadFile(
            "a time for what runs at once",
            "quotas:\n  one:\n    concurrency: 5\n    per_seconds: 9\n",
            "4:18  error    quotas.one.per_seconds: means nothing for concurrency"
        ),
        BadFile(
            "a limit's amount below nothing",
            "quotas:\n  one:\n    requests: -1\n",
            "3:15  error    quotas.one.requests: must be a whole number from 0 to 1000000000000"
        ),
        BadFile(
            "a budget for nobody, of nothing",
            "budgets:\n  one:\n    period: day\n",
            "3:5  error    budgets.one: must have exactly one of org, team, user, key; it has none",
            "3:5  error    budgets.one: amount_usd is missing"
        ),
        BadFile(
            "a budget for two kinds",
            "budgets:\n  one:\n    key: each\n    team: each\n    amount_usd: 5\n",
            "3:5  error    budgets.one: must have exactly one of org, team, user, key; it has team and key"
        ),
        BadFile(
            "a budget for a name instead of an id",
            "budgets:\n  one:\n    team: search\n    amount_usd: 5\n    period: year\n",
            "3:11  error    budgets.one.team: must be each, or an id that begins with team_",
            "5:13  error    budgets.one.period: must be one of hour, day, week, month"
        ),
        BadFile(
            "a key of another section",
            """
            limits:
              capture_bytes: 5
            """,
            "2:3  error    limits.capture_bytes: unknown key here; it is history.capture_bytes"
        ),
        BadFile(
            "another program's word",
            """
            providers:
              openai:
                api_key: x
            """,
            "3:5  error    providers.openai.api_key: unknown key; did you mean \"keys\"?",
            "3:5  warning  providers.openai: has no keys, and OPENAI_API_KEY is not set; requests go out "
                + "without a credential"
        ),
        BadFile(
            "a list key",
            """
            providers:
              - name: openai
            """,
            "2:3  error    providers: must be a mapping, not a list"
        ),
        BadFile(
            "a section that is a number",
            "log: 3\n",
            "1:6  error    log: must be a mapping, not a number"
        ),
        BadFile(
            "a complex flow key",
            "{[a]: b}\n",
            "1:2  error    a key must be text"
        ),
    ]
}
