package import Exchange

extension Permission {
    /// True when the caller may ask for the model.
    package func allows(model: String) -> Bool {
        models.allSatisfy { list in list.contains { $0.matches(model) } }
    }

    /// True when the caller may use the endpoint, by its template or its path.
    package func allows(route: Route, path: String) -> Bool {
        endpoints.allSatisfy { list in list.contains { $0.matches(route.rawValue) || $0.matches(path) } }
    }

    /// True when a request whose model cannot be read may pass: only when no model is ruled out.
    package var allowsUnreadModels: Bool {
        models.allSatisfy { list in list.contains { $0.text == "*" } }
    }

    /// True when the caller is bound to some providers or places.
    package var bindsTargets: Bool { !providers.isEmpty || !residency.isEmpty }

    /// Why the caller may not use a target, or nil when it may.
    ///
    /// Every place of the provider must be allowed; one that does not say its places is nowhere that is.
    package func bar(_ target: Target) -> PassReason? {
        guard providers.allSatisfy({ list in list.contains { $0.matches(target.provider) } }) else {
            return .forbidden
        }
        guard residency.isEmpty || !target.residency.isEmpty else { return .residency }
        let isWithin = residency.allSatisfy { list in target.residency.allSatisfy(list.contains) }
        return isWithin ? nil : .residency
    }
}
