/// What is printed when all lives are lived.
struct CrewReport {
    let tally: Tally
    let failed: [(seed: UInt64, breach: String)]
    /// What should have happened and has not.
    let missing: [String]
    let seeds: Int
    let time: Duration

    func show() {
        for (title, prefix) in [
            ("outcomes", "outcome "), ("failures", "failure "), ("reasons of attempts", "reason "),
            ("targets passed over", "passed over "), ("repetitions stopped", "stop "), ("breakers", "breaker "),
            ("rules looked at", "looks "),
        ] {
            let named = tally.counts.filter { $0.key.hasPrefix(prefix) }
            let parts = named.sorted { $0.value > $1.value }.map { "\($0.key.dropFirst(prefix.count)) \($0.value)" }
            print("\(title): \(parts.joined(separator: ", "))")
        }
        showFailed()
        for name in missing { print("MISSING in all lives: \(name)") }
        let verdict = failed.isEmpty && missing.isEmpty ? "all rules hold" : "\(failedSeeds.count) seeds FAILED"
        print(
            """
            \(seeds) lives: \(tally["exchanges"]) exchanges, \(tally["attempts"]) attempts, \
            \(tally["reason retry"]) retries, \(tally["reason fallback"]) fallbacks, \(tally["probes"]) probes, \
            \(tally["breaker openings"]) breaker openings, \(tally["kills"]) kills (\(tally["recovered"]) rows \
            recovered), \(tally["clock jumps"]) clock jumps; \(verdict) in \(seconds) s
            """
        )
    }

    private var failedSeeds: [UInt64] { Set(failed.map(\.seed)).sorted() }

    private func showFailed() {
        for seed in failedSeeds.prefix(20) {
            print("FAILED seed \(seed); replay: scripts/simulate --seed \(seed)")
            for one in failed where one.seed == seed { print("    \(one.breach)") }
        }
        if failedSeeds.count > 20 { print("and \(failedSeeds.count - 20) more seeds") }
    }

    private var seconds: String {
        let tenths = Int(time / .milliseconds(100))
        return "\(tenths / 10).\(tenths % 10)"
    }
}
