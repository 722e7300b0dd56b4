import Exchange
import Policy
import Testing

@Suite struct TriesTests {
    /// What is known when an attempt has ended.
    struct Scene: Sendable {
        var isRepeatable = true
        var isBodyKept = true
        var fallbackOn: Set<FallbackCause> = []
        var attempts = 3
        /// Seconds until the deadline.
        var left = 600.0
        var hint: RetryHint?
        var canUseOther = false
        var sameBudget = true
        var otherBudget = true

        init(_ change: (inout Scene) -> Void = { _ in }) { change(&self) }

        func tries() -> Tries {
            var settings = RetrySettings()
            settings.attempts = attempts
            return Tries(
                settings,
                deadline: .second(left),
                isRepeatable: isRepeatable,
                isBodyKept: isBodyKept,
                fallbackOn: fallbackOn
            )
        }

        /// The decisions after these ends, all at the clock's start and with the longest of pauses.
        func decide(_ ends: [AttemptEnd]) -> [NextTry] {
            var tries = tries()
            return ends.map { next(&tries, $0) }
        }

        func next(_ tries: inout Tries, _ end: AttemptEnd) -> NextTry {
            var chance = FixedChance.highest
            return tries.after(end, hint: hint, canUseOther: canUseOther, at: .second(0), using: &chance) {
                $0 == .same ? sameBudget : otherBudget
            }
        }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let ends: [AttemptEnd]
        let scene: Scene
        let last: String
        var testDescription: String { "\(ends) \(last)" }

        init(_ ends: [AttemptEnd], _ last: String, _ change: (inout Scene) -> Void = { _ in }) {
            (self.ends, self.last, scene) = (ends, last, Scene(change))
        }
    }

    static let failed = AttemptEnd.serverError(status: 500)
    static let full = AttemptEnd.serverError(status: 503)

    static let table = [
        // Nothing was sent: whatever the request is.
        Row([.unreachable], "same 0.25"), Row([.unreachable], "same 0.25") { $0.isRepeatable = false },
        Row([.unreachable], "other") { $0.canUseOther = true },
        Row([.unreachable], "not_replayable") { $0.isBodyKept = false },
        // It may have been carried out: inference only.
        Row([.noAnswer], "same 0.25"), Row([.noAnswer], "not_replayable") { $0.isRepeatable = false },
        Row([.noAnswer], "other") { $0.canUseOther = true }, Row([.brokenOff], "same 0.25"),
        Row([.brokenOff], "not_replayable") { $0.isRepeatable = false },
        Row([failed], "not_replayable") {
            $0.isRepeatable = false
            $0.canUseOther = true
        },
        Row([.rateLimited], "not_replayable") { $0.isRepeatable = false },
        // Junk and silence: not the same target.
        Row([.junk], "no_target"), Row([.junk], "other") { $0.canUseOther = true },
        Row([.junk, .junk], "other") { $0.canUseOther = true }, Row([.firstByteTimeout], "no_target"),
        Row([.firstByteTimeout], "other") { $0.canUseOther = true },
        Row([.firstByteTimeout, .firstByteTimeout], "no_target") { $0.canUseOther = true },
        Row([.firstByteTimeout, failed], "other") { $0.canUseOther = true },
        // Statuses.
        Row([failed], "same 0.25"), Row([failed, failed], "same 0.5"), Row([failed, failed, failed], "attempts"),
        Row([failed], "other") { $0.canUseOther = true }, Row([failed], "attempts") { $0.attempts = 1 },
        Row([failed], "attempts") { $0.attempts = 0 }, Row([.serverError(status: 529)], "same 0.25"),
        Row([.conflict], "same 0.25"), Row([.conflict], "not_replayable") { $0.isRepeatable = false },
        Row(Array(repeating: failed, count: 9), "same 8") { $0.attempts = 10 },
        // The rate.
        Row([.rateLimited], "same 0.25"), Row([.rateLimited], "same 3") { $0.hint = RetryHint(wait: .seconds(2)) },
        Row([.rateLimited], "same 30") { $0.hint = RetryHint(wait: .seconds(20)) },
        Row([.rateLimited], "no_target") { $0.hint = RetryHint(wait: .milliseconds(20_001)) },
        Row([.rateLimited], "other") {
            $0.hint = RetryHint(wait: .seconds(3_600))
            $0.canUseOther = true
        },
        Row([.rateLimited], "other") {
            $0.hint = RetryHint(wait: .seconds(2))
            $0.canUseOther = true
        },
        Row([.rateLimited], "deadline") {
            $0.hint = RetryHint(wait: .seconds(10))
            $0.left = 10
        },
        Row([.rateLimited], "same 12") {
            $0.hint = RetryHint(wait: .seconds(10))
            $0.left = 12
        },
        Row([.rateLimited], "same 0.25") { $0.hint = RetryHint(wait: .zero) },
        Row([full], "same 3") { $0.hint = RetryHint(wait: .seconds(2)) },
        Row([failed], "same 0.25") { $0.hint = RetryHint(wait: .seconds(2)) },
        Row([.conflict], "same 0.25") { $0.hint = RetryHint(wait: .seconds(2)) },
        // The credential.
        Row([.quotaExhausted], "no_target"), Row([.quotaExhausted], "other") { $0.canUseOther = true },
        Row([.refusedCredential], "no_target"), Row([.refusedCredential], "other") { $0.canUseOther = true },
        Row([.refusedCredential], "other") {
            $0.canUseOther = true
            $0.hint = RetryHint(shouldRetry: false)
        },
        // The request itself.
        Row([.answered], "final") { $0.canUseOther = true }, Row([.refused], "final") { $0.canUseOther = true },
        Row([.unknownModel], "final"), Row([.unknownModel], "other") { $0.canUseOther = true },
        Row([.contextWindow], "final") { $0.canUseOther = true },
        Row([.contextWindow], "final") {
            $0.canUseOther = true
            $0.fallbackOn = [.contentPolicy]
        },
        Row([.contextWindow], "other") {
            $0.canUseOther = true
            $0.fallbackOn = [.contextWindow]
        },
        Row([.contentPolicy], "other") {
            $0.canUseOther = true
            $0.fallbackOn = [.contentPolicy]
        },
        Row([.contentPolicy], "final") { $0.fallbackOn = [.contentPolicy] },
        // The first event of a stream.
        Row([.errorEvent(.server)], "same 0.25"), Row([.errorEvent(.server)], "other") { $0.canUseOther = true },
        Row([.errorEvent(.rateLimit)], "same 3") { $0.hint = RetryHint(wait: .seconds(2)) },
        Row([.errorEvent(.other)], "final") { $0.canUseOther = true },
        Row([.excluded], "final") { $0.canUseOther = true },
        // The provider's verdict.
        Row([failed], "final") {
            $0.hint = RetryHint(shouldRetry: false)
            $0.canUseOther = true
        },
        Row([.rateLimited], "final") { $0.hint = RetryHint(wait: .seconds(1), shouldRetry: false) },
        Row([failed], "same 0.25") { $0.hint = RetryHint(shouldRetry: true) },
        Row([.refused], "same 0.25") { $0.hint = RetryHint(shouldRetry: true) },
        Row([.refused], "no_target") { $0.hint = RetryHint(wait: .seconds(30), shouldRetry: true) },
        Row([.refused], "not_replayable") {
            $0.hint = RetryHint(shouldRetry: true)
            $0.isRepeatable = false
        },
        Row([.answered], "final") { $0.hint = RetryHint(shouldRetry: true) },
        Row([.quotaExhausted], "no_target") { $0.hint = RetryHint(shouldRetry: true) },
        // Deadline and budget.
        Row([failed], "deadline") { $0.left = 0 },
        Row([failed], "deadline") {
            $0.left = -1
            $0.canUseOther = true
        },
        Row([failed], "same 0.1") { $0.left = 0.1 },
        Row([failed], "budget") { $0.sameBudget = false },
        Row([failed], "same 0.25") {
            $0.otherBudget = false
            $0.canUseOther = true
        },
        Row([failed], "budget") {
            $0.sameBudget = false
            $0.otherBudget = false
            $0.canUseOther = true
        },
        Row([.junk], "budget") {
            $0.otherBudget = false
            $0.canUseOther = true
        },
        Row([failed], "other") {
            $0.sameBudget = false
            $0.canUseOther = true
        },
    ]

    @Test(arguments: table)
    func `what follows from an end is as tabled`(row: Row) throws {
        let next = try #require(row.scene.decide(row.ends).last)
        switch next {
        case .other: #expect(row.last == "other")
        case .stop(let stop): #expect(row.last == stop?.rawValue ?? "final")
        case .same(let pause):
            let seconds = try #require(row.last.hasPrefix("same ") ? Double(row.last.dropFirst(5)) : nil)
            #expect(abs(pause.inSeconds - seconds) < 1e-3)
        }
    }

    @Test func `pauses are spread over their whole length`() throws {
        var chance = SeededChance(5)
        for (hint, range) in [(nil, 0.0...0.25), (RetryHint(wait: .seconds(4)), 4.0...6.0)] {
            var seen: [Double] = []
            for _ in 0..<2_000 {
                var tries = Scene().tries()
                let next = tries.after(
                    .rateLimited,
                    hint: hint,
                    canUseOther: false,
                    at: .second(0),
                    using: &chance
                ) { _ in true }
                guard case .same(let pause) = next else { continue }
                seen.append(pause.inSeconds)
            }
            #expect(seen.count == 2_000)
            #expect(seen.allSatisfy { range.contains($0) })
            let mean = seen.reduce(0, +) / 2_000
            let middle = (range.lowerBound + range.upperBound) / 2
            #expect(abs(mean - middle) < (range.upperBound - range.lowerBound) / 20)
        }
    }

    @Test func `every pause ends before the deadline`() {
        for seed in UInt64(0)..<2_000 {
            var chance = SeededChance(seed)
            let left = Double.random(in: 0.001...40, using: &chance)
            let scene = Scene {
                $0.left = left
                $0.attempts = 8
            }
            var tries = scene.tries()
            var now = Moment.second(0)
            var paused = 0
            for _ in 0..<20 {
                let hint =
                    chance.chance(50)
                    ? RetryHint(wait: .milliseconds(Int64.random(in: 0...30_000, using: &chance))) : nil
                guard
                    case .same(let pause) = tries.after(
                        .rateLimited,
                        hint: hint,
                        canUseOther: false,
                        at: now,
                        using: &chance,
                        budget: { _ in true }
                    )
                else { break }
                now = now + pause
                paused += 1
                #expect(now < .second(left))
            }
            #expect(paused <= 7)
        }
    }

    @Test func `no order of ends brings more attempts than allowed, and a budget is taken only for what is done`() {
        let ends: [AttemptEnd] =
            RetryRuleTests.rows.map(\.end)
        for seed in UInt64(0)..<5_000 {
            var chance = SeededChance(seed)
            let scene = Scene {
                $0.attempts = Int.random(in: 0...5, using: &chance)
                $0.isRepeatable = chance.chance(80)
                $0.fallbackOn = chance.chance(50) ? [.contextWindow, .contentPolicy] : []
            }
            var tries = scene.tries()
            var sent = 1
            while sent < 100 {
                let end = ends.randomElement(using: &chance) ?? .junk
                let canUseOther = chance.chance(50)
                let verdict = chance.chance(10) ? chance.chance(50) : nil
                var taken = 0
                let grants = chance.chance(80)
                let next = tries.after(
                    end,
                    hint: RetryHint(shouldRetry: verdict),
                    canUseOther: canUseOther,
                    at: .second(0),
                    using: &chance
                ) { _ in
                    if grants { taken += 1 }
                    return grants
                }
                if case .stop = next {
                    #expect(taken == 0)
                    break
                }
                #expect(taken == 1)
                if next == .other { #expect(canUseOther) }
                #expect(scene.isRepeatable || end == .unreachable)
                sent += 1
            }
            #expect(sent <= max(1, scene.attempts))
        }
    }

    @Test func `a repetition waits for its place a few times and never past the deadline`() {
        var chance = SeededChance(8)
        var tries = Scene().tries()
        var waits = (0..<10).map { _ in tries.wait(at: .second(0), using: &chance) }
        #expect(waits.count { $0 != nil } == 4)
        #expect(waits.compactMap(\.self).allSatisfy { $0 >= .zero && $0 <= .milliseconds(250) })
        tries = Scene { $0.left = 0.01 }.tries()
        waits = [tries.wait(at: .second(0), using: &chance), tries.wait(at: .second(0.01), using: &chance)]
        #expect(waits[0].map { $0 < .milliseconds(10) } == true)
        #expect(waits[1] == nil)
        #expect(tries.made == 0)
    }

    @Test func `which other target to look for is told beforehand`() {
        var tries = Scene { $0.fallbackOn = [.contextWindow] }.tries()
        #expect(tries.elsewhere(.refusedCredential) == .otherKey)
        #expect(tries.elsewhere(.contextWindow) == .whenAsked(.contextWindow))
        #expect(tries.elsewhere(.contentPolicy) == .never)
        #expect(tries.elsewhere(.firstByteTimeout) == .anyTargetOnce)
        var chance = FixedChance.middle
        _ = tries.after(.firstByteTimeout, canUseOther: true, at: .second(0), using: &chance) { _ in true }
        #expect(tries.made == 1)
        #expect(tries.elsewhere(.firstByteTimeout) == .never)
    }
}
