import Exchange
import Policy
import Proxy
import Support
import Telemetry

extension World {
    /// An admin or the machine takes a hand in it.
    func intervene() {
        switch draw.int(0...7) {
        case 0...1:
            let upstream = draw.pick(["acme", "acme-2", "beta", "open"])
            tale.tell("an admin isolates \(upstream)")
            _ = gateway.register.isolate(upstream: upstream, model: nil)
        case 2...4:
            tale.tell("an admin releases everything")
            release()
        case 5:
            let percent = draw.pick([81, 91, 94, 96])
            tale.tell("\(percent) % of the memory is used")
            press(Int64(percent))
        default:
            press(0)
        }
    }

    func release() {
        for upstream in ["acme", "acme-2", "beta", "open"] {
            _ = gateway.register.release(upstream: upstream, model: nil)
        }
    }

    func press(_ percent: Int64) {
        var reading = OverloadReading()
        reading.set(.memory, used: percent, limit: 100)
        _ = gateway.note(reading)
    }

    /// Sets the wall clock, as an operator, a time server or a law would; the monotonic clock goes on.
    func jump() {
        let hour: Int64 = 3_600_000_000_000
        let day = 24 * hour
        let now = time.wall.nanoseconds
        let target: Int64 =
            switch jumps.int(0...7) {
            case 0: now + hour
            case 1: now - hour
            case 2: now - now % day + day - 1_000
            case 3: now - now % day
            case 4: now + day
            case 5: now - day - hour
            // 2038-01-19T03:14:07Z, the last second of a signed 32-bit count
            case 6: 2_147_483_647_000_000_000
            default: 1_795_000_000_000_000_000 + Int64(jumps.int(-90_000...90_000)) * 1_000_000_000
            }
        jumpCount += 1
        walls += [time.wall, WallTime(nanoseconds: target)]
        tale.tell("the wall clock jumps by \(Duration.nanoseconds(target - now))")
        time.jumpWall(by: .nanoseconds(target - now))
    }

    /// The disk takes nothing any more, or again something: what is spent of budgets waits meanwhile.
    func turnBooks(_ isBehind: Bool) {
        guard isBehind != (backlogs.last.map { $0.to == nil } ?? false) else { return }
        tale.tell(isBehind ? "what is spent cannot be written down" : "what is spent is written down")
        gateway.quotas.note(isBehind: isBehind)
        if isBehind {
            backlogs.append(SpendingCheck.Span(from: time.now))
        } else {
            backlogs[backlogs.count - 1].to = time.now
        }
    }

    /// What must hold at every step.
    func checkStep() {
        let counts = ledger.snapshot
        hold(.ledger, counts.isBalanced, "it does not balance: \(counts)")
        // copies of requests begin untold
        hold(.ledger, counts.accepted >= recorder.begun, "\(counts.accepted) accepted, \(recorder.begun) begun")
        let copies = terms.routes.contains { $0.shadow != nil }
        hold(.ledger, copies || counts.accepted == recorder.begun, "\(counts.accepted) accepted, not all begun")
        let running = gateway.runningCount
        hold(.places, 0...terms.limits.inFlight ~= running, "\(running) permits are out")
        hold(.places, Int64(running) <= counts.inFlight, "\(running) permits for \(counts.inFlight) exchanges")
        guard !terms.allowance.budgets.isEmpty else { return }
        let reserved = gateway.quotas.reservedCost
        hold(.spending, reserved >= 0 && (reserved == 0 || counts.inFlight > 0), "\(reserved) reserved for nobody")
    }
}
