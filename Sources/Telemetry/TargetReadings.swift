package import Exchange

/// The targets' states as series: what each breaker is in, and how busy each upstream is.
///
/// Models without a place of their own share `_other`, which shows the worst of their states.
struct TargetReadings {
    /// What tells one breaker from another.
    private struct Key: Hashable {
        let breaker: TargetChange.Breaker
        let upstream: String
        let model: String
    }

    /// The states of a breaker, the worse ones behind.
    private static let ranks = ["closed", "half_open", "isolated", "open"]

    private var breakers: [Key: Int] = [:]
    private var order: [Key] = []
    private var loads: [String: (inFlight: Int, waiting: Int)] = [:]
    private var upstreams: [String] = []
    private var headroom: [String: [Headroom.Resource: Headroom]] = [:]

    /// Takes in each state with the model it shows under.
    init(_ states: some Sequence<(TargetState, String)>) {
        for (state, model) in states {
            let breaker: TargetChange.Breaker = model == Catalogue.allModels ? .credential : .target
            add(Key(breaker: breaker, upstream: state.upstream, model: model), state.breaker)
            if breaker == .target { addLoad(state) }
            addHeadroom(state)
        }
    }

    /// The series by family.
    var series: [FamilyID: [Reading]] {
        let states = order.flatMap { key in
            let now = Self.ranks[breakers[key] ?? 0]
            return Label.breakerStates.map { state in
                Reading([key.breaker.rawValue, key.upstream, key.model, state], state == now ? 1 : 0)
            }
        }
        return [
            .breakerState: states,
            .upstreamInFlight: upstreams.map { Reading([$0], Double(loads[$0]?.inFlight ?? 0)) },
            .upstreamRatelimitRemaining: limits { $0.remaining },
            .upstreamRatelimitReset: limits { $0.reset.map { Double($0.nanoseconds) / 1e9 } },
            .upstreamWaiting: upstreams.map { Reading([$0], Double(loads[$0]?.waiting ?? 0)) },
        ]
    }

    private mutating func add(_ key: Key, _ state: String) {
        guard let rank = Self.ranks.firstIndex(of: state) else { return }
        if let known = breakers[key] {
            breakers[key] = max(known, rank)
        } else {
            breakers[key] = rank
            order.append(key)
        }
    }

    /// What is not known has no series.
    private func limits(_ value: (Headroom) -> Double?) -> [Reading] {
        upstreams.flatMap { upstream in
            Headroom.Resource.allCases.compactMap { resource in
                headroom[upstream]?[resource].flatMap(value).map { Reading([upstream, resource.rawValue], $0) }
            }
        }
    }

    /// Of several models' limits the one of which least is left shows.
    private mutating func addHeadroom(_ state: TargetState) {
        for reading in state.headroom {
            let known = headroom[state.upstream]?[reading.resource]
            if known.map({ reading.remaining < $0.remaining }) ?? true {
                headroom[state.upstream, default: [:]][reading.resource] = reading
            }
        }
    }

    private mutating func addLoad(_ state: TargetState) {
        if loads[state.upstream] == nil { upstreams.append(state.upstream) }
        loads[state.upstream, default: (0, 0)].inFlight += max(state.inFlight, 0)
        loads[state.upstream, default: (0, 0)].waiting += max(state.waiting, 0)
    }
}

extension Metrics {
    /// Exposes the breakers' states and how busy the upstreams are, as the directory tells at each scrape.
    package func expose(_ targets: any TargetDirectory) {
        registry.collect { [registry] in
            let states = targets.states
            let models = registry.withState { numbers in
                states.map { numbers.breakerModel($0.upstream, $0.modelLabel) }
            }
            return TargetReadings(zip(states, models)).series
        }
    }
}
