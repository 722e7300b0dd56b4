import Dialects
import Exchange
import Storage

// Merge patches (RFC 7396): what is left out stays, null puts back what would be there if nobody had said anything.

extension ClientKeyChange {
    /// Takes what a checked body says about what a key may do.
    mutating func take(_ body: JSONValue, over before: KeyPermission) {
        let fresh = KeyPermission()
        var permission = before
        permission.models = body.patched("models", permission.models)
        permission.endpoints = body.patched("endpoints", permission.endpoints)
        permission.providers = body.patched("providers", permission.providers)
        permission.residency = body.patched("residency", permission.residency)
        if let value = body["capture"] { permission.capture = value.text.flatMap { CaptureLevel(rawValue: $0) } }
        if let value = body["priority"] {
            permission.priority = value.text.flatMap { PriorityClass(rawValue: $0) } ?? fresh.priority
        }
        if let value = body["max_concurrent"] {
            permission.maxConcurrent = value.wholeNumber.flatMap { Int(exactly: $0) } ?? fresh.maxConcurrent
        }
        if let value = body["expires"] { expires = .some(value.text.flatMap { RFC3339.wall($0) }) }
        if permission != before { self.permission = permission }
    }
}

extension Attributes {
    /// Takes what a checked body says.
    mutating func take(_ body: JSONValue) {
        models = body.patched("models", models)
        endpoints = body.patched("endpoints", endpoints)
        providers = body.patched("providers", providers)
        residency = body.patched("residency", residency)
        if let value = body["capture"] { capture = value.text.flatMap { CaptureLevel(rawValue: $0) } }
        if let value = body["priority"] { priority = value.text.flatMap { PriorityClass(rawValue: $0) } }
        if let value = body["max_concurrent"] { maxConcurrent = value.wholeNumber.flatMap { Int(exactly: $0) } }
        if let value = body["expires"] { expires = value.text.flatMap { RFC3339.wall($0) } }
    }
}

extension JSONValue {
    /// The words of a list where there is one, else what was there before.
    fileprivate func patched(_ name: String, _ before: [String]) -> [String] {
        self[name].map { ($0.elements ?? []).compactMap(\.text) } ?? before
    }
}
