import ArgumentParser
import Exchange
import Storage

/// What `weir keys set` changes of a key, as it is typed.
struct KeyChangeOptions: ParsableArguments {
    @Option(help: "Models it may use, separated by commas; * stands for anything; any for no bound.")
    var models: String?
    @Option(help: "Endpoints it may use, separated by commas; * stands for anything; any for no bound.")
    var endpoints: String?
    @Option(help: "Providers it may use, separated by commas; * stands for anything; any for no bound.")
    var providers: String?
    @Option(help: "Places where its data may be, as tags separated by commas; any for no bound.")
    var residency: String?
    @Option(help: "The organisation it belongs to from now on, by id or name.") var org: String?
    @Option(help: "The team it belongs to from now on, by id, name, or path such as acme/search.") var team: String?
    @Option(help: "The user it belongs to from now on, by id, name, or path such as acme/search/ann.")
    var user: String?
    @Flag(help: "It belongs to nobody from now on.") var nobody = false
    @Option(help: "The most requests at once.") var maxConcurrent: Int?
    @Option(help: "Days until it ends; never for no end.") var expiresDays: String?
    @Option(help: "How much the history keeps: full, redacted, metadata, off, or configured.") var capture: String?
    @Option(help: "critical, default or sheddable: who gives way when weir is full.") var priority: String?

    /// Refuses what can be said to be wrong without looking at the key.
    func validate() throws {
        let texts = [models, endpoints, providers, residency, org, team, user, expiresDays, capture, priority]
        guard nobody || maxConcurrent != nil || texts.contains(where: { $0 != nil }) else {
            throw ValidationError("give what is to be changed")
        }
        guard maxConcurrent.map({ (1...100_000).contains($0) }) ?? true else {
            throw ValidationError("--max-concurrent is from 1 to 100000")
        }
        guard !nobody || owner.isEmpty else { throw ValidationError("give one of --org, --team, --user and --nobody") }
        _ = try change(of: KeyPermission(), at: WallTime(nanoseconds: 0))
    }

    /// The change of a key that said `permission` before.
    func change(of permission: KeyPermission, at now: WallTime) throws -> ClientKeyChange {
        var next = permission
        if let models { next.models = try AttributeOptions.list(models, "--models") }
        if let endpoints { next.endpoints = try KeysCommand.endpoints(endpoints == "any" ? nil : endpoints) }
        if let providers { next.providers = try AttributeOptions.list(providers, "--providers") }
        if let residency { next.residency = try AttributeOptions.list(residency, "--residency") }
        if let maxConcurrent { next.maxConcurrent = maxConcurrent }
        if let capture { next.capture = capture == "configured" ? nil : try KeysCommand.level(capture) }
        if let priority { next.priority = try KeysCommand.priority(priority) }
        var change = ClientKeyChange()
        change.permission = next
        if let expiresDays { change.expires = .some(try AttributeOptions.end(expiresDays, now)) }
        if nobody { change.owner = .some(nil) }
        if let owner = try KeysCommand.owner(owner) { change.owner = owner }
        return change
    }

    private var owner: [PrincipalReference] { KeysCommand.named(org: org, team: team, user: user) }
}
