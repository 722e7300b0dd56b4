import Exchange
import Policy
import Testing

@Suite struct NarrowingTests {
    private static let team = Principal(.team, id: "team_1", name: "search")
    private static let organisation = Principal(.organisation, id: "org_1", name: "acme")

    private func target(_ provider: String, _ residency: [String] = []) -> Target {
        Target(
            provider: provider,
            upstream: provider,
            origin: Origin(isTLS: true, host: "x.test", port: 443),
            basePath: "",
            credentialStyle: .none,
            credentialID: nil,
            credential: nil,
            surfaces: [.openAI],
            residency: residency
        )
    }

    private func narrowed(_ own: KeyPermission, _ levels: [Attributes]) -> Narrowing {
        var narrowing = Narrowing(own)
        for (level, principal) in zip(levels, [Self.team, Self.organisation]) {
            narrowing.narrow(by: level, of: principal)
        }
        return narrowing
    }

    @Test(arguments: [
        ([], [], [], "gpt-5", true), (["gpt-*"], [], [], "gpt-5", true), (["gpt-*"], ["claude-*"], [], "gpt-5", false),
        (["*"], ["gpt-*"], ["*-5"], "gpt-5", true), (["*"], ["gpt-*"], ["*-5"], "gpt-4", false),
        ([], [], ["gpt-4"], "gpt-5", false), (["gpt-5"], ["gpt-4", "gpt-5"], ["gpt-5", "o1"], "gpt-5", true),
        (["*"], ["*"], ["*"], "", true), ([""], [], [], "gpt-5", false),
    ]) func `a model must be in the list of every level that has one`(
        _ key: [String],
        _ team: [String],
        _ organisation: [String],
        _ model: String,
        _ isAllowed: Bool
    ) {
        let levels = [Attributes(models: team), Attributes(models: organisation)]
        #expect(narrowed(KeyPermission(models: key), levels).permission.allows(model: model) == isAllowed)
    }

    @Test func `a path without a model passes only where no level rules one out`() {
        let open = narrowed(KeyPermission(models: ["*"]), [Attributes(), Attributes(models: ["a", "*"])])
        #expect(open.permission.allowsUnreadModels)
        let bound = narrowed(KeyPermission(models: ["*"]), [Attributes(models: ["gpt-*"])])
        #expect(!bound.permission.allowsUnreadModels)
    }

    @Test(
        arguments: [
            ([], [], ["eu"], nil), (["eu"], [], [], .residency), (["eu"], [], ["eu"], nil),
            (["eu"], [], ["eu", "us"], .residency), (["eu", "us"], [], ["eu", "us"], nil),
            (["eu", "us"], ["eu"], ["us"], .residency), (["eu"], ["us"], ["eu"], .residency),
            (["EU"], [], ["eu"], .residency), ([], ["eu"], [], .residency),
        ] as [([String], [String], [String], PassReason?)]
    )
    func `every place of a provider must be allowed, and an unknown one is not`(
        _ key: [String],
        _ team: [String],
        _ places: [String],
        _ reason: PassReason?
    ) {
        let permission = narrowed(KeyPermission(residency: key), [Attributes(residency: team)]).permission
        #expect(permission.bar(target("acme", places)) == reason)
    }

    @Test func `a provider must be in the list of every level that has one`() {
        let levels = [Attributes(providers: ["azure-*", "acme"]), Attributes(providers: ["*eu", "acme"])]
        let permission = narrowed(KeyPermission(), levels).permission
        #expect(permission.bar(target("azure-eu")) == nil && permission.bar(target("acme")) == nil)
        #expect(permission.bar(target("azure-us")) == .forbidden && permission.bar(target("openai")) == .forbidden)
        #expect(!narrowed(KeyPermission(), [Attributes(models: ["a"])]).permission.bindsTargets)
    }

    @Test func `the lowest class, the least capture, the first end and every bound count`() {
        var team = Attributes(maxConcurrent: 5)
        (team.priority, team.capture, team.expires) = (.critical, .redacted, WallTime(nanoseconds: 7))
        var organisation = Attributes(maxConcurrent: 9)
        (organisation.priority, organisation.capture) = (.sheddable, .full)
        let narrowing = narrowed(KeyPermission(capture: .full, priority: .critical), [team, organisation])
        #expect(narrowing.permission.priority == .sheddable && narrowing.permission.mostCapture == .redacted)
        #expect(narrowing.permission.capture == .full && narrowing.expires == WallTime(nanoseconds: 7))
        #expect(narrowing.permission.rooms.map(\.limit) == [5, 9] && narrowing.permission.maxConcurrent == 64)
        let plain = narrowed(KeyPermission(priority: .sheddable), [Attributes(), Attributes()])
        #expect(plain == Narrowing(KeyPermission(priority: .sheddable)))
    }

    @Test func `one disabled level disables, and no other enables again`() {
        var off = Attributes()
        off.isEnabled = false
        #expect(!narrowed(KeyPermission(), [off, Attributes()]).isEnabled)
        #expect(!narrowed(KeyPermission(), [Attributes(), off]).isEnabled)
        var lost = Narrowing(KeyPermission())
        lost.close()
        lost.narrow(by: Attributes(), of: Self.team)
        #expect(!lost.isEnabled)
    }

    @Test func `a hundred thousand chains allow what each of their levels allows, and nothing else`() {
        var dice = BalanceDice(20_261_123)
        var (allowed, barred) = (0, 0)
        for _ in 0..<100_000 {
            let levels = (0...Int.random(in: 0...3, using: &dice)).map { _ in PlainLevel(using: &dice) }
            let probe = PlainProbe(using: &dice)
            let narrowing = Self.narrowing(levels)
            let expected = levels.allSatisfy { $0.allows(probe) }
            let permission = narrowing.permission
            let place = target(probe.provider, probe.places)
            let isAllowed =
                permission.allows(model: probe.model) && permission.bar(place) == nil && narrowing.isEnabled
                && permission.allows(route: .unmatched, path: probe.path)
                && (narrowing.expires.map { $0.nanoseconds > 50 } ?? true)
            #expect(isAllowed == expected, "\(levels) \(probe)")
            if isAllowed != expected { return }
            allowed += isAllowed ? 1 : 0
            barred += permission.bar(place) != nil ? 1 : 0
            #expect(permission.priority.index == levels.map(\.priority.index).max())
            let least = ([levels[0].capture ?? probe.general] + levels.dropFirst().compactMap(\.capture)).min()
            let rule = CaptureRule(general: probe.general)
            let level = rule.level(
                route: .unmatched,
                path: probe.path,
                key: permission.capture,
                bound: permission.mostCapture
            )
            #expect(level == least)
        }
        #expect(allowed > 5_000 && barred > 5_000)
    }

    private static func narrowing(_ levels: [PlainLevel]) -> Narrowing {
        let own = levels[0]
        let permission = KeyPermission(
            models: own.models,
            endpoints: own.endpoints,
            providers: own.providers,
            residency: own.residency,
            capture: own.capture,
            priority: own.priority
        )
        var narrowing = Narrowing(permission, expires: own.end.map { WallTime(nanoseconds: $0) })
        for level in levels.dropFirst() {
            var attributes = Attributes(
                models: level.models,
                endpoints: level.endpoints,
                providers: level.providers,
                residency: level.residency
            )
            (attributes.capture, attributes.priority) = (level.capture, level.priority)
            attributes.expires = level.end.map { WallTime(nanoseconds: $0) }
            attributes.isEnabled = level.isEnabled
            narrowing.narrow(by: attributes, of: Self.team)
        }
        // the key itself cannot be disabled, only revoked
        if !own.isEnabled { narrowing.close() }
        return narrowing
    }
}

/// What a caller wants, for the plain model.
private struct PlainProbe {
    let model: String
    let path: String
    let provider: String
    let places: [String]
    let general: CaptureLevel

    init(using dice: inout BalanceDice) {
        func word(_ words: [String]) -> String { words.randomElement(using: &dice) ?? "" }
        model = word(["gpt-5", "gpt-4o", "claude-5", "a*b", ""])
        path = word(["/v1/chat/completions", "/v1/models", "/v1/messages"])
        provider = word(["openai", "azure-eu", "azure-us"])
        places = ["eu", "us", "ch"].filter { _ in Int.random(in: 0..<3, using: &dice) == 0 }
        general = CaptureLevel.allCases.randomElement(using: &dice) ?? .off
    }
}

/// One level as plainly as it can be said.
private struct PlainLevel {
    let models: [String]
    let endpoints: [String]
    let providers: [String]
    let residency: [String]
    let capture: CaptureLevel?
    let priority: PriorityClass
    let end: Int64?
    let isEnabled: Bool

    init(using dice: inout BalanceDice) {
        func some(_ words: [String]) -> [String] {
            guard Int.random(in: 0..<2, using: &dice) == 0 else { return [] }
            return words.filter { _ in Int.random(in: 0..<2, using: &dice) == 0 }
        }
        models = some(["gpt-*", "*-5", "*", "claude-5", "a*b", ""])
        endpoints = some(["/v1/*", "/v1/chat/completions", "*models", "/v1/messages"])
        providers = some(["openai", "azure-*", "*-eu", "*"])
        residency = some(["eu", "us", "ch"])
        capture = Bool.random(using: &dice) ? CaptureLevel.allCases.randomElement(using: &dice) : nil
        priority = PriorityClass.allCases.randomElement(using: &dice) ?? .default
        end = Int.random(in: 0..<6, using: &dice) == 0 ? Int64.random(in: 0...100, using: &dice) : nil
        isEnabled = Int.random(in: 0..<12, using: &dice) > 0
    }

    func allows(_ probe: PlainProbe) -> Bool {
        guard isEnabled, end.map({ $0 > 50 }) ?? true else { return false }
        guard Self.lists(models, probe.model), Self.lists(endpoints, probe.path) else { return false }
        guard Self.lists(providers, probe.provider) else { return false }
        return residency.isEmpty || !probe.places.isEmpty && Set(probe.places).isSubset(of: residency)
    }

    private static func lists(_ patterns: [String], _ name: String) -> Bool {
        patterns.isEmpty || patterns.contains { matches(Array($0)[...], Array(name)[...]) }
    }

    private static func matches(_ pattern: ArraySlice<Character>, _ name: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        if first == "*" {
            return (name.startIndex...name.endIndex).contains { matches(pattern.dropFirst(), name[$0...]) }
        }
        return name.first == first && matches(pattern.dropFirst(), name.dropFirst())
    }
}
