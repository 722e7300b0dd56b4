package import Exchange

extension Headroom {
    /// How long a reading counts that does not say when the limit is whole again.
    package static let lifetime = Duration.seconds(60)

    /// What the header of a provider's answer tells of its limits; what is not well-formed is left out.
    ///
    /// The fields of OpenAI and those who answer alike (`x-ratelimit-*`), and of Anthropic (`anthropic-ratelimit-*`);
    /// `header` gives the value of a field of a name in lower case.
    package static func all(at wall: WallTime, header: (String) -> String?) -> [Headroom] {
        Resource.allCases.compactMap { resource in
            let name = resource.rawValue.split(separator: "_").joined(separator: "-")
            return reading(
                resource,
                limit: header("x-ratelimit-limit-\(name)"),
                remaining: header("x-ratelimit-remaining-\(name)"),
                reset: header("x-ratelimit-reset-\(name)").flatMap(HintTime.duration).map { wall + $0 }
            )
                ?? reading(
                    resource,
                    limit: header("anthropic-ratelimit-\(name)-limit"),
                    remaining: header("anthropic-ratelimit-\(name)-remaining"),
                    reset: header("anthropic-ratelimit-\(name)-reset").flatMap(HintTime.timestamp)
                        .flatMap { $0.time(after: HintTime.Instant(wall)) }.map { wall + $0 }
                )
        }
    }

    /// True while it may still be so.
    package func isFresh(told: WallTime, at now: WallTime) -> Bool {
        now < (reset ?? told + Self.lifetime) && now >= told
    }

    private static func reading(
        _ resource: Resource,
        limit: String?,
        remaining: String?,
        reset: WallTime?
    ) -> Headroom? {
        // -1 and 0 stand for a limit that is not known (Azure)
        guard let limit = limit.flatMap(number), limit > 0, let left = remaining.flatMap(number), left >= 0 else {
            return nil
        }
        return Headroom(resource, remaining: min(Double(left) / Double(limit), 1), reset: reset)
    }

    private static func number(_ text: String) -> Int64? { Int64(HintTime.trimmed(text)) }
}
