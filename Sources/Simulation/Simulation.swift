import ArgumentParser

/// `scripts/simulate`: lives thousands of lives of the line, each determined by its seed, and judges them.
@main
struct Simulation: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scripts/simulate",
        abstract: "Live lives of weir in virtual time: faults of providers and callers, kills, clock jumps.",
        discussion: """
            A life is determined by its seed. What must hold is looked at all along and at the end; each seed that \
            breaks a rule is printed with the command that tells its life step by step. The exit code is 1 then.
            """
    )

    @Option(help: "How many lives: those of the seeds from --first on.") var seeds = 10_000
    @Option(help: "The first seed.") var first: UInt64 = 1
    @Option(help: "Live this seed alone and tell what happens.") var seed: UInt64?
    @Option(help: "How many processes share the lives; as many as there are processors when left out.")
    var processes = Crew.processors
    @Option(help: .hidden) var step: UInt64?

    func validate() throws {
        guard 1...1_000_000_000 ~= seeds else { throw ValidationError("--seeds is 1 to 1,000,000,000") }
        guard 1...256 ~= processes else { throw ValidationError("--processes is 1 to 256") }
        guard first <= .max - 1_000_000_000 else { throw ValidationError("--first is too large") }
    }

    func run() throws {
        if let seed { return try tell(seed) }
        if let step { return try Worker(first: first, step: step, count: seeds).run() }
        let isGood = try Crew(first: first, seeds: seeds, processes: min(processes, seeds)).run()
        if !isGood { throw ExitCode.failure }
    }

    private func tell(_ seed: UInt64) throws {
        var tally = Tally()
        let breaches = try Life(seed: seed, recoverer: Recoverer(), isTold: true).live(&tally)
        for breach in breaches { print("BROKEN \(breach)") }
        print(breaches.isEmpty ? "seed \(seed): every rule holds" : "seed \(seed): \(breaches.count) breaches")
        if !breaches.isEmpty { throw ExitCode.failure }
    }
}
