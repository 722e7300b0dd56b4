import Exchange
import Policy
import Testing

/// The key before the present one: asked last, and by no route while another is left.
@Suite struct SpareTests {
    private func table(_ keys: Int, spares: Int) -> RouteTable {
        let targets = (0..<keys).map { RouteSample.target("a", "a-\($0)") }
        let provider = RouteTable.Provider(
            name: "a",
            targets: targets,
            models: [Pattern("a-*")],
            surfaces: [.openAI],
            spares: spares
        )
        return RouteSample.table([RouteSample.route("a")], [provider])
    }

    @Test(arguments: [(3, 1, [0, 0, 1]), (3, 2, [0, 1, 1]), (2, 0, [0, 0]), (2, 2, [0, 0]), (1, 1, [0])])
    func `spares come after the others, unless there are no others`(
        _ keys: Int,
        _ spares: Int,
        _ priorities: [Int]
    ) throws {
        let plan = try table(keys, spares: spares).plan(model: "a-1", surface: .openAI)
        #expect(plan.choices.map(\.priority) == priorities)
        #expect(plan.choices.map(\.target.upstream) == (0..<keys).map { "a-\($0)" })
        #expect(plan.choices.allSatisfy { $0.model == "a-1" && $0.weight == 1 })
    }

    @Test func `a provider without keys has no spares either`() {
        #expect(throws: Failure.self) { try table(0, spares: 3).plan(model: "a-1", surface: .openAI) }
    }

    @Test(arguments: [(3, 1, 2), (2, 2, 2), (1, 1, 1)])
    func `a route divides its requests among the others`(_ keys: Int, _ spares: Int, _ count: Int) throws {
        let plan = try table(keys, spares: spares).plan(model: "smart", surface: .openAI)
        #expect(plan.choices.map(\.target.upstream) == (0..<count).map { "a-\($0)" })
    }
}
