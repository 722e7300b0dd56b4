extension BadFile {
    /// Providers' names, kinds and addresses.
    static let addresses = [
        BadFile(
            "a provider's name in capitals",
            """
            providers:
              OpenAI: { kind: openai }
            """,
            "2:3  error    providers.OpenAI: a name must be 1 to 63 of a-z, 0-9, _ and -, the first a "
                + "letter or digit; not demo or none"
        ),
        BadFile(
            "a reserved name",
            """
            providers:
              demo: { kind: openai }
            """,
            "2:3  error    providers.demo: a name must be 1 to 63 of a-z, 0-9, _ and -, the first a letter "
                + "or digit; not demo or none"
        ),
        BadFile(
            "no kind",
            """
            providers:
              mine: { base_url: "https://x.example" }
            """,
            "2:9  error    providers.mine: kind is missing; write one of openai, anthropic, compatible, keyless, signed"
        ),
        BadFile(
            "an unknown kind",
            """
            providers:
              mine: { kind: opnai, base_url: "https://x.example" }
            """,
            "2:17  error    providers.mine.kind: must be one of openai, anthropic, compatible, keyless, signed; "
                + "did you mean \"openai\"?"
        ),
        BadFile(
            "no address",
            """
            providers:
              mine: { kind: compatible, keys: ["${KEY}"] }
            """,
            "2:9  error    providers.mine: base_url is missing; a provider of kind compatible has an "
                + "address of its own"
        ),
        BadFile(
            "an address without scheme",
            """
            providers:
              openai:
                base_url: api.openai.com/v1
                keys: ["${KEY}"]
            """,
            "3:15  error    providers.openai.base_url: must begin with https:// or http://"
        ),
        BadFile(
            "an address with a user",
            """
            providers:
              openai: { base_url: "https://me:pw@x.example", keys: ["${KEY}"] }
            """,
            "2:23  error    providers.openai.base_url: must not hold a user or password"
        ),
        BadFile(
            "an address with a query",
            """
            providers:
              openai: { base_url: "https://x.example/?a=b", keys: ["${KEY}"] }
            """,
            "2:23  error    providers.openai.base_url: must not hold a query"
        ),
        BadFile(
            "an address that is a number",
            """
            providers:
              openai: { base_url: "https://2130706433/", keys: ["${KEY}"] }
            """,
            "2:23  error    providers.openai.base_url: must name a host: a DNS name, an IPv4 address or an "
                + "[IPv6] address"
        ),
        BadFile(
            "plain http",
            """
            providers:
              openai: { base_url: "http://x.example/v1", keys: ["${KEY}"] }
            """,
            "2:23  warning  providers.openai.base_url: plain http to another machine: anyone between can "
                + "read the credential"
        ),
        BadFile(
            "an endpoint for an address",
            """
            providers:
              openai: { base_url: "https://x.example/v1/chat/completions", keys: ["${KEY}"] }
            """,
            "2:23  warning  providers.openai.base_url: ends in /chat/completions, which weir adds itself"
        ),
    ]

    /// References that lead nowhere.
    static let references = [
        BadFile(
            "a variable that is not set",
            """
            providers:
              openai:
                keys:
                  - "${KEY}"
                  - "${MISSING}"
            """,
            "5:9  error    providers.openai.keys[1]: environment variable MISSING is not set"
        ),
        BadFile(
            "an empty variable",
            "providers: { openai: { keys: [\"${EMPTY}\"] } }\n",
            "1:31  error    providers.openai.keys[0]: the credential is empty"
        ),
        BadFile(
            "a file that is not there",
            "providers: { openai: { keys: [\"file:nothing\"] } }\n",
            "1:31  error    providers.openai.keys[0]: the file /etc/weir/nothing does not exist"
        ),
        BadFile(
            "a secret in a file's path",
            "providers: { openai: { keys: [\"file:${KEY}\"] } }\n",
            "1:31  error    providers.openai.keys[0]: the file of this reference does not exist"
        ),
        BadFile(
            "a folder for a file",
            "providers: { openai: { keys: [\"file:/folder\"] } }\n",
            "1:31  error    providers.openai.keys[0]: the file /folder is not a regular file"
        ),
        BadFile(
            "a large file",
            "providers: { openai: { keys: [\"file:/large\"] } }\n",
            "1:31  error    providers.openai.keys[0]: the file /large is larger than 4096 bytes"
        ),
        BadFile(
            "a file of two lines",
            "providers: { openai: { keys: [\"file:lines\"] } }\n",
            "1:31  error    providers.openai.keys[0]: the credential holds blanks, line feeds or other than ASCII"
        ),
        BadFile(
            "an open reference",
            "data_directory: \"${KEY\"\n",
            "1:17  error    data_directory: ${ is never closed"
        ),
        BadFile(
            "a reference without a name",
            "data_directory: \"${}\"\n",
            "1:17  error    data_directory: write ${NAME} or ${NAME:-default}, the name in letters, digits and _"
        ),
        BadFile(
            "a reference within a reference",
            "data_directory: \"${A:-${KEY}}\"\n",
            "1:17  error    data_directory: a default in ${NAME:-default} cannot hold another reference"
        ),
        BadFile(
            "a file reference for text",
            "data_directory: file:key\n",
            "1:17  error    data_directory: file: is for credentials; write the path alone"
        ),
        BadFile(
            "a reference that is no number",
            "event_loops: ${KEY}\n",
            "1:14  error    event_loops: must be a whole number from 0 to 1024, not text"
        ),
        BadFile(
            "a reference out of range",
            "event_loops: ${MISSING:-5000}\n",
            "1:14  error    event_loops: must be a whole number from 0 to 1024"
        ),
    ]
}
