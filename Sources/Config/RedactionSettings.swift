package import Exchange
package import Policy

/// What the capture level `redacted` takes out.
package struct RedactionSettings: Sendable, Equatable {
    /// The kinds that weir knows by itself.
    package var kinds = RedactionKind.standard
    /// The operator's own patterns, ordered by name.
    package var patterns: [RedactionPatternSettings] = []

    /// The most patterns.
    static let mostPatterns = 16
    /// The most steps of all patterns together; each byte of a text costs as many, at the worst.
    static let mostSteps = 512

    /// The defaults: all kinds but `iban`.
    package init() {}

    /// The redaction as the history applies it.
    package var redaction: Redaction {
        Redaction(
            kinds: kinds,
            patterns: patterns.compactMap { pattern in
                pattern.expression.map { RedactionPattern(name: pattern.name, expression: $0) }
            }
        )
    }
}

/// A pattern of the operator's.
package struct RedactionPatternSettings: Sendable, Equatable {
    /// The name that stands in the place of what it matches.
    package var name: String
    /// What is looked for; nil only while the file is read.
    package var expression: Expression?

    /// Makes a pattern without an expression.
    package init(name: String) {
        self.name = name
    }
}

/// The capture level of some routes.
package struct CaptureRouteSettings: Sendable, Equatable {
    /// Route templates or paths; a pattern with `*`.
    package var route: Pattern
    /// How much is kept.
    package var capture = CaptureLevel.full

    /// Makes the settings of the routes of that pattern.
    package init(route: Pattern) {
        self.route = route
    }
}

extension HistorySettings {
    /// The rule by which each exchange's level is found.
    package var captureRule: CaptureRule {
        CaptureRule(
            general: capture,
            routes: captureRoutes.map { CaptureRule.ForRoute(route: $0.route, level: $0.capture) },
            most: captureMost
        )
    }
}
