import Exchange

/// Completes a provider from its kind and looks at it as a whole.
enum ProviderChecks {
    static func finish(_ provider: inout ProviderSettings, _ entry: Entry, _ reading: inout Reading) {
        guard let kind = kind(of: &provider, entry, &reading) else { return }
        address(&provider, kind, entry, &reading)
        keys(&provider, kind, entry, &reading)
        if !provider.verifiesCertificate {
            reading.warning(at: "\(entry.path).tls.verify", "anyone between can take the credential")
        }
        TransportChecks.check(provider, entry, &reading)
        timers(provider.timeouts, entry, &reading)
    }

    private static func kind(
        of provider: inout ProviderSettings,
        _ entry: Entry,
        _ reading: inout Reading
    ) -> KnownKind? {
        let path = "\(entry.path).kind"
        let isWritten = reading.positions[path] != nil
        // What was written and could not be read has its error already.
        if isWritten, provider.kind.isEmpty { return nil }
        if !isWritten { provider.kind = provider.name }
        if let kind = reading.kind(provider.kind) { return kind }
        let names = reading.kinds.map(\.name)
        let list = names.joined(separator: ", ")
        if isWritten {
            reading.error(at: path, "must be one of \(list)" + Words.suggestion(for: provider.kind, in: names))
        } else {
            reading.error(entry, "kind is missing; write one of \(list)")
        }
        return nil
    }

    private static func address(
        _ provider: inout ProviderSettings,
        _ kind: KnownKind,
        _ entry: Entry,
        _ reading: inout Reading
    ) {
        let path = "\(entry.path).base_url"
        if provider.baseURL == .undecided, reading.positions[path] == nil {
            if let text = ownAddress(of: kind, in: provider.region), let address = try? BaseURL(parsing: text) {
                provider.baseURL = address
            } else if kind.regionalBaseURL != nil {
                // a region that cannot be read has its error already
                if reading.positions["\(entry.path).region"] == nil {
                    reading.error(entry, "region or base_url is missing")
                }
            } else {
                reading.error(entry, "base_url is missing; a provider of kind \(kind.name) has an address of its own")
            }
        }
        if provider.baseURL.sendsInClear {
            reading.warning(at: path, "plain http to another machine: anyone between can read the credential")
        }
        let endings = ["/chat/completions", "/responses", "/messages", "/embeddings", "/completions"]
        if let ending = endings.first(where: provider.baseURL.path.hasSuffix) {
            reading.warning(at: path, "ends in \(ending), which weir adds itself")
        }
    }

    private static func ownAddress(of kind: KnownKind, in region: String?) -> String? {
        guard let pattern = kind.regionalBaseURL else { return kind.needsBaseURL ? nil : kind.defaultBaseURL }
        guard let region, let place = pattern.firstRange(of: "${region}") else { return nil }
        return pattern[..<place.lowerBound] + region + pattern[place.upperBound...]
    }

    /// The key as the environment has it, whole or in parts.
    private static func key(of kind: KnownKind, _ reading: borrowing Reading) -> (name: String, bytes: [UInt8])? {
        let variable = reading.references.external.variable
        if let name = kind.environmentVariable, let bytes = variable(name) { return (name, Array(bytes)) }
        let parts = kind.environmentParts.map { (name: $0, bytes: variable($0).map(Array.init)) }
        guard let first = parts.first?.name, parts.prefix(2).allSatisfy({ $0.bytes?.isEmpty == false }) else {
            return nil
        }
        let known = parts.compactMap(\.bytes).filter { !$0.isEmpty }
        return (first, Array(known.joined(separator: [0x3A])))
    }

    private static func keys(
        _ provider: inout ProviderSettings,
        _ kind: KnownKind,
        _ entry: Entry,
        _ reading: inout Reading
    ) {
        let path = "\(entry.path).keys"
        let isWritten = reading.positions[path] != nil
        guard kind.takesKeys else {
            if isWritten { reading.error(at: path, "a provider of kind \(kind.name) takes no key") }
            return
        }
        guard !isWritten else { return signed(provider.keys, kind, path, &reading) }
        // Whoever can say where a managed provider is must not get the key that the environment has for another place.
        guard entry.value.position != .managed else { return }
        if let (name, bytes) = key(of: kind, reading) {
            if let fault = CredentialRules.fault(of: bytes) {
                reading.error(entry, "environment variable \(name): \(fault)")
            } else {
                provider.keys = [ProviderKey(name: "key-1", secret: Secret(copying: bytes))]
            }
        } else {
            let hint = kind.environmentVariable.map { ", and \($0) is not set" } ?? ""
            reading.warning(at: entry.path, "has no keys\(hint); requests go out without a credential")
        }
    }

    /// Warns of written keys that no request can be signed with; the SDK's own variable is known to hold a token.
    private static func signed(_ keys: [ProviderKey], _ kind: KnownKind, _ path: String, _ reading: inout Reading) {
        guard kind.signsRequests else { return }
        for key in keys where !isSigning(key.secret) {
            let form = "access-key-id:secret-access-key[:session-token]"
            let message = "the key \(key.name) is not \(form): requests are not signed, it goes out as a bearer token"
            reading.warning(at: path, message)
        }
    }

    private static func isSigning(_ secret: Secret) -> Bool {
        secret.withBytes { bytes in
            let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            return 2...3 ~= parts.count && !parts.contains(where: \.isEmpty)
        }
    }

    private static func timers(_ timeouts: UpstreamTimeouts, _ entry: Entry, _ reading: inout Reading) {
        let whole = max(timeouts.total, timeouts.streamTotal)
        for (name, timer) in [
            ("connect_seconds", timeouts.connect), ("first_byte_seconds", timeouts.firstByte),
            ("idle_seconds", timeouts.idle),
        ] where timer > whole {
            let message = "never ends anything: total_seconds and stream_total_seconds are shorter"
            reading.warning(at: "\(entry.path).timeouts.\(name)", message)
        }
    }
}
