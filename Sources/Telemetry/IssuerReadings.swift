package import Exchange

extension Metrics {
    /// Exposes what has become of the keys that issuers of tokens publish; `read` is asked at each scrape.
    package func exposeIssuers(_ read: @escaping @Sendable () -> [IssuerReading]) {
        registry.collect {
            let issuers = read()
            return [
                .issuerKeys: issuers.map { Reading([$0.issuer], Double($0.keys)) },
                .issuerKeysAge: issuers.compactMap { issuer in
                    issuer.age.map { Reading([issuer.issuer], $0.inSeconds) }
                },
                .issuerKeyFetches: issuers.flatMap {
                    [
                        Reading([$0.issuer, "ok"], Double($0.fetched)),
                        Reading([$0.issuer, "failed"], Double($0.failed)),
                    ]
                },
            ]
        }
    }
}
