package import Exchange

extension KeyPermission {
    /// True when the key may ask for the model; an empty list allows every model.
    package func allows(model: String) -> Bool {
        models.isEmpty || models.contains { Pattern($0).matches(model) }
    }

    /// True when the key may use the endpoint, by its template or its path; an empty list allows every one.
    package func allows(route: Route, path: String) -> Bool {
        endpoints.isEmpty
            || endpoints.contains { endpoint in
                let pattern = Pattern(endpoint)
                return pattern.matches(route.rawValue) || pattern.matches(path)
            }
    }

    /// True when a request whose model cannot be read may pass: only when no model is ruled out.
    package var allowsUnreadModels: Bool { models.isEmpty || models.contains("*") }
}
