/// What no key can say alone: names that must exist, listeners that must not meet.
enum CrossChecks {
    static func check(_ settings: Settings, _ entry: Entry, _ reading: inout Reading) {
        listeners(settings.listeners, &reading)
        names(settings, &reading)
        IssuerChecks.check(settings.issuers, &reading)
        if settings.providers.isEmpty, !settings.demo.isEnabled, reading.positions["providers"] == nil {
            reading.warning(at: "providers", "no provider is configured and the demo is off: every request is refused")
        }
    }

    private static func listeners(_ listeners: ListenersSettings, _ reading: inout Reading) {
        let (data, admin) = (listeners.data, listeners.admin)
        let path = "listeners.admin.address"
        if data.address.overlaps(admin.address) {
            reading.error(at: path, "takes the same port as listeners.data.address, \(data.address)")
        }
        guard !admin.address.isLoopback, admin.tls == nil else { return }
        if admin.isInsecure {
            reading.warning(at: path, "others can reach it in plain HTTP: tokens can be read on their way")
        } else {
            reading.error(at: path, "others can reach it: needs tls, or insecure: true behind a proxy that speaks TLS")
        }
    }

    private static func names(_ settings: Settings, _ reading: inout Reading) {
        // A provider that was refused counts as there: its own error is enough.
        let prefix = "providers."
        let declared = reading.positions.keys.filter {
            $0.hasPrefix(prefix) && !$0.dropFirst(prefix.count).contains(".")
        }
        let known =
            declared.map { String($0.dropFirst(prefix.count)) }.sorted() + (settings.demo.isEnabled ? ["demo"] : [])
        for alias in settings.aliases where !alias.provider.isEmpty && !known.contains(alias.provider) {
            // Looking for the nearest name is costly, and enough has been said.
            if reading.isFull { break }
            let path = "models.\(Words.cut(alias.name)).provider"
            reading.error(at: path, missing(alias.provider, known))
        }
        RouteChecks.check(settings, known: known, &reading)
        KeyTable.checkPrices(settings, known: known, &reading)
        if let name = settings.defaultProvider, !known.contains(name) {
            reading.error(at: "default_provider", missing(name, known))
        }
    }

    static func missing(_ name: String, _ known: [String]) -> String {
        if name == "demo" { return "the demo is switched off" }
        return "there is no provider of that name" + Words.suggestion(for: name, in: known)
    }
}
