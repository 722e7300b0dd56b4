import Exchange
import Identity

extension KeyTable {
    static let issuers = NamedSections(
        table: issuer,
        words: NameRules.providerWords,
        limit: TokenVerifier.mostIssuers,
        isName: NameRules.isProvider,
        name: { $0.name },
        start: { IssuerSettings(name: $0) },
        finish: IssuerChecks.finish
    )

    private static let issuer = Table(IssuerSettings(name: "")) { field in
        [
            field.scalar(
                "issuer",
                \.issuer,
                .name("what iss must be, 1 to 512 visible ASCII characters", example: "https://acme.eu.auth0.com/"),
                "What the claim `iss` must be, byte for byte."
            ),
            field.texts("audiences", \.audiences, most: 16, example: "[weir]", "Of these, `aud` must name one."),
            algorithms,
            field.scalar(
                "keys_url",
                \.keysURL,
                .optional("an https address", example: "https://acme.eu.auth0.com/.well-known/jwks.json"),
                "Where its keys are published, as a JWKS document."
            ),
            secret,
            field.scalar(
                "ca_file",
                \.caFile,
                .siblingPath(optional: "ca.pem"),
                "A PEM file of the authorities trusted for `keys_url` instead of the system's; "
                    + "relative to this file's folder."
            ),
            field.boolean(
                "allow_private",
                \.allowsPrivate,
                "Lets `keys_url` lead to an address that is not a public one, such as one within the house."
            ),
        ] + claims(field) + holders(field)
    }

    private static func claims(_ field: FieldMaker<IssuerSettings>) -> [Field<IssuerSettings>] {
        [
            field.scalar(
                "type",
                \.terms.type,
                .optional("what typ must be", example: "at+jwt"),
                "What the header `typ` must be; `JWT`, `at+jwt` or nothing when left out."
            ),
            field.scalar(
                "user_claim",
                \.terms.claims.user,
                .name("a claim's name", example: "sub"),
                "The claim that tells its users apart; one that can change hands, such as an address, is a bad choice."
            ),
            field.scalar(
                "models_claim",
                \.terms.claims.models,
                .optional("a claim's name", example: "models"),
                "The claim that lists the only models a token is for; tokens without it are then refused."
            ),
            field.seconds(
                "leeway_seconds",
                \.terms.leeway,
                least: 0,
                most: 300,
                "How far the issuer's clock may be off."
            ),
            field.seconds(
                "longest_life_seconds",
                \.terms.longestLife,
                least: 1_000,
                "The most time between a token's making and its end."
            ),
        ]
    }

    private static func holders(_ field: FieldMaker<IssuerSettings>) -> [Field<IssuerSettings>] {
        [
            field.scalar(
                "org",
                \.organisation,
                .optional("an organisation's id or name", example: "acme"),
                "The organisation its tokens are for; users of others are refused."
            ),
            field.scalar(
                "team",
                \.team,
                .optional("a team's id, name or path", example: "acme/search"),
                "The team its tokens are for; users of others are refused."
            ),
            field.choice(
                "unknown_users",
                \.unknownUsers,
                "Whether holders whom no user stands for are refused, or act as members of `team` without a name."
            ),
            field.integer(
                "max_concurrent",
                \.maxConcurrent,
                1...1_000_000,
                "The most requests of one holder at once."
            ),
        ]
    }

    private static let algorithms = Field<IssuerSettings>(
        rows: [
            KeyRow(
                path: "algorithms",
                shape: .list("one of \(algorithmWords)"),
                fallback: "",
                summary: "How its tokens may be signed; RS256 and ES256 when left out, HS256 beside `secret`.",
                example: "[RS256]"
            )
        ],
        read: { entry, section, reading in
            section.algorithms = []
            for item in reading.items(of: entry, atMost: TokenAlgorithm.allCases.count) {
                guard let text = reading.text(item, "must be one of \(algorithmWords)") else { continue }
                reading.found(item)
                if let algorithm = TokenAlgorithm(rawValue: text) {
                    section.algorithms.append(algorithm)
                } else {
                    let names = TokenAlgorithm.allCases.map(\.rawValue)
                    reading.error(item, "must be one of \(algorithmWords)" + Words.suggestion(for: text, in: names))
                }
            }
        },
        lines: { section in
            section.algorithms.isEmpty ? [] : [("algorithms", Words.list(section.algorithms.map(\.rawValue)))]
        }
    )

    private static let algorithmWords = TokenAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")

    private static let secret = Field<IssuerSettings>(
        rows: [
            KeyRow(
                path: "secret",
                shape: .secret,
                fallback: "",
                summary: "The secret it shares, of at least 32 bytes, in place of `keys_url`, as a reference.",
                example: "\"${ISSUER_SECRET}\""
            )
        ],
        read: { entry, section, reading in
            if let secret = reading.secret(entry) { section.secret = secret }
        },
        lines: { section in section.secret == nil ? [] : [("secret", "[secret]")] }
    )
}

extension FieldMaker<IssuerSettings> {
    /// A list of texts.
    fileprivate func texts(
        _ name: String,
        _ path: Path<[String]>,
        most: Int,
        example: String,
        _ summary: String
    ) -> Field<IssuerSettings> {
        Field(
            rows: [KeyRow(path: name, shape: .list("a text"), fallback: "", summary: summary, example: example)],
            read: { entry, section, reading in
                section[keyPath: path] = reading.items(of: entry, atMost: most).compactMap { item in
                    reading.found(item)
                    return reading.text(item)
                }
            },
            lines: { section in
                let texts = section[keyPath: path]
                return texts.isEmpty ? [] : [(name, Words.list(texts))]
            }
        )
    }
}

extension ScalarForm where Value == String? {
    /// A text that may be missing and is checked with the whole.
    fileprivate static func optional(_ words: String, example: String) -> ScalarForm {
        .text(words, example: example, parse: { .some($0) }, show: { $0 ?? "" })
    }
}
