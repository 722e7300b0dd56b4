import Exchange

/// The numbers of the closed sets' values, each list in the order of its set's cases.
struct ClosedNumbers: Sendable {
    let none: UInt64
    let allModels: UInt64
    let isTrue: UInt64
    let isFalse: UInt64
    let apiKey: UInt64
    let token: UInt64
    let methods: [UInt64]
    let routes: [UInt64]
    let classes: [UInt64]
    let operations: [UInt64]
    let outcomes: [UInt64]
    let sources: [UInt64]
    let lookups: [UInt64]
    let ends: [UInt64]
    let auth: [UInt64]
    let phases: [UInt64]

    init(_ symbols: inout Symbols) {
        none = symbols.intern("none")
        allModels = symbols.intern(Catalogue.allModels)
        isTrue = symbols.intern("true")
        isFalse = symbols.intern("false")
        apiKey = symbols.intern("api_key")
        token = symbols.intern("jwt")
        methods = symbols.intern(Label.method.values)
        routes = symbols.intern(Label.route.values)
        classes = symbols.intern(Label.statusClass.values)
        operations = symbols.intern(Label.operation.values)
        outcomes = symbols.intern(Label.outcome.values)
        sources = symbols.intern(Label.raw(UsageSource.self))
        lookups = symbols.intern(Label.raw(PriceLookup.self))
        ends = symbols.intern(Label.raw(StreamEnd.self))
        auth = symbols.intern(Label.raw(AuthResult.self))
        phases = symbols.intern(Label.phase.values)
        for family in Catalogue.families {
            for label in family.labels { _ = symbols.intern(label.values) }
        }
    }

    /// `true` or `false`.
    func flag(_ value: Bool) -> UInt64 { value ? isTrue : isFalse }
}
