import Exchange

/// Names and keys of the simulated world.
enum Names {
    static let goodKey = "wr_test_GOODgoodGOODgoodGOODgood"
    static let boundKey = "wr_test_BOUNDboundBOUNDboundBOUND"
    static let expiredKey = "wr_test_EXPIREDexpiredEXPIRED"
    static let criticalKey = "wr_test_CRITICALcriticalCRITICAL"
    static let sheddableKey = "wr_test_SHEDDABLEsheddableSHED"

    static let callers: [String: Caller] = [
        goodKey: Caller(keyID: "key_1", keyName: "good", permission: KeyPermission(capture: .full), expires: nil),
        boundKey: Caller(
            keyID: "key_2",
            keyName: "bound",
            permission: KeyPermission(models: ["claude-*"], maxConcurrent: 1),
            expires: nil
        ),
        expiredKey: Caller(
            keyID: "key_3",
            keyName: "old",
            permission: KeyPermission(),
            expires: WallTime(nanoseconds: 1)
        ),
        criticalKey: Caller(
            keyID: "key_4",
            keyName: "critical",
            permission: KeyPermission(priority: .critical),
            expires: nil
        ),
        sheddableKey: Caller(
            keyID: "key_5",
            keyName: "sheddable",
            permission: KeyPermission(priority: .sheddable),
            expires: nil
        ),
    ]

    /// The upstream that only shadow copies go to.
    static let shadowUpstream = "mirror"

    /// The providers' keys by the upstream that uses them; `open` has none.
    static let providerKeys = [
        "acme": "sk-provider-0123456789-abcdefghij",
        "acme-2": "sk-provider-9876543210-jihgfedcba",
        "beta": "sk-beta-0123456789-klmnopqrstuvw",
        shadowUpstream: "sk-mirror-0123456789-xyzabcdefgh",
    ]

    /// The upstreams by their hosts.
    static let hosts = [
        "acme.test": ["acme", "acme-2"], "beta.test": ["beta"], "open.test": ["open"],
        "mirror.test": [shadowUpstream],
    ]

    /// The models that may be named to a host.
    static let models = [
        "acme.test": ["gpt-5", "claude-x", "embed-1"], "beta.test": ["beta-1"], "open.test": ["open-1"],
        "mirror.test": ["mirror-1"],
    ]

    /// The upstream that calls with a credential; nil for one that nobody has.
    static func upstream(of authorization: String?) -> String? {
        guard let authorization else { return "open" }
        return providerKeys.first { authorization == "Bearer \($0.value)" }?.key
    }
}
