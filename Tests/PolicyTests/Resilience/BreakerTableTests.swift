import Exchange
import Policy
import Testing

/// Lives of a breaker in short words, on a clock that only the words move.
///
/// `S` `s` success and late success, `F` `f` failure and failure without a first byte, `L` a limited rate, `N` nothing
/// to say; each asks first and is `refused` when it may not. `+4.9` moves the clock by seconds; `4F` is four times `F`.
/// `(` begins an attempt that `)S`, `)F` end later, the first begun first. `I` isolates, `R` releases.
@Suite struct BreakerTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let life: String
        let state: BreakerState
        let refused: Int
        let reasons: [BreakerReason]
        let settings: BreakerSettings
        var testDescription: String { life }

        init(
            _ life: String,
            _ state: BreakerState,
            _ refused: Int = 0,
            _ reasons: [BreakerReason] = [],
            _ change: (inout BreakerSettings) -> Void = { _ in }
        ) {
            (self.life, self.state, self.refused, self.reasons) = (life, state, refused, reasons)
            var settings = BreakerSettings()
            change(&settings)
            self.settings = settings
        }
    }

    static let run: [BreakerReason] = [.consecutiveFailures]
    static let probed = run + [.probeDue]

    // A: failures in a row.
    static let runs = [
        Row("", .closed), Row("100S", .closed), Row("4F", .closed), Row("5F", .open, 0, run),
        Row("4F S 4F", .closed), Row("4F S 5F", .open, 0, run), Row("6F", .open, 1, run), Row("5f", .open, 0, run),
        Row("4F L F", .open, 0, run), Row("4F 10L", .closed), Row("4F N F", .open, 0, run), Row("19L", .closed),
        Row("4F +3600 F", .open, 0, run), Row("4F s 4F", .closed), Row("9F", .closed) { $0.consecutiveFailures = 0 },
        Row("F", .open, 0, run) { $0.consecutiveFailures = 1 },
    ]
    // B: the share of failures within the window.
    static let shares = [
        Row("10S 9L L", .open, 0, [.failurePercent]), Row("11S 10L", .closed),
        Row("10S 10L", .open, 0, [.failurePercent]),
        Row("20L", .open, 0, [.failurePercent]), Row("9L +31 11L", .closed),
        Row("10S +15 10L", .open, 0, [.failurePercent]), Row("10S +31 19L", .closed),
        Row("10S +31 20L", .open, 0, [.failurePercent]),
        Row("15L 4S", .closed), Row("15L 5S", .closed), Row("15L 5S L", .open, 0, [.failurePercent]),
        Row("40L", .closed) { $0.failurePercent = 0 }, Row("2L", .open, 0, [.failurePercent]) { $0.volume = 2 },
        Row("9S L", .open, 0, [.failurePercent]) {
            $0.volume = 10
            $0.failurePercent = 10
        },
        Row("L", .open, 0, [.failurePercent]) { $0.volume = 0 }, Row("40N", .closed),
    ]
    // C: slow answers.
    static let slow = [
        Row("40s", .closed), Row("20s", .open, 0, [.slowPercent]) { $0.slowPercent = 90 },
        Row("19s", .closed) { $0.slowPercent = 90 }, Row("3S 27s", .open, 0, [.slowPercent]) { $0.slowPercent = 90 },
        Row("4S 27s", .closed) { $0.slowPercent = 90 },
        Row("10s +40 19s", .closed) { $0.slowPercent = 90 },
    ]
    // Open, half open, closed again; the middle of the open time is 5, 10, 20, 40, 60 s.
    static let probes = [
        Row("5F +4.9 3S", .open, 3, run), Row("5F +5.1 S", .halfOpen, 0, probed),
        Row("5F +5.1 2S", .closed, 0, probed + [.probesSucceeded]),
        Row("5F +5.1 S +60 S", .closed, 0, probed + [.probesSucceeded]),
        Row("5F +5.1 F", .open, 0, probed + [.probeFailed]), Row("5F +5.1 L", .open, 0, probed + [.probeFailed]),
        Row("5F +5.1 S F", .open, 0, probed + [.probeFailed]),
        Row("5F +5.1 s S", .closed, 0, probed + [.probesSucceeded]),
        Row("5F +5.1 F +9.8 S", .open, 1, probed + [.probeFailed]),
        Row("5F +5.1 F +10.2 S", .halfOpen, 0, probed + [.probeFailed, .probeDue]),
        Row("5F +5.1 F +10.2 F +19.8 S", .open, 1, probed + [.probeFailed, .probeDue, .probeFailed]),
        Row("5F +5.1 3N", .halfOpen, 0, probed), Row("5F +5.1 N 2S", .closed, 0, probed + [.probesSucceeded]),
        Row("5F +5.1 S", .closed, 0, probed + [.probesSucceeded]) { $0.probes = 1 },
        Row("5F +5.1 2S 4F", .closed, 0, probed + [.probesSucceeded]),
        Row("5F +5.1 2S 5F +4.9 S", .open, 1, probed + [.probesSucceeded] + run),
        Row(
            "5F +5.1 F +10.2 2S 5F +5.1 S",
            .halfOpen,
            0,
            probed + [.probeFailed, .probeDue, .probesSucceeded] + probed
        ),
        Row("5F +0.1 F", .halfOpen, 0, probed) {
            $0.openTime = .zero
            $0.probes = 9
        },
    ]
    // Attempts that overlap; the lease of a probe is 20 s.
    static let overlaps = [
        Row("5F +5.1 ( S", .halfOpen, 1, probed), Row("5F +5.1 ( )S S", .closed, 0, probed + [.probesSucceeded]),
        Row("5F +5.1 ( )F S", .open, 1, probed + [.probeFailed]), Row("5F +5.1 ( )N S", .halfOpen, 0, probed),
        Row("5F +5.1 ( +19.9 S", .halfOpen, 1, probed), Row("5F +5.1 ( +20 S", .halfOpen, 0, probed),
        Row("5F +5.1 ( +20 S )S", .halfOpen, 0, probed), Row("5F +5.1 ( +20 ( )S S", .halfOpen, 1, probed),
        Row("5F +5.1 ( +20 ( )F S", .open, 1, probed + [.probeFailed]),
        Row("5F +5.1 ( +20 2S )F", .closed, 0, probed + [.probesSucceeded]),
        Row("( 5F )S", .open, 0, run), Row("( 5F +5.1 )F S", .halfOpen, 0, probed),
        Row("( 5F +5.1 S )F", .halfOpen, 0, probed), Row("( 5F +5.1 2S 4F )F", .closed, 0, probed + [.probesSucceeded]),
        Row("( 5F +5.1 4F )S", .open, 3, probed + [.probeFailed]),
        Row("8( 4)F )S 4)F", .closed), Row("8( 8)F", .open, 0, run),
    ]
    // An admin.
    static let admin = [
        Row("I 3S", .isolated, 3, [.isolated]), Row("I +3600 S", .isolated, 1, [.isolated]),
        Row("I I", .isolated, 0, [.isolated]), Row("I R S", .closed, 0, [.isolated, .released]), Row("R", .closed),
        Row("5F I R S", .closed, 0, run + [.isolated, .released]), Row("5F R 4F", .closed, 0, run + [.released]),
        Row("5F +5.1 ( I )S", .isolated, 0, probed + [.isolated]),
        Row("( I R 4F )F", .closed, 0, [.isolated, .released]), Row("4F I R F", .closed, 0, [.isolated, .released]),
        Row("5F +5.1 F R 5F +4.9 S", .open, 1, probed + [.probeFailed, .released] + run),
    ]

    static let rows = runs + shares + slow + probes + overlaps + admin

    @Test func `the table is long enough`() { #expect(Self.rows.count >= 40) }

    @Test(arguments: rows)
    func `a life ends as it should`(row: Row) {
        var life = BreakerLife(row.settings)
        for word in row.life.split(separator: " ") { life.live(word) }
        let drawn = life.reasons
        // What only a zero open time does between the words is not counted in the table.
        if row.settings.openTime > .zero { #expect(drawn == row.reasons) }
        #expect(life.breaker.state == row.state || row.settings.openTime == .zero)
        #expect(life.refused == row.refused)
    }
}

/// A breaker, its clock and what became of it.
struct BreakerLife {
    var breaker: Breaker
    var now = Moment.second(1_000)
    var refused = 0
    var reasons: [BreakerReason] = []
    private var running: [BreakerTicket] = []
    private var chance = FixedChance.middle

    init(_ settings: BreakerSettings) { breaker = Breaker(settings) }

    mutating func live(_ word: Substring) {
        if word.first == "+" {
            now = now + .milliseconds(Int64((Double(word.dropFirst()) ?? 0) * 1_000))
            return
        }
        let times = Int(word.prefix(while: \.isNumber)) ?? 1
        let letters = word.drop(while: \.isNumber)
        for _ in 0..<times { act(letters) }
    }

    private mutating func act(_ letters: Substring) {
        switch letters.first {
        case "I": note(breaker.isolate(at: now))
        case "R": note(breaker.release(at: now))
        case "(": if let ticket = ask() { running.append(ticket) }
        case ")": if !running.isEmpty { tell(letters.dropFirst(), running.removeFirst()) }
        default: if let ticket = ask() { tell(letters, ticket) }
        }
    }

    mutating func ask() -> BreakerTicket? {
        let wouldPass = breaker.wouldPass(at: now)
        let leave = breaker.ask(at: now, lease: .seconds(20))
        switch leave {
        case .pass(let ticket):
            #expect(wouldPass && !ticket.isProbe)
            return ticket
        case .probe(let ticket, let change):
            #expect(wouldPass && ticket.isProbe)
            note(change)
            return ticket
        case .refuse(let until):
            #expect(!wouldPass && until > now)
            refused += 1
        case .isolated:
            #expect(!wouldPass)
            refused += 1
        }
        return nil
    }

    private mutating func tell(_ letter: Substring, _ ticket: BreakerTicket) {
        let vote: BreakerVote =
            switch letter {
            case "S": .success
            case "s": .slowSuccess
            case "F": .failure
            case "f": .slowFailure
            case "L": .limited
            default: .none
            }
        note(breaker.tell(vote, ticket, at: now, using: &chance))
    }

    mutating func note(_ change: BreakerTransition?) {
        guard let change else { return }
        #expect(change.to == breaker.state && change.from != change.to && change.at == now)
        reasons.append(change.reason)
    }
}
