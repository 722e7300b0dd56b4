import ArgumentParser
import Exchange

/// What an organisation, a team or a user says about everybody below it, as it is typed.
struct AttributeOptions: ParsableArguments {
    @Option(help: "Models they may use, separated by commas; * stands for anything; any for no bound.")
    var models: String?
    @Option(help: "Endpoints they may use, separated by commas; * stands for anything; any for no bound.")
    var endpoints: String?
    @Option(help: "Providers they may use, separated by commas; * stands for anything; any for no bound.")
    var providers: String?
    @Option(help: "Places where their data may be, as tags separated by commas; any for no bound.")
    var residency: String?
    @Option(help: "The most the history keeps: full, redacted, metadata or off; any for no bound.")
    var capture: String?
    @Option(help: "The best class they may have: critical, default or sheddable; any for no bound.")
    var priority: String?
    @Option(help: "The most requests at once, of all of them together; any for no bound.")
    var maxConcurrent: String?
    @Option(help: "Days until they end; never for no end.")
    var expiresDays: String?

    /// True when nothing was typed.
    var isEmpty: Bool {
        [models, endpoints, providers, residency, capture, priority, maxConcurrent, expiresDays]
            .allSatisfy { $0 == nil }
    }

    /// Takes what was typed; what was not stays.
    func apply(to attributes: inout Attributes, at now: WallTime) throws {
        if let models { attributes.models = try Self.list(models, "--models") }
        if let endpoints { attributes.endpoints = try Self.list(endpoints, "--endpoints") }
        if let providers { attributes.providers = try Self.list(providers, "--providers") }
        if let residency { attributes.residency = try Self.list(residency, "--residency") }
        if let capture { attributes.capture = try Self.unlessAny(capture, KeysCommand.level) }
        if let priority { attributes.priority = try Self.unlessAny(priority, KeysCommand.priority) }
        if let maxConcurrent {
            attributes.maxConcurrent = try Self.unlessAny(maxConcurrent) { text in
                guard let number = Int(text), (1...1_000_000).contains(number) else {
                    throw ValidationError("--max-concurrent is from 1 to 1000000, or any")
                }
                return number
            }
        }
        if let expiresDays { attributes.expires = try Self.end(expiresDays, now) }
    }

    static func end(_ text: String, _ now: WallTime) throws -> WallTime? {
        if text == "never" { return nil }
        guard let days = Int(text), (1...36_500).contains(days) else {
            throw ValidationError("--expires-days is from 1 to 36500, or never")
        }
        return now + .seconds(days * 86_400)
    }

    static func list(_ text: String, _ option: String) throws -> [String] {
        text == "any" ? [] : try CommaList.read(text, option)
    }

    private static func unlessAny<Value>(_ text: String, _ read: (String) throws -> Value) rethrows -> Value? {
        text == "any" ? nil : try read(text)
    }
}

/// A list as it is typed, its entries separated by commas.
enum CommaList {
    /// The entries; one that is given has no empty entry, because an empty list allows everything.
    static func read(_ text: String?, _ option: String) throws -> [String] {
        guard let text else { return [] }
        let entries = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        guard entries.allSatisfy({ !$0.isEmpty }) else {
            throw ValidationError("\(option) has an empty entry; leave it out to allow everything")
        }
        return entries
    }
}
