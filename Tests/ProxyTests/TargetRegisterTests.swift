import Exchange
import Policy
import Proxy
import Support
import Testing

@Suite struct TargetRegisterTests {
    private let time = ManualTime()

    private func choice(_ upstream: String, _ model: String) throws -> Choice {
        let target = Target(
            provider: "acme",
            upstream: upstream,
            origin: Origin(isTLS: false, host: "127.0.0.1", port: 9),
            basePath: "/v1",
            credentialStyle: .bearer,
            credentialID: nil,
            credential: nil,
            surfaces: [.openAI]
        )
        return try #require(Plan(targets: [target], model: model, modelLabel: model, isRenamed: false).choices.first)
    }

    private func register() throws -> TargetRegister {
        let register = TargetRegister(TargetSettings(), time: time)
        for (upstream, model) in [("acme", "a"), ("acme", "b"), ("acme-2", "a")] {
            register.list(try choice(upstream, model))
        }
        return register
    }

    private func shown(_ register: TargetRegister) -> [String] {
        register.states.map { "\($0.upstream) \($0.modelLabel) \($0.breaker) \($0.cause ?? "-")" }
    }

    @Test func `an isolated model says that it is isolated, and the others go on`() throws {
        let register = try register()
        #expect(register.isolate(upstream: "acme", model: "b") == 1)
        #expect(shown(register) == ["acme a closed -", "acme b isolated isolated", "acme-2 a closed -"])
        #expect(register.release(upstream: "acme", model: "b") == 1)
        #expect(shown(register) == ["acme a closed -", "acme b closed -", "acme-2 a closed -"])
    }

    @Test func `a model that is asked for first while its upstream is isolated is isolated too`() throws {
        let register = try register()
        #expect(register.isolate(upstream: "acme", model: nil) == 2)
        register.list(try choice("acme", "_other"))
        register.list(try choice("acme-2", "_other"))
        #expect(
            shown(register) == [
                "acme _other isolated isolated", "acme a isolated isolated", "acme b isolated isolated",
                "acme-2 _other closed -", "acme-2 a closed -",
            ]
        )
        #expect(register.release(upstream: "acme", model: nil) == 3)
        register.list(try choice("acme", "c"))
        #expect(register.states.allSatisfy { $0.breaker == "closed" })
    }

    @Test func `an order for an upstream or model that does not exist concerns nobody, now and later`() throws {
        let register = try register()
        #expect(register.isolate(upstream: "later", model: nil) == 0)
        #expect(register.isolate(upstream: "acme", model: "later") == 0)
        register.list(try choice("later", "a"))
        #expect(register.states.allSatisfy { $0.breaker == "closed" })
    }
}
