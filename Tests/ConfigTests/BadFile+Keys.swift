extension BadFile {
    /// Credentials that are none.
    static let credentials = [
        BadFile(
            "a plain key",
            "providers: { openai: { keys: [sk-1234567890abcdef] } }\n",
            "1:31  warning  providers.openai.keys[0]: the credential stands in the file; refer to it with "
                + "\"${NAME}\" or \"file:PATH\""
        ),
        BadFile(
            "a placeholder",
            "providers: { openai: { keys: [changeme] } }\n",
            "1:31  error    providers.openai.keys[0]: this is a placeholder, not a credential; refer to a "
                + "real one with \"${NAME}\""
        ),
        BadFile(
            "a row of x",
            "providers: { openai: { keys: [\"sk-xxxxxxxx\"] } }\n",
            "1:31  error    providers.openai.keys[0]: this is a placeholder, not a credential; refer to a "
                + "real one with \"${NAME}\""
        ),
        BadFile(
            "your key",
            "providers: { openai: { keys: [\"your-api-key\"] } }\n",
            "1:31  error    providers.openai.keys[0]: this is a placeholder, not a credential; refer to a "
                + "real one with \"${NAME}\""
        ),
        BadFile(
            "brackets for a key",
            "providers: { openai: { keys: [\"<your key here>\"] } }\n",
            "1:31  error    providers.openai.keys[0]: this is a placeholder, not a credential; refer to a "
                + "real one with \"${NAME}\""
        ),
        BadFile(
            "a key as text",
            "providers: { openai: { keys: \"${KEY}\" } }\n",
            "1:30  error    providers.openai.keys: must be a list, not quoted text"
        ),
        BadFile(
            "a key without a value",
            "providers: { openai: { keys: [{ name: a }] } }\n",
            "1:31  error    providers.openai.keys[0]: value or command is missing"
        ),
        BadFile(
            "an unknown part of a key",
            "providers: { openai: { keys: [{ value: \"${KEY}\", nam: a }] } }\n",
            "1:50  error    providers.openai.keys[0].nam: unknown key; did you mean \"name\"?"
        ),
        BadFile(
            "two keys of a name",
            """
            providers:
              openai:
                keys:
                  - { name: a, value: "${KEY}" }
                  - { name: a, value: "${OTHER}" }
            """,
            "5:9  error    providers.openai.keys[1]: a second key of that name"
        ),
        BadFile(
            "one key twice",
            """
            providers:
              openai:
                keys: ["${KEY}", "${KEY}"]
            """,
            "3:22  warning  providers.openai.keys[1]: the same credential stands in the list already"
        ),
        BadFile(
            "a key where none is taken",
            """
            providers:
              local: { kind: keyless, base_url: "http://127.0.0.1:1", keys: ["${KEY}"] }
            """,
            "2:65  error    providers.local.keys: a provider of kind keyless takes no key"
        ),
        BadFile(
            "no key where one is taken",
            """
            providers:
              openai:
            """,
            "2:10  warning  providers.openai: has no keys, and OPENAI_API_KEY is not set; requests go out "
                + "without a credential"
        ),
    ]
}
