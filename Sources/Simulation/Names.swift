import Exchange

/// Names and keys of the simulated world.
enum Names {
    static let goodKey = "wr_test_GOODgoodGOODgoodGOODgood"
    static let boundKey = "wr_test_BOUNDboundBOUNDboundBOUND"
    static let expiredKey = "wr_test_EXPIREDexpiredEXPIRED"
    static let criticalKey = "wr_test_CRITICALcriticalCRITICAL"
    static let sheddableKey = "wr_test_SHEDDABLEsheddableSHED"

    /// A key that nobody else uses, of somebody who belongs to nobody.
    static let probeKey = "wr_test_PROBEprobePROBEprobePROBE"

    /// Where callers come from; of the last two, one has the network of the other.
    static let addresses = ["127.0.0.1", "192.0.2.7", "2001:db8::1", "2001:db8::2"]

    private static let team = {
        var team = Principals()
        team.organisation = Principal(.organisation, id: "org_1", name: "works")
        team.team = Principal(.team, id: "team_1", name: "makers")
        return team
    }()

    static let callers: [String: Caller] = [
        probeKey: Caller(keyID: "key_6", keyName: "probe", permission: KeyPermission(), expires: nil),
        goodKey: Caller(keyID: "key_1", keyName: "good", permission: KeyPermission(capture: .full), expires: nil),
        boundKey: Caller(
            keyID: "key_2",
            keyName: "bound",
            permission: Permission(KeyPermission(models: ["claude-*"], maxConcurrent: 1)),
            principals: team,
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
            permission: Permission(KeyPermission(priority: .critical)),
            principals: team,
            expires: nil
        ),
        sheddableKey: Caller(
            keyID: "key_5",
            keyName: "sheddable",
            permission: Permission(KeyPermission(priority: .sheddable)),
            principals: team,
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
