import Exchange

extension KeyTable {
    static let providers = NamedSections(
        table: provider,
        words: NameRules.providerWords,
        limit: 256,
        isName: NameRules.isProvider,
        name: { $0.name },
        start: { ProviderSettings(name: $0, kind: "", baseURL: .undecided) },
        finish: ProviderChecks.finish
    )

    static let provider = Table(unnamed) { field in
        [
            field.scalar(
                "kind",
                \.kind,
                .name("the name of a known kind", example: "openai"),
                "What the provider speaks; left out, it is the kind of the provider's own name."
            ),
            field.scalar(
                "base_url",
                \.baseURL,
                .baseURL,
                "Its address, with the path up to and including the version; the kind's own when left out."
            ),
            field.scalar(
                "region",
                \.region,
                .region,
                "The AWS region of a provider that signs its requests: its address and the signature go by it."
            ),
            keys,
            models,
            residency,
            headers,
            field.section("timeouts", \.timeouts, timeouts, "How long the phases of an attempt may take."),
            field.section("concurrency", \.bulkhead, bulkhead, "How much each of its targets is given at once."),
            field.section("tls", \.self, providerTLS, "How its certificate is looked at."),
        ] + transport(field)
    }

    static let providerTLS = Table(unnamed) { field in
        [
            field.boolean(
                "verify",
                \.verifiesCertificate,
                "Checks its certificate; `false` lets anyone between take the credential."
            )
        ]
    }

    private static let unnamed = ProviderSettings(name: "", kind: "", baseURL: .undecided)

    static let aliases = NamedSections(
        table: alias,
        words: "up to 128 printable characters without blanks or *",
        limit: 4_096,
        isName: { NameRules.isModel($0) && !$0.contains("*") },
        name: { $0.name },
        start: { ModelAlias(name: $0, provider: "", model: "") },
        finish: { _, entry, reading in
            for name in ["provider", "model"] where reading.positions["\(entry.path).\(name)"] == nil {
                reading.error(entry, "\(name) is missing")
            }
        }
    )

    static let alias = Table(ModelAlias(name: "", provider: "", model: "")) { field in
        [
            field.scalar(
                "provider",
                \.provider,
                .name("a provider's name", example: "openai"),
                "The provider that serves it."
            ),
            field.scalar("model", \.model, .model(example: "gpt-4o-mini"), "The model's name at that provider."),
        ]
    }
}
