import Support
import Synchronization

/// What providers were asked and what they answer, drawn at the moment they are asked.
final class Scripts: Sendable {
    /// One asking of a request, and the script it got.
    struct Play: Sendable {
        /// The upstream whose credential was sent.
        let upstream: String
        let script: ProviderScript
    }

    private struct State: Sendable {
        var errands: [String: Errand] = [:]
        var plays: [Int: [Play]] = [:]
        var weather = Weather()
        var draw: Draw
    }

    private let state: Mutex<State>

    private let tale: Tale

    init(seed: UInt64, tale: Tale) {
        self.tale = tale
        state = Mutex(State(draw: Draw(seed: seed)))
    }

    func add(_ errand: Errand) {
        state.withLock { $0.errands["\(errand.number)"] = errand }
    }

    /// The scripts a request got, in the order of its askings.
    func plays(of number: Int) -> [Play] { state.withLock { $0.plays[number] ?? [] } }

    /// Changes what the providers are like; says what.
    func changeWeather(_ draw: inout Draw) -> String { state.withLock { $0.weather.change(&draw) } }

    /// Makes every provider well.
    func clearWeather() { state.withLock { $0.weather.clear() } }

    /// What the providers are like.
    var weather: Weather { state.withLock { $0.weather } }

    /// The script for a request, by the number it carries.
    var lookup: @Sendable (WireMessage) -> ProviderScript {
        { [self] message in
            state.withLock { play(message, &$0) }
        }
    }

    private func play(_ message: WireMessage, _ state: inout State) -> ProviderScript {
        guard let number = message["x-plan"], let errand = state.errands[number],
            let upstream = Names.upstream(of: message["authorization"])
        else { return ProviderScript(bytes: [], ending: .closes, answer: nil) }
        let count = state.plays[errand.number, default: []].count
        let maker = ScriptMaker(
            echo: Names.providerKeys[upstream] ?? "echo",
            mark: "\(count)",
            errand: errand,
            condition: errand.isProbe ? nil : state.weather.conditions[upstream]
        )
        let script = maker.make(&state.draw)
        let status = script.answer?.status ?? 0
        tale.tell(
            "\(upstream) will answer request \(number) with \(status), \(script.bytes.count) bytes, \(script.ending)"
                + (script.answer?.isWhole == true ? "" : ", not whole")
        )
        state.plays[errand.number, default: []].append(Play(upstream: upstream, script: script))
        return script
    }
}
