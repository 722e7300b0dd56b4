import Exchange
import Storage
import Support

/// One seed from its beginning to the verdict.
struct Life {
    /// Every so many lives are lived again without jumps of the wall clock, and must be the same.
    static let twinEvery: UInt64 = 8

    let seed: UInt64
    let recoverer: Recoverer
    var isTold = false

    /// Lives, and says which rules were broken; what happened is added to the tally.
    func live(_ tally: inout Tally) throws -> [String] {
        let world = try World(seed: seed, folder: recoverer.folder, isTold: isTold)
        try world.live()
        // budgets are counted by the calendar
        let hasTwin = seed % Self.twinEvery == 0 && world.terms.allowance.budgets.isEmpty
        let signs = hasTwin ? Signs(world) : nil
        Verdict(world).judge()
        for wreck in world.disk.wrecks { recover(wreck, world, &tally) }
        if !world.isDraining { try probe(world) }
        try world.end()
        for exchange in world.recorder.exchanges { world.tale.tell("record of \(Signs.line(exchange))") }
        if let signs {
            try compare(signs, world)
            tally.add("twins")
        }
        tally.add(world)
        return world.breaches.all
    }

    private func recover(_ wreck: Disk.Wreck, _ world: World, _ tally: inout Tally) {
        world.tale.tell("a process killed \(wreck.point) leaves \(wreck.open.count) exchanges")
        let report = recoverer.recover(wreck, world.breaches)
        world.tale.tell(report.text)
        tally.add("recovered", report.recovered)
        tally.add("recovered crashed", report.crashed)
        tally.add("recovered known", report.known)
    }

    /// Whatever happened before, one more plain request is served.
    private func probe(_ world: World) throws {
        let errand = world.maker.probe()
        world.scripts.clearWeather()
        world.release()
        world.press(0)
        // one that is stuck could only be waited for
        for provider in world.providers where provider.isStuck { provider.close(isReset: false) }
        // longer than a breaker stays open at most
        try world.advance(.seconds(91))
        try world.arrive([errand])
        try world.finishWork()
        let answer = world.callers.last?.reader.messages.first
        let isServed = answer?.status == 200 && answer?.isWhole == true
        world.hold(.afterwards, isServed, "a later request got \(answer?.status ?? 0)")
    }

    private func compare(_ signs: Signs, _ world: World) throws {
        let twin = try World(seed: seed, folder: "\(recoverer.folder)", isJumpy: false)
        try twin.live()
        let other = Signs(twin)
        try twin.end()
        let difference = signs.difference(from: other)
        world.hold(.clock, difference == nil, "with an even clock \(difference ?? "")")
    }
}
