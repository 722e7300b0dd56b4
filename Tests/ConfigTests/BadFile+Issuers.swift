extension BadFile {
    private static func issuer(_ lines: String) -> String { "issuers:\n  idp:\n" + lines }

    private static let good = "    issuer: https://id.example/\n    audiences: [weir]\n"
    private static let url = "    keys_url: https://id.example/jwks\n"

    /// Issuers that could not be trusted.
    static let issuers = [
        BadFile(
            "an issuer of nothing",
            "issuers: { idp: }\n",
            "1:17  error    issuers.idp: issuer is missing",
            "1:17  error    issuers.idp: audiences is missing",
            "1:17  error    issuers.idp: must have exactly one of keys_url, secret; it has neither"
        ),
        BadFile(
            "keys beside a secret",
            issuer(good + url + "    secret: \"${KEY}\"\n"),
            "3:5  error    issuers.idp: must have exactly one of keys_url, secret; it has keys_url and secret"
        ),
        BadFile(
            "keys in clear text",
            issuer(good + "    keys_url: http://id.example/jwks\n"),
            "5:15  error    issuers.idp.keys_url: the key set's URL must begin with https:// and have a host, "
                + "no user and no fragment"
        ),
        BadFile(
            "HS256 beside published keys",
            issuer(good + url + "    algorithms: [HS256]\n"),
            "6:17  error    issuers.idp.algorithms: HS256 needs a secret of its own and is never used beside a key set"
        ),
        BadFile(
            "an algorithm that is none",
            issuer(good + url + "    algorithms: [none]\n"),
            "6:18  error    issuers.idp.algorithms[0]: must be one of RS256, PS256, ES256, EdDSA, HS256"
        ),
        BadFile(
            "RS256 beside a secret",
            issuer(good + "    secret: \"${LONG}\"\n    algorithms: [RS256]\n"),
            "6:17  error    issuers.idp.algorithms: must be [HS256], because the issuer shares a secret"
        ),
        BadFile(
            "a short secret",
            issuer(good + "    secret: \"${KEY}\"\n"),
            "5:13  error    issuers.idp.secret: the secret must have at least 32 bytes"
        ),
        BadFile(
            "an authority for nothing",
            issuer(good + "    secret: \"${LONG}\"\n    ca_file: ca.pem\n"),
            "6:14  warning  issuers.idp.ca_file: has no use without keys_url"
        ),
        BadFile(
            "members of no team",
            issuer(good + url + "    unknown_users: team\n"),
            "6:20  error    issuers.idp.unknown_users: team is missing: whose members they are to be"
        ),
        BadFile(
            "a wrong word for unknown users",
            issuer(good + url + "    unknown_users: allow\n"),
            "6:20  error    issuers.idp.unknown_users: must be one of refuse, team"
        ),
        BadFile(
            "no audience",
            issuer("    issuer: https://id.example/\n    audiences: []\n" + url),
            "4:16  error    issuers.idp.audiences: 1 to 16 audiences are needed, each 1 to 512 visible ASCII characters"
        ),
        BadFile(
            "a life without end",
            issuer(good + url + "    longest_life_seconds: 100000\n"),
            "6:27  error    issuers.idp.longest_life_seconds: must be a number of seconds from 1 to 86400, "
                + "with at most three decimals"
        ),
        BadFile(
            "the same issuer twice",
            issuer(good + url + "  two:\n" + good + url),
            "7:13  error    issuers.two.issuer: issuers.idp has the same issuer"
        ),
        BadFile(
            "an unknown key of an issuer",
            issuer(good + url + "    audience: weir\n"),
            "6:5  error    issuers.idp.audience: unknown key; did you mean \"audiences\"?"
        ),
        BadFile(
            "a bad name of an issuer",
            "issuers: { ID: { issuer: x } }\n",
            "1:12  error    issuers.ID: a name must be 1 to 63 of a-z, 0-9, _ and -, the first a letter or digit; "
                + "not demo or none"
        ),
        BadFile(
            "callers' authorities for operators",
            "listeners: { admin: { tls: { certificate_file: a, key_file: b, client_ca_file: c } } }\n",
            "1:64  error    listeners.admin.tls.client_ca_file: unknown key here; "
                + "it is listeners.data.tls.client_ca_file"
        ),
        BadFile(
            "a bound on failures below nothing",
            "limits: { failed_auths: -1 }\n",
            "1:25  error    limits.failed_auths: must be a whole number from 0 to 1000000"
        ),
    ]
}
