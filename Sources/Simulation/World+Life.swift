import Exchange
import NIOCore
import NIOEmbedded
import Proxy
import Support
import Telemetry

extension World {
    /// The whole life: some callers, some steps, then everything comes to its end.
    func live() throws {
        for _ in 0..<draw.int(1...3) { try arrive((0..<draw.int(1...3)).map { _ in maker.make(&draw) }) }
        var left = 400
        while left > 0, !callers.allSatisfy(\.isSettled) {
            try step()
            left -= 1
        }
        try settle()
    }

    private func step() throws {
        switch draw.int(0...99) {
        case 0..<38:
            let caller = draw.pick(callers)
            try caller.send()
        case 38..<74: if !providers.isEmpty { try draw.pick(providers).act(&draw) }
        case 74..<82: try settleDial(failing: draw.once(in: 12))
        case 82..<90: try advance(.milliseconds(draw.int(1...400)))
        case 90: try fault()
        case 91..<94: blockSomeone()
        default: unblock()
        }
        try flow()
    }

    private func blockSomeone() {
        if draw.once(in: 2) {
            let caller = draw.pick(callers)
            caller.block(true)
        } else if !providers.isEmpty {
            let provider = draw.pick(providers)
            provider.block(true)
        }
    }

    private func unblock() {
        for caller in callers where caller.isBlocked && draw.once(in: 2) { caller.block(false) }
        for provider in providers where provider.isBlocked { provider.block(false) }
    }

    private func fault() throws {
        switch draw.int(0...8) {
        case 8:
            tell("a caller stops")
            let caller = draw.pick(callers)
            caller.stop()
        case 0...1:
            tell("a caller leaves")
            let caller = draw.pick(callers)
            caller.leave()
        case 2...3:
            guard let idle = providers.first(where: { $0.channel.isActive && $0.provider.isIdle && !$0.isBlocked })
            else { return }
            tell("an idle connection is closed")
            idle.close(isReset: draw.once(in: 2))
        case 4:
            time.jumpWall(by: .seconds(draw.int(-90_000...90_000)))
        case 5...6:
            let wait = Duration.seconds(draw.pick([2, 6, 16, 25, 95]))
            tell("\(wait) pass")
            try advance(wait)
        default: drain()
        }
    }

    // MARK: the end

    /// Lets everybody finish who can, then time pass until every deadline is over.
    private func settle() throws {
        isSettling = true
        for caller in callers { caller.block(false) }
        for provider in providers { provider.block(false) }
        try finishWork()
        var left = 120
        while ledger.snapshot.inFlight > 0, left > 0 {
            try advance(.seconds(1))
            try finishWork()
            left -= 1
        }
        // a moment longer, so that what was answered before its end is closed
        for _ in 0..<3 {
            try advance(.seconds(1))
            try finishWork()
        }
    }

    func finishWork() throws {
        var isBusy = true
        while isBusy {
            isBusy = false
            while !desk.waiting.isEmpty {
                try settleDial(failing: false)
                isBusy = true
            }
            for caller in callers where caller.canSend {
                try caller.send()
                isBusy = true
            }
            for provider in providers where provider.canAct {
                try provider.act(&draw)
                isBusy = true
            }
            try flow()
        }
    }

    /// Closes what is left, so that no task outlives the world.
    func end() throws {
        for caller in callers { caller.leave() }
        loop.run()
        room.close()
        for provider in providers { provider.close(isReset: false) }
        for _ in 0..<3 { loop.run() }
        desk.waiting = []
        desk.onStart = nil
    }
}
