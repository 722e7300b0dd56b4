import Exchange
import Policy
import Testing

@Suite struct RoutingTests {
    private static func provider(
        _ name: String,
        _ models: [String],
        _ surfaces: Set<Surface> = [.openAI],
        targets: Int = 1
    ) -> RouteTable.Provider {
        let all = (0..<targets).map { index in
            Target(
                provider: name,
                upstream: "\(name)-\(index)",
                origin: Origin(isTLS: true, host: "\(name).test", port: 443),
                basePath: "",
                credentialStyle: .bearer,
                credentialID: nil,
                credential: nil,
                surfaces: surfaces
            )
        }
        return RouteTable.Provider(name: name, targets: all, models: models.map { Pattern($0) }, surfaces: surfaces)
    }

    private static let table = RouteTable(
        providers: [
            provider("acme", ["gpt-*", "special"], targets: 2),
            provider("beta", ["gpt-5", "claude-*"], [.openAI, .anthropic]),
            provider("empty", ["lost"], targets: 0),
            provider("claude", ["claude-*", "opus"], [.anthropic]),
        ],
        aliases: [
            "fast": RouteTable.Alias(provider: "beta", model: "gpt-5"),
            "gpt-4": RouteTable.Alias(provider: "acme", model: "special"),
            "dangling": RouteTable.Alias(provider: "nobody", model: "x"),
        ],
        defaultProvider: nil
    )

    /// `provider/model` that is asked, the label, and whether the body changes; or the failure's code.
    private static func plan(_ model: String, _ surface: Surface = .openAI, in table: RouteTable = table) -> String {
        do {
            let plan = try table.plan(model: model, surface: surface)
            let provider = plan.targets.first?.provider ?? "none"
            return "\(provider)/\(plan.model ?? "-") as \(plan.modelLabel)\(plan.isRenamed ? ", renamed" : "")"
        } catch {
            return error.code.rawValue
        }
    }

    @Test(arguments: [
        ("gpt-5", "beta/gpt-5 as gpt-5"),  // an exact name goes before a pattern of an earlier provider
        ("gpt-5.6", "acme/gpt-5.6 as gpt-*"),
        ("special", "acme/special as special"),
        ("fast", "beta/gpt-5 as fast, renamed"),
        ("gpt-4", "acme/special as gpt-4, renamed"),  // an alias goes before a pattern
        ("acme/gpt-5", "acme/gpt-5 as gpt-*, renamed"),
        ("beta/gpt-5", "beta/gpt-5 as gpt-5, renamed"),
        ("acme/unknown", "unknown_model"),
        ("nobody/gpt-5", "unknown_model"),
        ("unknown", "unknown_model"),
        ("", "unknown_model"),
        ("lost", "secret_unavailable"),
        ("empty/lost", "secret_unavailable"),
        ("dangling", "unknown_model"),
        ("opus", "no_route"),
        ("claude/opus", "no_route"),
        ("special?ttft=2s", "acme/special?ttft=2s as special"),
    ]) func `a model has one way`(_ model: String, _ way: String) {
        #expect(Self.plan(model) == way)
    }

    @Test(arguments: [
        ("claude-x", "beta/claude-x as claude-*"), ("opus", "claude/opus as opus"), ("gpt-5", "beta/gpt-5 as gpt-5"),
        ("gpt-9", "no_route"), ("special", "no_route"), ("fast", "beta/gpt-5 as fast, renamed"),
    ]) func `the other surface has its own`(_ model: String, _ way: String) {
        #expect(Self.plan(model, .anthropic) == way)
    }

    @Test func `a provider's targets all stand in the plan`() throws {
        #expect(
            try Self.table.plan(model: "special", surface: .openAI).targets.map(\.upstream) == ["acme-0", "acme-1"]
        )
    }

    @Test func `what names no model goes to the provider asked for, or the first that can`() throws {
        let table = Self.table
        #expect(try table.plan(provider: "beta", surface: .openAI).targets.first?.provider == "beta")
        #expect(try table.plan(provider: nil, surface: .openAI).targets.first?.provider == "acme")
        #expect(try table.plan(provider: nil, surface: .anthropic).targets.first?.provider == "beta")
        #expect(try table.plan(provider: nil, surface: .openAI).modelLabel == "_other")
        for (name, surface, code) in [
            ("nobody", Surface.openAI, FailureCode.noRoute), ("acme", .anthropic, .noRoute),
            ("empty", .openAI, .secretUnavailable),
        ] {
            let failure = #expect(throws: Failure.self) { try table.plan(provider: name, surface: surface) }
            #expect(failure?.code == code)
        }
    }

    @Test func `the default provider serves what names nothing, the demo only when there is no other`() throws {
        let providers = [Self.provider("demo", ["demo-*"]), Self.provider("acme", ["gpt-*"])]
        let open = RouteTable(providers: providers, aliases: [:], defaultProvider: nil)
        #expect(try open.plan(provider: nil, surface: .openAI).targets.first?.provider == "acme")
        let fixed = RouteTable(providers: providers, aliases: [:], defaultProvider: "demo")
        #expect(try fixed.plan(provider: nil, surface: .openAI).targets.first?.provider == "demo")
        let alone = RouteTable(providers: [providers[0]], aliases: [:], defaultProvider: nil)
        #expect(try alone.plan(provider: nil, surface: .openAI).targets.first?.provider == "demo")
        let none = RouteTable(providers: [], aliases: [:], defaultProvider: nil)
        #expect(throws: Failure.self) { try none.plan(provider: nil, surface: .openAI) }
        #expect(Self.plan("x", in: none) == "unknown_model")
    }

    @Test func `callers are shown aliases and exact names, never patterns`() {
        #expect(Self.table.names.map(\.id) == ["dangling", "fast", "gpt-4", "special", "gpt-5", "lost", "opus"])
        #expect(Self.table.names.map(\.owner) == ["nobody", "beta", "acme", "acme", "beta", "empty", "claude"])
    }
}
