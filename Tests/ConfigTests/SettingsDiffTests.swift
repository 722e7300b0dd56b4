import Config
import Exchange
import Testing

@Suite struct SettingsDiffTests {
    private func settings(_ text: String, _ more: [String: String] = [:]) throws -> Settings {
        let result = Sample.load(text, more)
        return try #require(result.settings, "\(result.diagnostics.all)")
    }

    private func lines(_ old: String, _ new: String) throws -> [String] {
        SettingsDiff(from: try settings(old), to: try settings(new)).changes.map(\.description)
    }

    private static let openai = "providers: { openai: { keys: [{ name: a, value: \"${KEY}\" }] } }\n"

    @Test(
        arguments: [
            ("{}", "{}", []), ("{}", "drain_seconds: 30\n", []),
            ("{}", "drain_seconds: 5\n", ["~ drain_seconds: 30 -> 5"]),
            ("{}", openai, ["+ providers.openai"]), (openai, "{}", ["- providers.openai"]),
            (
                openai, "providers: { openai: { keys: [{ name: b, value: \"${OTHER}\" }] } }\n",
                [#"~ providers.openai.keys: ["a"] -> ["b"]"#]
            ),
            (
                openai, "providers: { openai: { keys: [{ name: a, value: \"${OTHER}\" }] } }\n",
                ["~ providers.openai.keys.a: changed"]
            ),
            (
                "models: { a.b: { provider: demo, model: x } }\n", "models: { a.b: { provider: demo, model: y } }\n",
                ["~ models.a.b.model: x -> y"]
            ),
            (
                "quotas: { few: { requests: 5 } }\n", "quotas: { few: { requests: 4, mode: shadow } }\n",
                ["~ quotas.few.requests: 5 -> 4", "~ quotas.few.mode: enforce -> shadow"]
            ),
        ] as [(String, String, [String])]
    )
    func `differences are told key by key, whole entries as one, secrets never`(
        _ old: String,
        _ new: String,
        _ told: [String]
    ) throws {
        #expect(try lines(old, new) == told)
        #expect(try lines(old, new).allSatisfy { !$0.contains(Sample.key) && !$0.contains(Sample.otherKey) })
    }

    @Test func `an issuer may change at any time, and another secret of it is told`() throws {
        func issuer(_ secret: String) -> String {
            "issuers: { own: { issuer: \"https://id.example/\", audiences: [weir], secret: \"${\(secret)}\" } }\n"
        }
        let secrets = ["ONE": String(repeating: "1", count: 40), "TWO": String(repeating: "2", count: 40)]
        let (one, two) = (try settings(issuer("ONE"), secrets), try settings(issuer("TWO"), secrets))
        let diff = SettingsDiff(from: one, to: two)
        #expect(diff.changes.map(\.description) == ["~ issuers.own.secret: changed"])
        #expect(diff.needsRestart.isEmpty && SettingsDiff(from: one, to: one).changes.isEmpty)
        guard case .apply = ReloadRule.judge(Sample.load(issuer("TWO"), secrets), inForce: one) else {
            Issue.record("another secret was not applied")
            return
        }
    }

    @Test(arguments: [
        ("event_loops: 3\n", "event_loops"), ("demo: { enabled: false }\n" + openai, "demo.enabled"),
        ("data_directory: /x\n", "data_directory"), ("log: { output: off }\n", "log.output"),
        ("history: { durability: committed }\n", "history.durability"),
        ("listeners: { data: { address: \"127.0.0.1:1\" } }\n", "listeners.data.address"),
        ("limits: { connections: 7 }\n", "limits.connections"), ("kek: { file: /k }\n", "kek.file"),
    ])
    func `a key that is only read at a start refuses the whole, at its place`(_ text: String, _ key: String) throws {
        let present = try settings("{}")
        let provider = key == "demo.enabled" ? "openai" : "demo"
        let route = "routes: { chat: { targets: [{ provider: \(provider), model: m }] } }\n"
        let found = Sample.load(route + text)
        guard case .refuse(let diagnostics) = ReloadRule.judge(found, inForce: present) else {
            Issue.record("it was not refused")
            return
        }
        let finding = try #require(diagnostics.errors.first { $0.path == key })
        #expect(diagnostics.errors.count == 1 && finding.message.contains("only read at a start"))
        #expect(finding.position?.line ?? 0 >= 2)
    }

    @Test func `a bad file is refused, the same is the same, and another is applied`() throws {
        let present = try settings(Self.openai)
        guard case .refuse(let diagnostics) = ReloadRule.judge(Sample.load("providers: ["), inForce: present) else {
            Issue.record("a bad file was not refused")
            return
        }
        #expect(diagnostics.hasErrors)
        guard case .same = ReloadRule.judge(Sample.load(Self.openai + "# a word\n"), inForce: present) else {
            Issue.record("the same was not the same")
            return
        }
        guard case .apply(let next, let diff) = ReloadRule.judge(Sample.load("{}"), inForce: present) else {
            Issue.record("a good file was not applied")
            return
        }
        #expect(next.providers.isEmpty && diff.changes.map(\.description) == ["- providers.openai"])
    }
}
