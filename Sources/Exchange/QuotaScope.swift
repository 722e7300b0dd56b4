/// A property of an exchange by which limits tell whom they are for.
package enum QuotaFacet: String, Sendable, CaseIterable {
    /// The organisation.
    case org
    /// The team.
    case team
    /// The user.
    case user
    /// The client key.
    case key
    /// The model, by the name the caller uses for it.
    case model
    /// The endpoint, by its route's template.
    case endpoint
    /// The target, by its upstream's name.
    case target

    /// True for those who ask; an exchange that has none of them is no subject of a limit by it.
    package var isPrincipal: Bool {
        switch self {
        case .org, .team, .user, .key: true
        case .model, .endpoint, .target: false
        }
    }

    /// The position in `allCases`, for tables.
    package var index: Int {
        switch self {
        case .org: 0
        case .team: 1
        case .user: 2
        case .key: 3
        case .model: 4
        case .endpoint: 5
        case .target: 6
        }
    }
}

/// The properties of one exchange, by name; an empty one is absent.
///
/// All of them come from weir's own tables, never from the caller's words alone: `user` is who was authenticated, not
/// who the body says, and `model` is a name that a route knows. Otherwise a new name would be a way around a limit.
package struct QuotaFacets: Sendable, Hashable {
    /// The organisation's id.
    package var org = ""
    /// The team's id.
    package var team = ""
    /// The user's id.
    package var user = ""
    /// The client key's id.
    package var key = ""
    /// The model's name.
    package var model = ""
    /// The template of the route.
    package var endpoint = ""
    /// The upstream's name; absent until an attempt is made.
    package var target = ""

    /// Makes the properties of an exchange of which nothing is known.
    package init() {}

    /// The name for a facet.
    package subscript(facet: QuotaFacet) -> String {
        get {
            switch facet {
            case .org: org
            case .team: team
            case .user: user
            case .key: key
            case .model: model
            case .endpoint: endpoint
            case .target: target
            }
        }
        set {
            switch facet {
            case .org: org = newValue
            case .team: team = newValue
            case .user: user = newValue
            case .key: key = newValue
            case .model: model = newValue
            case .endpoint: endpoint = newValue
            case .target: target = newValue
            }
        }
    }
}

/// Which names of a facet a limit is for.
package enum QuotaSelector: Sendable, Hashable {
    /// All whose name matches, together; a pattern without `*` is one name.
    case matching(Pattern)
    /// Every name, each with a measure of its own.
    case each
}

/// Whom a limit is for: for each facet that is named, which names; the others do not matter.
///
/// An empty scope is everybody together.
package struct QuotaScope: Sendable, Hashable {
    /// The label `scope` of `weir_ratelimit_decisions_total` and `weir_quota_subjects`.
    package enum Label: String, Sendable, CaseIterable {
        /// Everybody together.
        case global
        /// An organisation.
        case tenant
        /// A team.
        case team
        /// A user.
        case user
        /// A client key.
        case key
        /// An endpoint.
        case route
        /// A model.
        case model
        /// A target.
        case target
    }

    private var selectors = [QuotaSelector?](repeating: nil, count: QuotaFacet.allCases.count)

    /// Makes the scope of everybody, or one that is narrowed at once.
    package init(_ selectors: [QuotaFacet: QuotaSelector] = [:]) {
        for (facet, selector) in selectors { self[facet] = selector }
    }

    /// Which names of a facet; nil where it does not matter.
    package subscript(facet: QuotaFacet) -> QuotaSelector? {
        get { selectors[facet.index] }
        set { selectors[facet.index] = newValue }
    }

    /// The facets by which the limit is divided.
    package var partitions: [QuotaFacet] { QuotaFacet.allCases.filter { self[$0] == .each } }

    /// When limits of this scope are asked.
    package var stage: QuotaStage { self[.target] == nil ? .admission : .attempt }

    /// Whom the limit is for, in one word: the narrowest facet it names.
    package var label: Label {
        let narrow: [(QuotaFacet, Label)] = [
            (.key, .key), (.user, .user), (.team, .team), (.org, .tenant),
            (.target, .target), (.model, .model), (.endpoint, .route),
        ]
        return narrow.first { self[$0.0] != nil }?.1 ?? .global
    }
}
