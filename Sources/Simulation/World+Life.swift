import Exchange
import NIOCore
import NIOEmbedded
import Proxy
import Support
import Telemetry

extension World {
    /// The whole life: some callers, some steps, then everything comes to its end.
    func live() throws {
        for _ in 0..<terms.callers { try arrive(errands()) }
        var later = terms.kind == .outage ? terms.callers : draw.int(0...terms.callers)
        var left = terms.kind == .mixed ? 400 : 700
        while left > 0, later > 0 || !callers.allSatisfy(\.isSettled) {
            time.advance(by: .microseconds(10))
            if later > 0, draw.once(in: 20) {
                later -= 1
                try arrive(errands())
            }
            if draw.once(in: terms.weatherEvery) { changeWeather() }
            if isJumpy, jumps.once(in: 30) { jump() }
            if !terms.allowance.budgets.isEmpty, takings.once(in: 40) { turnBooks(takings.once(in: 3)) }
            try step()
            checkStep()
            left -= 1
        }
        try settle()
    }

    private func errands() -> [Errand] {
        (0..<draw.int(1...terms.errands)).map { _ in
            let isWrong = terms.allowance.failedAuths > 0 && takings.once(in: 2)
            return isWrong ? maker.makeWrongKey(&takings) : maker.make(terms.kind, &draw)
        }
    }

    private func changeWeather() {
        let change = scripts.changeWeather(&draw)
        tale.tell(change)
    }

    private func step() throws {
        switch draw.int(0...99) {
        case 0..<34: try draw.pick(callers).send()
        case 34..<70:
            guard !providers.isEmpty else { return }
            if let act = try draw.pick(providers).act(&draw) { tale.tell(act) }
        case 70..<78: try settleDial(failing: draw.once(in: 12))
        case 78..<88: try advance(.milliseconds(draw.int(1...(terms.kind == .outage ? 1_500 : 400))))
        case 88: try fault()
        case 89..<92: blockSomeone()
        case 92..<95: unblock()
        case 95: intervene()
        default: history.commit(losing: draw.once(in: 30))
        }
        try flow()
    }

    private func blockSomeone() {
        if draw.once(in: 2) {
            draw.pick(callers).block(true)
        } else if !providers.isEmpty {
            draw.pick(providers).block(true)
        }
    }

    private func unblock() {
        for caller in callers where caller.isBlocked && draw.once(in: 2) { caller.block(false) }
        for provider in providers where provider.isBlocked { provider.block(false) }
    }

    private func fault() throws {
        switch draw.int(0...7) {
        case 0:
            tale.tell("a caller stops")
            draw.pick(callers).stop()
        case 1...2:
            tale.tell("a caller leaves")
            draw.pick(callers).leave()
        case 3...4:
            guard let idle = providers.first(where: { $0.channel.isActive && $0.provider.isIdle && !$0.isBlocked })
            else { return }
            tale.tell("an idle connection is closed")
            idle.close(isReset: draw.once(in: 2))
        case 5...6:
            let wait = Duration.seconds(draw.pick(terms.kind == .mixed ? [2, 6, 16, 25, 95] : [2, 2, 6, 16, 25]))
            tale.tell("\(wait) pass")
            try advance(wait)
        default: if draw.once(in: 3) { drain() }
        }
    }

    // MARK: the end

    /// Lets everybody finish who can, then time pass until every deadline is over.
    private func settle() throws {
        tale.tell("everybody finishes")
        isSettling = true
        turnBooks(false)
        for caller in callers { caller.block(false) }
        for provider in providers { provider.block(false) }
        try finishWork()
        var left = 120
        while ledger.snapshot.inFlight > 0, left > 0 {
            try advance(.seconds(1))
            try finishWork()
            checkStep()
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
                if let act = try provider.act(&draw) { tale.tell(act) }
                isBusy = true
            }
            if history.waitingCount > 0 {
                history.commit()
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
        history.commit()
        for _ in 0..<3 { loop.run() }
        desk.waiting = []
        desk.onStart = nil
    }
}
