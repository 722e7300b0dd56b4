extension BadFile {
    /// Scalars of the wrong kind or out of range.
    static let numbers = [
        BadFile(
            "text for a number",
            "event_loops: many\n",
            "1:14  error    event_loops: must be a whole number from 0 to 1024, not text"
        ),
        BadFile(
            "a quoted number",
            "event_loops: \"2\"\n",
            "1:14  error    event_loops: must be a whole number from 0 to 1024, not quoted text"
        ),
        BadFile(
            "a number with a unit",
            "drain_seconds: 30s\n",
            "1:16  error    drain_seconds: must be a number of seconds from 0 to 3600, with at most three "
                + "decimals, written without a unit"
        ),
        BadFile(
            "a number out of range",
            """
            history:
              retention_days: 0
            """,
            "2:19  error    history.retention_days: must be a whole number from 1 to 3650"
        ),
        BadFile(
            "half a whole number",
            "event_loops: 1.5\n",
            "1:14  error    event_loops: must be a whole number from 0 to 1024"
        ),
        BadFile(
            "too many decimals",
            "drain_seconds: 0.0001\n",
            "1:16  error    drain_seconds: must be a number of seconds from 0 to 3600, with at most three "
                + "decimals, in plain decimal digits"
        ),
        BadFile(
            "no time at all",
            """
            limits:
              head_seconds: 0
            """,
            "2:17  error    limits.head_seconds: must be a number of seconds from 0.001 to 3600, with at "
                + "most three decimals"
        ),
        BadFile(
            "a hexadecimal number",
            "event_loops: 0x10\n",
            "1:14  error    event_loops: must be a whole number from 0 to 1024, in plain decimal digits"
        ),
        BadFile(
            "a leading zero",
            "event_loops: 010\n",
            "1:14  error    event_loops: must be a whole number from 0 to 1024, in plain decimal digits"
        ),
        BadFile(
            "an exponent",
            "limits: { body_bytes: 1e6 }\n",
            "1:23  error    limits.body_bytes: must be a whole number from 1024 to 1073741824, in plain decimal digits"
        ),
        BadFile(
            "a huge number",
            "limits: { body_bytes: 99999999999999999999 }\n",
            "1:23  error    limits.body_bytes: must be a whole number from 1024 to 1073741824, in plain decimal digits"
        ),
        BadFile(
            "grouped digits",
            "limits: { body_bytes: 1_000_000 }\n",
            "1:23  error    limits.body_bytes: must be a whole number from 1024 to 1073741824, in plain decimal digits"
        ),
        BadFile(
            "a number for a boolean",
            "demo: { enabled: 1 }\n",
            "1:18  error    demo.enabled: must be true or false, not a number"
        ),
        BadFile(
            "yes for a boolean",
            """
            demo:
              enabled: yes
            """,
            "2:12  error    demo.enabled: must be true or false, not text"
        ),
        BadFile(
            "nothing for a number",
            "event_loops:\n",
            "1:13  error    event_loops: has no value; must be a whole number from 0 to 1024, or take the key out"
        ),
        BadFile(
            "a list for a number",
            "event_loops: [1]\n",
            "1:14  error    event_loops: must be a whole number from 0 to 1024, not a list"
        ),
        BadFile(
            "a word that is no choice",
            """
            history:
              capture: ful
            """,
            "2:12  error    history.capture: must be one of off, metadata, redacted, full; did you mean \"full\"?"
        ),
        BadFile(
            "a word far from any choice",
            "log: { level: loud }\n",
            "1:15  error    log.level: must be one of trace, debug, info, notice, warning, error, critical"
        ),
        BadFile(
            "an output that is no path",
            "log: { output: stdot }\n",
            "1:16  error    log.output: must be stdout, off or a path that begins with / or ./"
        ),
    ]

    /// Listeners and the key encryption key.
    static let listeners = [
        BadFile(
            "no port",
            """
            listeners:
              data: { address: "127.0.0.1" }
            """,
            "2:20  error    listeners.data.address: must be an IP address and a port, such as "
                + "\"127.0.0.1:8080\" or \"[::1]:8080\""
        ),
        BadFile(
            "a name to listen on",
            """
            listeners:
              data: { address: "example.com:80" }
            """,
            "2:20  error    listeners.data.address: must be an IP address and a port, such as "
                + "\"127.0.0.1:8080\" or \"[::1]:8080\""
        ),
        BadFile(
            "a port too large",
            "listeners: { data: { address: \"127.0.0.1:65536\" } }\n",
            "1:31  error    listeners.data.address: must be an IP address and a port, such as "
                + "\"127.0.0.1:8080\" or \"[::1]:8080\""
        ),
        BadFile(
            "an open admin listener",
            """
            listeners:
              admin:
                address: "0.0.0.0:8081"
            """,
            "3:14  error    listeners.admin.address: others can reach it: needs tls, or insecure: true "
                + "behind a proxy that speaks TLS"
        ),
        BadFile(
            "an insecure admin listener",
            """
            listeners:
              admin: { address: "0.0.0.0:8081", insecure: true }
            """,
            "2:21  warning  listeners.admin.address: others can reach it in plain HTTP: tokens can be read "
                + "on their way"
        ),
        BadFile(
            "one address twice",
            """
            listeners:
              data: { address: "127.0.0.1:8081" }
            """,
            "2:3  error    listeners.admin.address: takes the same port as listeners.data.address, 127.0.0.1:8081"
        ),
        BadFile(
            "a wildcard over an address",
            """
            listeners:
              data:
                address: "0.0.0.0:8081"
              admin:
                address: "127.0.0.1:8081"
            """,
            "5:14  error    listeners.admin.address: takes the same port as listeners.data.address, 0.0.0.0:8081"
        ),
        BadFile(
            "half a certificate",
            """
            listeners:
              data:
                tls: { certificate_file: a.pem }
            """,
            "3:10  error    listeners.data.tls: key_file is missing"
        ),
        BadFile(
            "an empty certificate",
            "listeners: { data: { tls: } }\n",
            "1:27  error    listeners.data.tls: certificate_file is missing",
            "1:27  error    listeners.data.tls: key_file is missing"
        ),
        BadFile(
            "two keks",
            "kek: { file: a, value: \"${KEY}\" }\n",
            "1:6  error    kek: must hold only one of file, command and value"
        ),
        BadFile(
            "an unknown kek",
            """
            kek:
              path: a
            """,
            "2:3  error    kek.path: unknown key; known here: file, command, value"
        ),
        BadFile(
            "an empty command",
            "kek: { command: [] }\n",
            "1:17  error    kek.command: must name a command"
        ),
        BadFile(
            "a command as text",
            "kek: { command: \"vault kv get\" }\n",
            "1:17  error    kek.command: must be a list, not quoted text"
        ),
        BadFile(
            "a plain kek",
            "kek: { value: 0123456789abcdef0123456789abcdef }\n",
            "1:15  warning  kek.value: the credential stands in the file; refer to it with \"${NAME}\" or "
                + "\"file:PATH\""
        ),
    ]
}
